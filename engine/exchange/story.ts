import { isLife, maxRowsPerRead, ok } from '../../contract/index.js';
import type { LifeDetail, Result, RowBatch, RowKindName } from '../../contract/index.js';
import { createView } from '../log/index.js';
import type { LogReader, MarkReader, View } from '../log/index.js';
import { PeerOrder, groupOf } from './peer-order.js';
import { rowOf } from './row.js';
import type { StoryEvent } from './format.js';

/** The kinds of rows that tell where a connection begins and ends, and what it agreed on. */
const storyKinds: RowKindName[] = [
  'request',
  'response',
  'connect',
  'tls',
  'open',
  'listen',
  'accept',
  'halfClose',
  'end',
  'reset',
];

/** Bytes of a request or response that are told: a head has 256 KiB at most. */
const mostHeadBytes = 256 * 1024;
const decoder = new TextDecoder();

/** Where a row stands in what is written: connection by connection, or in the order of the log. */
export interface Place {
  readonly group: number;
  readonly seq: number;
}

export function isAfter(a: Place, b: Place): boolean {
  return a.group === b.group ? a.seq > b.seq : a.group > b.group;
}

/**
 * What the log tells of connections, read beside the rows of another view: rows of a filter alone would
 * not say where the bytes went. It costs 8 bytes a row of these kinds.
 */
export class Story {
  readonly #all: View;
  readonly #view: Pick<View, 'count' | 'rows' | 'payload'>;
  #batch: RowBatch | null = null;
  #at = 0;

  private constructor(
    all: View,
    view: Pick<View, 'count' | 'rows' | 'payload'>,
    readonly clockOrigin: number,
    readonly grouped: boolean,
    readonly marks: Pick<MarkReader, 'commentOf'> | undefined,
  ) {
    this.#all = all;
    this.#view = view;
  }

  static async open(
    log: LogReader,
    clockOrigin: number,
    grouped: boolean,
    marks?: Pick<MarkReader, 'commentOf'>,
  ): Promise<Result<Story>> {
    const made = createView(log, { filter: { kinds: storyKinds }, layer: 'wire' });
    if (!made.ok) return made;
    await made.value.settled();
    if (!grouped) return ok(new Story(made.value, made.value, clockOrigin, grouped, marks));
    const ordered = await PeerOrder.of(made.value, made.value.count);
    if (!ordered.ok) {
      made.value.close();
      return ordered;
    }
    return ok(new Story(made.value, ordered.value, clockOrigin, grouped, marks));
  }

  /** The next event that stands at or before a place; null where there is none, or none left for `null`. */
  async next(until: Place | null): Promise<Result<StoryEvent | null>> {
    if (this.#at >= this.#view.count) return ok(null);
    let batch = this.#batch;
    if (batch === null || this.#at >= batch.from + batch.length) {
      const read = await this.#view.rows(this.#at, this.#at + maxRowsPerRead);
      if (!read.ok) return read;
      if (read.value.length === 0) return ok(null);
      this.#batch = batch = read.value;
    }
    const i = this.#at - batch.from;
    const row = rowOf(batch, i, this.clockOrigin, this.marks);
    if (until !== null && isAfter({ group: this.grouped ? groupOf(row.peer) : 0, seq: row.seq }, until)) {
      return ok(null);
    }
    const payload = await this.#view.payload(this.#at, 0, mostHeadBytes);
    if (!payload.ok) return payload;
    this.#at++;
    const life = isLife(batch.kind[i] ?? 0);
    return ok({
      row,
      detail: life ? lifeDetail(payload.value.bytes) : null,
      bytes: life ? new Uint8Array() : payload.value.bytes,
    });
  }

  close(): void {
    this.#all.close();
  }
}

/** The detail as it was logged; what cannot be read is its sentence. */
export function lifeDetail(payload: Uint8Array, sentence: Uint8Array = payload): LifeDetail {
  try {
    const detail: unknown = JSON.parse(decoder.decode(payload));
    if (
      typeof detail === 'object' &&
      detail !== null &&
      'text' in detail &&
      typeof detail.text === 'string'
    ) {
      return { ...detail, text: detail.text };
    }
  } catch {
    // Cut off by a crash, or written by something else: what can be shown is shown.
  }
  return { text: decoder.decode(sentence) };
}
