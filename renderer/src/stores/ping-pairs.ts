import { Direction, RowFlag, RowKind } from '../../../contract/index.js';
import type { RowBatch } from '../../../contract/index.js';

/** One ping and what became of it. */
export interface PingPair {
  readonly peer: number;
  /** Who asked: `Direction.out` is us. */
  readonly direction: number;
  readonly ping: number;
  /** Nanoseconds since the session's origin. */
  readonly time: number;
  /** Row number of its pong; null where none came. */
  readonly pong: number | null;
  /** Nanoseconds from ping to pong. */
  readonly roundTrip: number | null;
  /** A keep-alive ping that was given up. */
  readonly missed: boolean;
}

/**
 * Matches pongs to pings: the same application data the other way, the oldest first (RFC 6455
 * §5.5.3). Rows of kinds `ping`, `pong` and `missedPong` in the order of the log; pongs that nobody
 * asked for are left out (§5.5.3 allows them).
 */
export function pingPairs(rows: RowBatch): readonly PingPair[] {
  const pairs: { -readonly [Key in keyof PingPair]: PingPair[Key] }[] = [];
  /** Places of the pings that wait, by peer, direction and data. */
  const waiting = new Map<string, number[]>();
  /** Places of the keep-alive pings that wait, by peer. */
  const keepAlive = new Map<number, number[]>();
  for (let i = 0; i < rows.length; i++) {
    const kind = rows.kind[i];
    const peer = rows.peer[i] ?? 0;
    const direction = rows.direction[i] ?? 0;
    const seq = rows.seq[i] ?? 0;
    const time = rows.time[i] ?? 0;
    const data = `${rows.size[i] ?? 0} ${rows.previews.subarray(rows.previewAt[i], rows.previewAt[i + 1]).join(' ')}`;
    if (kind === RowKind.ping) {
      const key = `${peer} ${direction} ${data}`;
      put(waiting, key, pairs.length);
      const automatic = ((rows.flags[i] ?? 0) & RowFlag.automatic) !== 0;
      if (automatic && direction === Direction.out) put(keepAlive, peer, pairs.length);
      pairs.push({ peer, direction, ping: seq, time, pong: null, roundTrip: null, missed: false });
    } else if (kind === RowKind.pong) {
      const asked = direction === Direction.in ? Direction.out : Direction.in;
      const at = waiting.get(`${peer} ${asked} ${data}`)?.shift();
      const pair = at === undefined ? undefined : pairs[at];
      if (pair === undefined) continue;
      pair.pong = seq;
      pair.roundTrip = time - pair.time;
    } else {
      const late = keepAlive.get(peer) ?? [];
      const at = late.findLast((one) => pairs[one]?.pong === null && pairs[one].missed === false);
      const pair = at === undefined ? undefined : pairs[at];
      if (pair !== undefined) pair.missed = true;
    }
  }
  return pairs;
}

function put<Key>(map: Map<Key, number[]>, key: Key, value: number): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [value]);
  else list.push(value);
}
