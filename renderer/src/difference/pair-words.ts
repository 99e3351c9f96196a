import {
  PairState,
  decodeUtf8Lossy,
  formatHex,
  formatOffsetTime,
  looksTextual,
  visibleText,
} from '../../../codec/index.js';
import { Direction, RowKind, isLife, pairFacts } from '../../../contract/index.js';
import type { DifferenceSpec, DifferenceTotals, PairFact } from '../../../contract/index.js';
import type { RowPairing } from '../stores/pair-cache.js';
import type { Row } from '../stores/row-cache.js';
import { kindWord } from '../stores/row-kinds.js';
import { formatBytes, formatCount, locale, type Phrase, phrase, t, told } from '../language/index.js';

/** What a state is called, and its sign: colour never tells it alone. */
export interface StateWord {
  readonly name: keyof DifferenceTotals;
  readonly sign: string;
  readonly word: Phrase;
  /** A design token. */
  readonly token: string;
}

const words: readonly StateWord[] = [
  { name: 'same', sign: '=', word: phrase('same'), token: '--fg-2' },
  { name: 'changed', sign: '≠', word: phrase('changed'), token: '--warn' },
  { name: 'left', sign: '−', word: phrase('only left'), token: '--err' },
  { name: 'right', sign: '+', word: phrase('only right'), token: '--ok' },
  { name: 'moved', sign: '⇵', word: phrase('moved in time'), token: '--ctl' },
];
export const stateWords = words;

const same: StateWord = { name: 'same', sign: '=', word: phrase('same'), token: '--fg-2' };
export const stateOf = (pair: RowPairing): StateWord => words[pair.state] ?? same;

/** Bytes of a binary payload that one line shows. */
const hexBytes = 48;

/** The payload of a row on one line. */
export function previewOf(row: Row): string {
  if (isLife(row.kind)) return visibleText(told(decodeUtf8Lossy(row.preview), 'row'));
  const more = row.preview.length < row.size ? '…' : '';
  if (row.size === 0) return '';
  if (!looksTextual(row.preview)) return `${formatHex(row.preview.subarray(0, hexBytes))} …`;
  return `${visibleText(decodeUtf8Lossy(row.preview).replace(/\ufffd{1,3}$/, ''))}${more}`;
}

export const signOf = (row: Row): string =>
  row.direction === Direction.in ? '↓' : row.direction === Direction.out ? '↑' : '·';

/** What its arrow says to those who do not see it; nothing where neither side said it. */
export function wayOf(row: Row): string {
  if (row.direction === Direction.in) return t('received');
  return row.direction === Direction.out ? t('sent') : '';
}

export const lookOf = (row: Row): string =>
  isLife(row.kind) ? 'life' : row.direction === Direction.out ? 'out' : 'in';

/** What was received or sent, in a word or three. */
export function kindOf(row: Row): string {
  const kind = kindWord(row.kind);
  if (row.direction === Direction.in) return t('received {kind}', { kind });
  return row.direction === Direction.out ? t('sent {kind}', { kind }) : kind;
}

export function factsOf(row: Row): string {
  const size = isLife(row.kind) ? '' : ` · ${formatBytes(row.size)}`;
  const number = t('Row {seq}', { seq: formatCount(row.seq) });
  return `${number} · ${kindOf(row)}${size} · ${formatOffsetTime(row.time)}`;
}

/** Where a pair differs besides its bytes. */
export function pairFactsOf(
  { left, right, leftPeer, rightPeer }: RowPairing,
  { layer, flags, heads, peers }: Pick<DifferenceSpec, 'layer'> & DifferenceSpec['counts'],
): readonly PairFact[] {
  if (left === null || right === null) return [];
  const [one, other] = [
    { ...left, peer: leftPeer },
    { ...right, peer: rightPeer },
  ];
  return pairFacts(one, other, layer, { flags, heads, peers });
}

/** What a fact is about; fields of a frame are called as their standard calls them. */
const factNames: Readonly<Partial<Record<PairFact['name'], Phrase>>> = {
  Kind: phrase('Kind'),
  'Close code': phrase('Close code'),
  Flags: phrase('Flags'),
  Mask: phrase('Mask'),
  Length: phrase('Length'),
  Peer: phrase('Peer'),
};

/** What is told of either side, where it is not a number. */
const factValues = new Map<string, Phrase>([
  ['none', phrase('none##of a row')],
  ['no frame', phrase('no frame')],
  ['masked', phrase('masked')],
  ['not masked', phrase('not masked')],
  ['longer than need be', phrase('longer than need be')],
  ['shortest form', phrase('shortest form')],
  ['fragmented', phrase('fragmented')],
  ['compressed', phrase('compressed')],
  ['invalid', phrase('invalid')],
  ['partial', phrase('partial')],
]);

/** A fact in the person's language; exports have it in English. */
export function factWords({ name, left, right }: PairFact): Record<'name' | 'left' | 'right', string> {
  const word = factNames[name];
  return {
    name: word === undefined ? name : t(word),
    left: valueOf(name, left),
    right: valueOf(name, right),
  };
}

function valueOf(name: PairFact['name'], value: string): string {
  if (name === 'Kind') return isKind(value) ? kindWord(RowKind[value]) : value;
  const place = /^(\d+)(?:st|nd|rd|th)$/.exec(value)?.[1];
  if (place !== undefined && !/^en/.test(locale.value)) return t('no. {number}', { number: place });
  return value
    .split(', ')
    .map((one) => {
      const word = factValues.get(one);
      return word === undefined ? one : t(word);
    })
    .join(', ');
}

const isKind = (value: string): value is keyof typeof RowKind => Object.hasOwn(RowKind, value);

/** How much later the right one came, with a sign. */
export function apartOf({ left, right }: RowPairing): string {
  if (left === null || right === null) return '';
  const apart = right.time - left.time;
  return `${apart < 0 ? '−' : '+'}${formatOffsetTime(Math.abs(apart))}`;
}

/** Most characters of a preview that are read out. */
const spoken = 80;

/** The pair as a sentence, for assistive technology and for scripts. */
export function pairName(pair: RowPairing): string {
  const { left, right } = pair;
  const one = left ?? right;
  if (one === null) return t('empty pair');
  const facts = [t(stateOf(pair).word), kindOf(one)];
  if (left !== null)
    facts.push(t('left row {seq} {text}', { seq: String(left.seq), text: previewOf(left).slice(0, spoken) }));
  if (right !== null && pair.state !== PairState.same) {
    facts.push(
      t('right row {seq} {text}', { seq: String(right.seq), text: previewOf(right).slice(0, spoken) }),
    );
  } else if (right !== null) facts.push(t('right row {seq}', { seq: String(right.seq) }));
  if (pair.state === PairState.moved) facts.push(apartOf(pair));
  return facts.join(', ');
}

/** A text cut where two texts begin and end to differ. */
export interface Cut {
  readonly before: string;
  readonly middle: string;
  readonly after: string;
}

/** Characters of a common beginning that are kept: what differs has to be in sight. */
const leadIn = 24;

/** Both previews, cut at what they have in common; a long common beginning is left out. */
export function cutPreviews(left: string, right: string): { readonly left: Cut; readonly right: Cut } {
  const shorter = Math.min(left.length, right.length);
  let head = 0;
  while (head < shorter && left[head] === right[head]) head++;
  let tail = 0;
  while (tail < shorter - head && left[left.length - 1 - tail] === right[right.length - 1 - tail]) tail++;
  // What differs may lie behind what a preview holds: then it shows how both begin.
  const alike = head === left.length && head === right.length;
  const skip = !alike && head > 2 * leadIn ? head - leadIn : 0;
  const cut = (text: string): Cut => ({
    before: (skip > 0 ? '…' : '') + text.slice(skip, head),
    middle: text.slice(head, text.length - tail),
    after: text.slice(text.length - tail),
  });
  return { left: cut(left), right: cut(right) };
}

/** Totals in one sentence. */
export function spokenTotals(totals: DifferenceTotals): string {
  return words.map(({ name, word }) => `${formatCount(totals[name])} ${t(word)}`).join(', ');
}
