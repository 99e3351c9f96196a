import { join } from 'node:path';
import { Direction, RowKind } from '../../contract/row.js';
import type { DifferenceSpec } from '../../contract/index.js';
import { createLog } from '../log/create-log.js';
import { header, scratch, value } from '../log/fixture.js';
import { RecordedSession } from '../recorded-session.js';

/** A row as tests write it: sent unless it begins with `<`. */
export interface TestRow {
  readonly text?: string;
  readonly bytes?: Uint8Array;
  readonly kind?: RowKind;
  readonly direction?: Direction;
  readonly flags?: number;
  readonly peer?: number;
  readonly head?: Uint8Array;
  /** Milliseconds. */
  readonly at?: number;
}

/** A recorded session with these rows, one a millisecond. */
export async function recorded(name: string, rows: Iterable<string | TestRow>): Promise<RecordedSession> {
  const directory = join(scratch(), name);
  const log = value(await createLog(directory, { ...header, id: name, name }));
  let at = 0;
  for (const row of rows) {
    const {
      text = '',
      bytes,
      kind,
      direction,
      flags,
      peer,
      head,
      ...own
    } = typeof row === 'string' ? { text: row } : row;
    at = own.at ?? at + 1;
    const received = text.startsWith('<');
    log.append({
      kind: kind ?? RowKind.text,
      direction: direction ?? (received ? Direction.in : Direction.out),
      flags: flags ?? 0,
      peer: peer ?? 1,
      ...(head === undefined ? {} : { head }),
      time: at * 1e6,
      payload: bytes ?? Buffer.from(received ? text.slice(1) : text),
    });
    if (log.pressure) await new Promise(setImmediate);
  }
  value(await log.close());
  return value(await RecordedSession.open(directory, name));
}

type Changes = Partial<Omit<DifferenceSpec, 'left' | 'right'>>;

export function specOf(left: RecordedSession, right: RecordedSession, changes: Changes = {}): DifferenceSpec {
  return {
    left: { session: left.id, framing: { kind: 'raw' } },
    right: { session: right.id, framing: { kind: 'raw' } },
    layer: 'messages',
    filter: {},
    life: false,
    align: { by: 'order' },
    counts: { flags: true, heads: true, peers: false },
    timing: { compare: false, tolerance: 5, offset: 0 },
    json: { meaning: false, ignore: [] },
    ...changes,
  };
}
