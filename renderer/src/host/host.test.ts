import { describe, expect, it } from 'vitest';
import { ok, requests } from '../../../contract/index.js';
import type { Failure } from '../../../contract/index.js';
import { memoryPair } from '../../../contract/memory.js';
import { serve } from '../../../contract/serve.js';
import type { Serving } from '../../../contract/serve.js';
import { encode } from '../../../contract/wire.js';
import { createHost } from './host.js';
import type { HostState, TransportSource } from './host.js';

/** A host that can go and come back, and a clock that is turned by hand. */
function open({ comesBack = true, refusal = null as Failure | null } = {}) {
  let reachable = true;
  let serving: Serving | undefined;
  let opened = 0;
  const delays: number[] = [];
  let due: (() => void) | undefined;
  const source: TransportSource = {
    comesBack,
    refusal: () => Promise.resolve(refusal),
    open() {
      opened++;
      const [end, page] = memoryPair();
      if (reachable) {
        const handlers = { 'session.list': () => ok([]), 'state.read': () => new Promise<never>(() => {}) };
        serving = serve(end, requests, handlers, { log() {} });
      } else end.close();
      return Promise.resolve(page);
    },
  };
  const host = createHost(source, (callback, ms) => {
    delays.push(ms);
    due = callback;
    return () => (due = undefined);
  });
  const states: HostState[] = [];
  let changed: (() => void) | undefined;
  host.onState((state) => {
    states.push(state);
    changed?.();
  });
  const nextState = async () => {
    if (states.length === 0) await new Promise<void>((resolve) => (changed = resolve));
    return states.shift()!;
  };
  return {
    host,
    delays,
    nextState,
    states,
    opened: () => opened,
    emit: (outside: boolean) => serving!.client.emit('workspace.changed', { outside }),
    stop() {
      reachable = false;
      serving?.close();
    },
    startAgain: () => (reachable = true),
    elapse() {
      const callback = due;
      due = undefined;
      callback!();
    },
    isWaiting: () => due !== undefined,
  };
}

describe('createHost', () => {
  it('lets calls wait for the first connection', async () => {
    const { host, nextState } = open();
    expect(host.state).toEqual({ kind: 'connecting' });
    expect(await host.call('session.list', {})).toEqual({ ok: true, value: [] });
    expect(await nextState()).toEqual({ kind: 'connected', times: 1 });
    expect(host.state).toEqual({ kind: 'connected', times: 1 });
  });

  it('settles what waits when the host goes, and answers at once while it is away', async () => {
    const { host, nextState, stop } = open();
    await nextState();
    const waiting = host.call('state.read', {});
    stop();
    const gone = { ok: false, error: { code: 'transport.closed' } };
    expect(await waiting).toMatchObject(gone);
    expect(await nextState()).toMatchObject({ kind: 'lost', reason: { code: 'transport.closed' } });
    expect(await host.call('session.list', {})).toMatchObject(gone);
  });

  it('tries again, ever slower, until the host is back', async () => {
    const { host, nextState, stop, startAgain, elapse, delays } = open();
    await nextState();
    stop();
    for (let i = 0; i < 6; i++) {
      expect((await nextState()).kind).toBe('lost');
      if (i === 5) startAgain();
      elapse();
    }
    expect(await nextState()).toEqual({ kind: 'connected', times: 2 });
    expect(delays).toEqual([250, 500, 1000, 2000, 4000, 5000]);
    expect(await host.call('session.list', {})).toEqual({ ok: true, value: [] });
    stop();
    await nextState();
    expect(delays.at(-1)).toBe(250);
  });

  it('tries at once when asked to', async () => {
    const { host, nextState, stop, startAgain, opened } = open();
    await nextState();
    stop();
    await nextState();
    startAgain();
    host.retry();
    host.retry();
    expect(await nextState()).toEqual({ kind: 'connected', times: 2 });
    expect(opened()).toBe(2);
  });

  it('hands on events across reconnects, once each, until they are off', async () => {
    const { host, nextState, stop, startAgain, emit } = open();
    const heard: string[] = [];
    const off = host.on('workspace.changed', ({ outside }) => heard.push(`early ${outside}`));
    await nextState();
    host.on('workspace.changed', ({ outside }) => heard.push(`late ${outside}`));
    emit(true);
    await host.call('session.list', {});
    expect(heard.splice(0)).toEqual(['early true', 'late true']);
    stop();
    await nextState();
    startAgain();
    host.retry();
    await nextState();
    off();
    emit(false);
    await host.call('session.list', {});
    expect(heard).toEqual(['late false']);
  });

  it('says that the host refuses this page, where it does', async () => {
    const refused = { code: 'transport.refused', message: 'Open the address it printed.' };
    const { host, nextState, stop, elapse } = open({ refusal: refused });
    await nextState();
    stop();
    // The first loss is a loss: only an attempt that never got through can have been refused.
    expect(await nextState()).toMatchObject({ reason: { code: 'transport.closed' } });
    elapse();
    expect(await nextState()).toEqual({ kind: 'lost', reason: refused });
    expect(await host.call('session.list', {})).toEqual({ ok: false, error: refused });
  });

  it('does not try again where there is no other transport', async () => {
    const { nextState, stop, isWaiting } = open({ comesBack: false });
    await nextState();
    stop();
    expect((await nextState()).kind).toBe('lost');
    expect(isWaiting()).toBe(false);
  });

  it('does not try again with a host of another age', async () => {
    const [end, page] = memoryPair();
    end.send(encode({ contract: 99 }));
    let scheduled = 0;
    const source: TransportSource = {
      comesBack: true,
      open: () => Promise.resolve(page),
      refusal: () => Promise.resolve(null),
    };
    const host = createHost(source, () => {
      scheduled++;
      return () => {};
    });
    const state = await new Promise<HostState>((resolve) => host.onState(resolve));
    expect(state).toMatchObject({ kind: 'lost', reason: { code: 'transport.version' } });
    expect(scheduled).toBe(0);
  });

  it('is silent once it is closed', async () => {
    const { host, nextState, states, isWaiting } = open();
    await nextState();
    host.close();
    expect(await host.call('session.list', {})).toMatchObject({ ok: false });
    expect({ states, waiting: isWaiting() }).toEqual({ states: [], waiting: false });
  });
});
