import { Direction, RowKind, isLife } from '../contract/index.js';
import type { LifeDetail, PeerInfo, Result } from '../contract/index.js';
import { storedLife } from '../contract/stored-life.js';
import type { BlockView, LogReader } from './log/index.js';
import { headSizeOf, kindOf, layersOf, peerOf, wireOnly } from './log/index.js';

/** True for rows that count as a message: stream chunks, datagrams, WebSocket text and binary. */
export function isMessage(kind: number): boolean {
  return kind >= RowKind.chunk && kind <= RowKind.binary;
}

/** What a finished log says about its session beside the totals. */
export interface Tally {
  readonly messagesIn: number;
  readonly messagesOut: number;
  readonly droppedBytes: number;
  readonly peers: readonly PeerInfo[];
}

/** Peers remembered of a past session, as many as of a live one. */
const mostPeers = 10_000;
const decoder = new TextDecoder();

type Counted = { -readonly [K in keyof PeerInfo]: PeerInfo[K] };

/** Counts messages and peers of a recorded log by reading it once, in slices that hold no socket up; `signal` ends that early. */
export async function tallyLog(
  log: LogReader,
  startedAt: number,
  signal?: AbortSignal,
): Promise<Result<Tally>> {
  const peers = new Map<number, Counted>();
  const total = { messagesIn: 0, messagesOut: 0, droppedBytes: 0 };
  const visit = (block: BlockView, start: number, end: number): undefined => {
    for (let i = start; i < end; i++) {
      const kind = kindOf(block, i);
      const number = peerOf(block, i);
      const at = startedAt + (block.baseTime + (block.time[i] ?? 0)) / 1e6;
      const peer = number === 0 ? undefined : peerAt(peers, number, at);
      const from = (block.at[i] ?? 0) + headSizeOf(block, i);
      const size = (block.at[i + 1] ?? 0) - from;
      if (isLife(kind)) {
        const detail = block.payload === null ? null : readDetail(block.payload.subarray(from, from + size));
        if (detail === null) continue;
        if (kind === RowKind.recovered) total.droppedBytes += detail.droppedBytes ?? 0;
        if (peer !== undefined) live(peer, kind, detail, at);
        continue;
      }
      const messages = isMessage(kind) ? 1 : 0;
      const inward = ((block.marks[i] ?? 0) & 3) === Direction.in;
      total[inward ? 'messagesIn' : 'messagesOut'] += messages;
      if (peer === undefined) continue;
      peer[inward ? 'messagesIn' : 'messagesOut'] += messages;
      // What was said counts once, and not the frames it took.
      if (layersOf(kind, block.marks[i] ?? 0) === wireOnly) continue;
      peer[inward ? 'bytesIn' : 'bytesOut'] += size;
    }
    return undefined;
  };
  const scanned = await log.scan(1, visit, signal === undefined ? {} : { signal });
  if (!scanned.ok) return scanned;
  const list = [...peers.values()].sort((a, b) => a.peer - b.peer);
  return { ok: true, value: { ...total, peers: list } };
}

function peerAt(peers: Map<number, Counted>, peer: number, at: number): Counted | undefined {
  const known = peers.get(peer);
  if (known !== undefined) {
    known.closedAt = at;
    return known;
  }
  if (peers.size >= mostPeers) return undefined;
  const nothing = {
    bytesIn: 0,
    bytesOut: 0,
    messagesIn: 0,
    messagesOut: 0,
    queuedBytes: 0,
    waitingSince: null,
  };
  const unknown = {
    remote: null,
    local: null,
    path: null,
    subprotocol: null,
    extensions: null,
    headers: [],
    tls: null,
  };
  const made: Counted = { peer, state: 'closed', openedAt: at, closedAt: at, ...nothing, ...unknown };
  peers.set(peer, made);
  return made;
}

function live(peer: Counted, kind: number, detail: LifeDetail, at: number): void {
  if (detail.remote !== undefined) peer.remote = detail.remote;
  if (detail.local !== undefined) peer.local = detail.local;
  if (detail.tls !== undefined) peer.tls = detail.tls;
  if (kind === RowKind.open && detail.protocol) peer.subprotocol = detail.protocol;
  if (kind === RowKind.open && detail.extensions) peer.extensions = detail.extensions;
  peer.closedAt = at;
}

/** Read from disk: only what is of the right shape is believed. */
function readDetail(payload: Uint8Array): LifeDetail | null {
  try {
    return storedLife(JSON.parse(decoder.decode(payload)));
  } catch {
    return null;
  }
}
