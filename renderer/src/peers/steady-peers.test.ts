import { describe, expect, it } from 'vitest';
import { ref, shallowRef } from 'vue';
import type { PeerInfo } from '../../../contract/index.js';
import { useSteadyPeers } from './steady-peers.js';

function peer(number: number, state: PeerInfo['state'] = 'open'): PeerInfo {
  return {
    peer: number,
    state,
    remote: null,
    local: null,
    openedAt: 0,
    closedAt: state === 'closed' ? 9 : null,
    bytesIn: 0,
    bytesOut: 0,
    messagesIn: 0,
    messagesOut: 0,
    path: null,
    subprotocol: null,
    extensions: null,
    headers: [],
    tls: null,
    queuedBytes: 0,
    waitingSince: null,
  };
}

function open(...peers: readonly PeerInfo[]) {
  const all = shallowRef<readonly PeerInfo[]>(peers);
  const withClosed = ref(false);
  const steady = useSteadyPeers(all, withClosed);
  const shown = (): string[] => steady.peers.value.map((one) => `${one.peer} ${one.state}`);
  return { all, withClosed, steady, shown };
}

describe('the peers of a list', () => {
  it('are those that are there, and with the closed ones those that were', () => {
    const { withClosed, shown } = open(peer(1), peer(2, 'closed'), peer(3));
    expect(shown()).toEqual(['1 open', '3 open']);
    withClosed.value = true;
    expect(shown()).toEqual(['1 open', '2 closed', '3 open']);
  });

  it('stay in their places under a pointer when they go, and new ones follow', () => {
    const { all, steady, shown } = open(peer(1), peer(2), peer(3));
    steady.hold(true);
    all.value = [peer(1), peer(2, 'closed'), peer(3), peer(4)];
    expect(shown()).toEqual(['1 open', '2 closed', '3 open', '4 open']);
    // The host has forgotten the second and the first has gone, too.
    all.value = [peer(1, 'closed'), peer(3), peer(4)];
    expect(shown()).toEqual(['1 closed', '2 closed', '3 open', '4 open']);
    steady.hold(false);
    expect(shown()).toEqual(['3 open', '4 open']);
  });

  it('go at once where nobody points at them', () => {
    const { all, steady, shown } = open(peer(1), peer(2));
    steady.hold(true);
    steady.hold(false);
    all.value = [peer(2)];
    expect(shown()).toEqual(['2 open']);
  });

  it('are held to a bound', () => {
    const { all, steady, shown } = open(...Array.from({ length: 1_500 }, (_, n) => peer(n + 1)));
    steady.hold(true);
    all.value = [];
    expect(shown()).toHaveLength(1_000);
    expect(shown()[0]).toBe('501 closed');
  });
});
