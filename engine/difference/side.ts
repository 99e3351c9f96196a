import type { HashNumbers } from '../../codec/index.js';
import type { SideColumns } from '../../codec/index.js';
import { Direction, RowKind, isLife, maxDifferenceRows } from '../../contract/index.js';
import type { DifferenceSide, DifferenceSpec, Failure, Result } from '../../contract/index.js';
import { eachRow, type KeyReader, nextTurn, type SeenRow, Slice, type View } from '../log/index.js';
import type { Session } from '../session.js';
import { PeerOrder } from './peer-order.js';
import { factsOf, type HashedRow, isMessage, type RowHash, sortOf } from './row-hash.js';

/** Bytes of a large payload that are read at once. */
const pieceBytes = 1 << 20;
/** Rows that are read again though nobody asked: cheaper than to begin anew behind them. */
const nearRows = 64;

/** What both sides give the same number. */
export interface SharedNumbers {
  readonly content: HashNumbers;
  readonly shape: HashNumbers;
  readonly key: HashNumbers;
}

/** A row whose payload has to be read for itself. */
interface Large extends HashedRow {
  readonly index: number;
  readonly size: number;
}

/** One of the two sessions: its rows as columns, and the view they are read from. */
export class Side implements SideColumns {
  length = 0;
  content: Int32Array;
  shape = new Int32Array();
  key: Int32Array;
  sort: Uint8Array;
  time: Float64Array;
  /** Where each row stands in the view. */
  at: Int32Array;
  keyless = 0;
  failure: Failure | null = null;
  /** Rows of the view that were looked at. */
  scanned = 0;
  /** Who appeared first, second and so on. */
  readonly peers = new PeerOrder();
  /** Rows of the view that are looked at, and those past them. */
  readonly rows: number;
  readonly beyond: number;
  readonly #generation: number;
  readonly #release: () => void;

  private constructor(
    readonly session: Session,
    readonly view: View,
    readonly spec: DifferenceSpec,
    readonly keys: KeyReader | null,
  ) {
    this.#release = session.hold();
    // The messages under way at the end of a live session may still change.
    const count = session.info.state === 'recorded' ? view.count : view.fixed;
    this.rows = Math.min(count, maxDifferenceRows);
    this.beyond = count - this.rows;
    this.#generation = view.generation;
    this.content = new Int32Array(this.rows);
    this.key = new Int32Array(keys === null ? 0 : this.rows);
    this.sort = new Uint8Array(this.rows);
    this.time = new Float64Array(this.rows);
    this.at = new Int32Array(this.rows);
    this.failure = view.failure;
  }

  /** Makes the view: it may have to look through the whole log first, see `begin`. */
  static view(session: Session, spec: DifferenceSpec, side: 'left' | 'right'): Result<View> {
    return session.view(spec.filter, spec[side].framing, spec.layer);
  }

  /** What the view has by now, which must have settled. */
  static begin(session: Session, view: View, spec: DifferenceSpec, keys: KeyReader | null): Side {
    return new Side(session, view, spec, keys);
  }

  get facts(): DifferenceSide {
    const { length, beyond, keyless, failure } = this;
    return { session: this.session.id, rows: length, beyond, keyless, failure };
  }

  /** Rows have changed places since they were read, as marks came and went. */
  get moved(): boolean {
    return this.view.generation !== this.#generation;
  }

  /** Reads every row once. */
  async read(hash: RowHash, numbers: SharedNumbers, signal: AbortSignal): Promise<void> {
    const large: Large[] = [];
    // One for all rows: there are millions.
    const hashed = { kind: 0, direction: 0, facts: 0, peer: 0 };
    const failed = await eachRow(
      this.view,
      0,
      this.rows,
      (row, payload) => {
        this.scanned = row.position + 1;
        const order = this.peers.of(row.peer);
        if (!this.#counts(row)) return;
        const index = this.length++;
        this.at[index] = row.position;
        this.time[index] = row.time;
        this.sort[index] = sortOf(row.kind, row.direction);
        hashed.kind = row.kind;
        hashed.direction = row.direction;
        hashed.facts = factsOf(row, this.spec);
        hashed.peer = this.spec.counts.peers ? order : 0;
        if (payload === null) large.push({ ...hashed, index, size: row.size });
        else {
          hash.whole(hashed, payload);
          this.#put(index, hash, numbers, this.#keyIn(row, payload), hashed);
        }
      },
      signal,
    );
    this.failure ??= failed;
    for (const one of large) {
      if (signal.aborted) return;
      await this.#readLarge(one, hash, numbers, signal);
    }
    this.scanned = this.rows;
  }

  /** Says of what sort the rows are that have no partner; of the others it does not know. */
  async readShapes(
    wanted: Uint8Array,
    hash: RowHash,
    numbers: SharedNumbers,
    signal: AbortSignal,
  ): Promise<void> {
    this.shape = new Int32Array(this.length);
    const large: Omit<Large, 'facts' | 'peer'>[] = [];
    const slice = new Slice();
    for (let from = 0; from < this.length && !signal.aborted;) {
      if (wanted[from] !== 1) {
        from++;
        continue;
      }
      let to = from + 1;
      for (let near = to; near < this.length && near - to < nearRows; near++)
        if (wanted[near] === 1) to = near + 1;
      let index = from;
      await eachRow(
        this.view,
        this.at[from] ?? 0,
        (this.at[to - 1] ?? 0) + 1,
        ({ position, kind, direction, size }, payload) => {
          while (index < to && (this.at[index] ?? 0) < position) index++;
          if (this.at[index] !== position || wanted[index] !== 1) return;
          if (payload === null) return void large.push({ index, kind, direction, size });
          hash.shape(kind, direction, payload, size);
          this.shape[index] = numbers.shape.of(hash.hash.high, hash.hash.low);
        },
        signal,
      );
      from = to;
      // Each of many short runs is less than a slice: together they are not.
      await slice.rest();
    }
    for (const { index, kind, direction, size } of large) {
      if (signal.aborted) return;
      const head = await this.view.payload(this.at[index] ?? 0, 0, Math.min(size, 16_384));
      if (head.ok) hash.shape(kind, direction, head.value.bytes, size);
      this.shape[index] = numbers.shape.of(hash.hash.high, hash.hash.low);
      await nextTurn();
    }
  }

  /** What pairs no longer need. */
  forget(): void {
    this.content = this.shape = this.key = new Int32Array();
    this.sort = new Uint8Array();
    this.time = new Float64Array();
  }

  close(): void {
    this.view.close();
    this.#release();
  }

  /** Whether a row is compared at all. */
  #counts({ kind }: SeenRow): boolean {
    if (this.spec.life) return true;
    return !isLife(kind) && kind !== RowKind.request && kind !== RowKind.response;
  }

  #keyIn({ kind, direction, size }: SeenRow, payload: Uint8Array): string | null {
    if (this.keys === null || !isMessage(kind) || direction === Direction.none) return null;
    const range = this.keys.range(size);
    return range === null ? null : this.keys.key(payload.subarray(range.from, range.to));
  }

  #put(index: number, hash: RowHash, numbers: SharedNumbers, name: string | null, row: HashedRow): void {
    this.content[index] = numbers.content.of(hash.hash.high, hash.hash.low);
    if (this.keys === null) return;
    if (name === null) this.keyless++;
    hash.key(row, name);
    this.key[index] = numbers.key.of(hash.hash.high, hash.hash.low);
  }

  /** A row too large to be at hand: bytes in pieces, never by meaning. */
  async #readLarge(one: Large, hash: RowHash, numbers: SharedNumbers, signal: AbortSignal): Promise<void> {
    const { index, kind, size } = one;
    const at = this.at[index] ?? 0;
    const range = this.keys?.range(size) ?? null;
    let name: string | null = null;
    if (range !== null && isMessage(kind)) {
      const read = await this.view.payload(at, range.from, range.to);
      if (read.ok) name = this.keys?.key(read.value.bytes) ?? null;
    }
    hash.begin(one);
    // Gigabytes: who lets go of the comparison does not wait for them.
    for (let from = 0; from < size && !signal.aborted; from += pieceBytes) {
      const read = await this.view.payload(at, from, from + pieceBytes);
      if (!read.ok) {
        this.failure ??= read.error;
        // What cannot be read is like nothing else.
        hash.hash.number(index);
        break;
      }
      hash.hash.bytes(read.value.bytes);
      await nextTurn();
    }
    hash.hash.finish();
    this.#put(index, hash, numbers, name, one);
  }
}
