import { type FramePart, headLengthOf } from '../codec/index.js';
import { Direction, RowFlag, RowKind, withHead } from '../contract/index.js';
import type { EndpointHost } from './endpoint/endpoint.js';
import type { SessionLog } from './log/index.js';
import type { PeerTable } from './peer-table.js';
import { SenderFlag, storedFlags } from './sender.js';
import type { Sender } from './sender.js';
import type { Traffic } from './traffic.js';

type Recording = Pick<EndpointHost, 'record' | 'recordFrame' | 'recordFrameParts' | 'recordRun'>;

/** What endpoints tell, into the log and its counts. */
export class Recorder implements Recording {
  readonly #log: SessionLog;
  readonly #traffic: Traffic;
  readonly #peers: PeerTable;
  readonly #changed: () => void;
  /** Number of the last row that a person sent: neither a frame of it nor what an engine sends by itself. */
  lastSent = 0;
  /** Numbers of the last rows that a repeat and a queue sent, each its own: both may run at once. */
  readonly #lastOf = { repeat: 0, queue: 0 };

  constructor(log: SessionLog, traffic: Traffic, peers: PeerTable, changed: () => void) {
    this.#log = log;
    this.#traffic = traffic;
    this.#peers = peers;
    this.#changed = changed;
  }

  lastOf(sender: Sender): number {
    return this.#lastOf[sender];
  }

  readonly record: Recording['record'] = (kind, direction, peer, arrived, payload, flags = 0) => {
    const time = this.#time(arrived);
    this.#log.appendRaw(kind, direction, flags & storedFlags, peer, time, payload);
    this.#count(kind, direction, peer, time, payload.length, flags);
  };

  readonly recordFrame: Recording['recordFrame'] = (
    kind,
    direction,
    peer,
    arrived,
    bytes,
    start,
    end,
    flags = 0,
  ) => {
    const time = this.#time(arrived);
    this.#log.appendRaw(kind | withHead, direction, flags & storedFlags, peer, time, bytes, start, end);
    const size = end - start - headLengthOf(bytes[start + 1] ?? 0);
    this.#count(kind, direction, peer, time, size, flags);
  };

  readonly recordFrameParts: Recording['recordFrameParts'] = (
    kind,
    direction,
    peer,
    arrived,
    parts,
    flags = 0,
  ) => {
    const time = this.#time(arrived);
    this.#log.appendParts(kind | withHead, direction, flags & storedFlags, peer, time, parts);
    let size = 0;
    for (const { start, end } of parts) size += end - start;
    this.#count(kind, direction, peer, time, size - headLengthOf(secondByte(parts)), flags);
  };

  readonly recordRun: Recording['recordRun'] = (direction, peer, arrived, run) => {
    const time = this.#time(arrived);
    this.#log.appendRun(direction, peer, time, run);
    this.#traffic.add(direction, time, run.count, run.payloadBytes);
    this.#peers.count(peer, direction, run.count, run.payloadBytes);
    this.#changed();
  };

  /** A chunk is stamped when it came; what was said since then stands before what is read from it. */
  #time(arrived: number): number {
    return Math.max(arrived, this.#log.lastTime);
  }

  #count(kind: RowKind, direction: Direction, peer: number, time: number, size: number, flags: number): void {
    // What was said counts once, and not the frames it took.
    const wireOnly = (kind === RowKind.frame || kind === RowKind.bytes) && (flags & RowFlag.crafted) === 0;
    if (!wireOnly) {
      if (direction === Direction.out) {
        if ((flags & RowFlag.automatic) === 0) this.lastSent = this.#log.count;
        else if ((flags & SenderFlag.repeat) !== 0) this.#lastOf.repeat = this.#log.count;
        else if ((flags & SenderFlag.queue) !== 0) this.#lastOf.queue = this.#log.count;
      }
      const messages = this.#traffic.count(kind, direction, time, size);
      this.#peers.count(peer, direction, messages, size);
    }
    this.#changed();
  }
}

function secondByte(parts: readonly FramePart[]): number {
  const [first, next] = parts;
  if (first === undefined) return 0;
  if (first.end - first.start > 1) return first.bytes[first.start + 1] ?? 0;
  return next?.bytes[next.start] ?? 0;
}
