import { describe, expect, it } from 'vitest';
import { RowFlag, RowKind } from '../../../contract/index.js';
import type { Row } from '../stores/row-cache.js';
import { fragmentWord, frameLabel, frameWords, headOf, relatedItem } from './frame-text.js';
import { flagsOf, kindLabel, rowClass, rowName } from './row-text.js';
import { row } from './test-row.js';

/** A frame with the head in hex digits. */
function frame(head: string, facts: Partial<Row> = {}): Row {
  const bytes = Uint8Array.from(head.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
  return row('Hel', { kind: RowKind.frame, head: bytes, ...facts });
}
const head = (digits: string) => headOf(frame(digits))!;

describe('the head of a frame', () => {
  it('is told bit by bit, in the words of RFC 6455 §5.2', () => {
    expect(frameWords(head('818537fa213d'))).toEqual({
      opcode: '0x1',
      fin: true,
      rsv: '',
      mask: '37fa213d',
      title: 'text frame · final · 6 bytes of head · 5 in a 7-bit length',
    });
    expect(frameWords(head('7a7e0002'))).toMatchObject({
      opcode: '0xa',
      fin: false,
      rsv: 'RSV1 RSV2 RSV3',
      mask: null,
      title: 'pong frame · not final · 4 bytes of head · 2 in a 16-bit length, longer than need be',
    });
    expect(frameWords(head('818000000001')).mask).toBe('00000001');
  });

  it('is none where there are no bytes of one', () => {
    expect(headOf(row('x'))).toBeNull();
    expect(headOf(frame('81'))).toBeNull();
  });

  it.each([
    ['01', '00', 'Text', 'first fragment'],
    ['00', '00', 'Cont.', 'fragment'],
    ['80', '00', 'Cont.', 'last fragment'],
    ['82', '00', 'Binary', null],
    ['09', '00', 'Ping', null],
    ['83', '00', 'Op 0x3', null],
    ['8f', '00', 'Op 0xf', null],
  ])('%s%s is called %s, %s', (first, second, label, fragment) => {
    expect(frameLabel(head(first + second))).toBe(label);
    expect(fragmentWord(head(first + second))).toBe(fragment);
  });
});

describe('a row of the wire', () => {
  it('is named as a frame, with all that its head says', () => {
    expect(rowName(frame('018337fa213d', { flags: RowFlag.fragmented }), { wire: true })).toBe(
      'received text frame, 3 bytes, 1.226 seconds, opcode 1, not final, masked 37fa213d, first fragment, Hel',
    );
    const whole = frame('8103', { kind: RowKind.text });
    expect(rowName(whole, { wire: true })).toBe(
      'received text frame, 3 bytes, 1.226 seconds, opcode 1, final, not masked, Hel',
    );
    expect(rowName(whole)).toBe('received text, 3 bytes, 1.226 seconds, Hel');
  });

  it('says that it was compressed, crafted, against the rules', () => {
    const flags = RowFlag.compressed | RowFlag.crafted | RowFlag.invalid;
    const name = rowName(frame('c103', { flags }), { wire: true });
    expect(name).toContain('opcode 1, final, RSV1, not masked, invalid, compressed, crafted, Hel');
    expect(rowName(frame('817e0003'), { wire: true })).toContain('length not in its shortest form');
  });

  it('is named for what it is not, where it is no frame', () => {
    const bytes = row('???', { kind: RowKind.bytes, flags: RowFlag.invalid });
    expect(rowName(bytes, { wire: true })).toBe(
      'received bytes outside a frame, 3 bytes, 1.226 seconds, invalid, ???',
    );
    expect(kindLabel(bytes)).toBe('No frame');
  });

  it('calls a fragment by its place rather than fragmented', () => {
    expect(flagsOf(frame('8003', { flags: RowFlag.fragmented | RowFlag.compressed }))).toEqual([
      'compressed',
      'last fragment',
    ]);
  });

  it('is coloured as control where its opcode is one', () => {
    expect(rowClass(frame('8b00'))).toBe('ctl');
    expect(rowClass(frame('8300'))).toBe('in');
  });
});

describe('the way to the other layer', () => {
  it('leads from frames to their message and back, and from nothing else', () => {
    expect(relatedItem(frame('0103'), true)).toBe('Show message');
    expect(relatedItem(frame('0103', { flags: RowFlag.crafted }), true)).toBeNull();
    expect(relatedItem(row('a', { flags: RowFlag.fragmented }), false)).toBe('Show frames');
    expect(relatedItem(row('a', { flags: RowFlag.compressed, kind: RowKind.binary }), false)).toBe(
      'Show frames',
    );
    expect(relatedItem(frame('8101', { kind: RowKind.text }), false)).toBeNull();
    expect(relatedItem(row('a', { kind: RowKind.chunk }), true)).toBeNull();
    expect(relatedItem(row('a', { flags: RowFlag.fragmented, kind: RowKind.ping }), false)).toBeNull();
  });
});
