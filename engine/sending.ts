import { fail, ok } from '../contract/index.js';
import type { Failure, Recipients, Result, SendReport } from '../contract/index.js';
import type { PeerTable } from './peer-table.js';

export type PeerFailure = SendReport['failures'][number];

export interface Addressed {
  /** Open peers, in the order they are to be served. */
  readonly peers: readonly number[];
  /** Listed ones that are not open. */
  readonly failures: readonly PeerFailure[];
}

/** Who is meant: `send.no-peers` where that is nobody at all, since nothing would be sent and nobody told. */
export function addressees(table: PeerTable, to: Recipients): Result<Addressed> {
  if (to === 'all') {
    const peers = table.openPeers();
    return peers.length === 0
      ? fail('send.no-peers', 'No peer is open that could take it')
      : ok({ peers, failures: [] });
  }
  const peers: number[] = [];
  const failures: PeerFailure[] = [];
  for (const peer of new Set(to)) {
    if (table.isOpen(peer)) peers.push(peer);
    else failures.push({ peer, error: { code: 'send.no-peer', message: `Peer ${peer} is not open` } });
  }
  return ok({ peers, failures });
}

/** Does one thing for each peer: begun in order and at once, so that a slow peer keeps nobody waiting. */
export async function forEachPeer(
  { peers, failures }: Addressed,
  act: (peer: number) => Promise<Result<number>>,
): Promise<SendReport> {
  const all = [...failures];
  let bytes = 0;
  let reached = 0;
  const results = peers.map(async (peer) => ({ peer, result: await act(peer) }));
  for (const { peer, result } of await Promise.all(results)) {
    if (result.ok) {
      reached++;
      bytes += result.value;
    } else {
      all.push({ peer, error: result.error });
    }
  }
  return { peers: reached, bytes, failures: all };
}

/** Nothing is under way that could send or end anything. */
export function idle(what: string): { readonly ok: false; readonly error: Failure } {
  return fail('session.idle', `${what}: connect or listen first`);
}
