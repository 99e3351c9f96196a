import type { DifferenceSpec } from './difference.js';
import { RowFlag, RowKind, kindName } from './row.js';

type Counts = DifferenceSpec['counts'];

/** What rows are told by besides their payloads, as a pair shows it. */
export interface PairFact {
  readonly name: 'Kind' | 'Close code' | 'Flags' | 'FIN' | 'RSV' | 'Opcode' | 'Mask' | 'Length' | 'Peer';
  readonly left: string;
  readonly right: string;
  /** Whether the difference makes the pair one that has changed. */
  readonly counts: boolean;
}

/** A row of a pair, as far as its facts go. */
export interface FactRow {
  readonly kind: number;
  readonly flags: number;
  /** How many-th peer of its side, from 1; 0 for the session itself. */
  readonly peer: number;
  readonly size: number;
  readonly preview: Uint8Array;
  readonly head: Uint8Array;
}

/** Flags that tell what crossed the wire; the others tell who made it, which is no difference. */
export const countedFlags = RowFlag.fragmented | RowFlag.compressed | RowFlag.invalid | RowFlag.partial;

/**
 * What counts of a frame's head, from its first two bytes: FIN, RSV, opcode, mask, and whether the length is written
 * longer than need be. The masking key is random, and the length that of the payload, which counts anyway.
 */
export function countedHead(first: number, second: number, size: number): number {
  return 0x10000 | (first << 8) | (second & 0x80) | (isLong(second, size) ? 1 : 0);
}

/** A length that would have fitted a shorter form (RFC 6455 §5.2 asks for the shortest). */
const isLong = (second: number, size: number): boolean =>
  ((second & 0x7f) === 126 && size < 126) || ((second & 0x7f) === 127 && size < 65_536);

/** Where two rows differ besides their bytes; heads only in the layer that shows them. */
export function pairFacts(
  left: FactRow,
  right: FactRow,
  layer: DifferenceSpec['layer'],
  counts: Counts,
): PairFact[] {
  const facts: PairFact[] = [];
  const add = (name: PairFact['name'], one: string, other: string, count: boolean): void => {
    if (one !== other) facts.push({ name, left: one, right: other, counts: count });
  };
  add('Kind', kindName(left.kind), kindName(right.kind), true);
  if (left.kind === RowKind.close && right.kind === RowKind.close)
    add('Close code', closeCode(left), closeCode(right), true);
  if (layer === 'wire') {
    const [one, other] = [headWords(left), headWords(right)];
    for (const name of ['Opcode', 'FIN', 'RSV', 'Mask', 'Length'] as const)
      add(name, one[name], other[name], counts.heads);
  }
  add('Flags', flagWords(left.flags), flagWords(right.flags), counts.flags);
  add('Peer', peerWord(left.peer), peerWord(right.peer), counts.peers);
  return facts;
}

const closeCode = ({ preview }: FactRow): string =>
  preview.length < 2 ? 'none' : String(((preview[0] ?? 0) << 8) | (preview[1] ?? 0));

const noHead = { Opcode: 'no frame', FIN: '', RSV: '', Mask: '', Length: '' } as const;

function headWords({ head, size }: FactRow): Record<keyof typeof noHead, string> {
  const [first, second] = head;
  if (first === undefined || second === undefined) return noHead;
  const rsv = [1, 2, 3].filter((bit) => (first & (0x80 >> bit)) !== 0);
  return {
    Opcode: `0x${(first & 15).toString(16)}`,
    FIN: first >= 0x80 ? '1' : '0',
    RSV: rsv.length === 0 ? 'none' : rsv.map((bit) => `RSV${bit}`).join(' '),
    Mask: second >= 0x80 ? 'masked' : 'not masked',
    Length: isLong(second, size) ? 'longer than need be' : 'shortest form',
  };
}

const flagNames = ['fragmented', 'compressed', 'invalid', 'partial'] as const;

function flagWords(flags: number): string {
  const names = flagNames.filter((name) => (flags & RowFlag[name]) !== 0);
  return names.length === 0 ? 'none' : names.join(', ');
}

/** `2nd`: numbers themselves differ from run to run. */
function peerWord(peer: number): string {
  if (peer === 0) return 'none';
  const teen = Math.floor((peer % 100) / 10) === 1;
  const ending = teen ? undefined : (['st', 'nd', 'rd'] as const)[(peer % 10) - 1];
  return `${peer}${ending ?? 'th'}`;
}
