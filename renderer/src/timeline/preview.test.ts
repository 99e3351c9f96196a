import { describe, expect, it } from 'vitest';
import { filterMarks } from '../../../codec/index.js';
import type { FilterMarks } from '../../../codec/index.js';
import { RowKind } from '../../../contract/index.js';
import { previewSegments, previewText } from './preview.js';
import { row } from './test-row.js';

const looks = (...args: Parameters<typeof previewSegments>): string[] =>
  previewSegments(...args).map(({ look, text, hit }) => `${look}${hit ? '!' : ''} ${text}`);

const find = (value: string): FilterMarks => filterMarks({ op: 'text', value });

describe('preview', () => {
  it('colours JSON without losing a character', () => {
    const json = '{"id":90071992547409931234,"a":[true,"x"]}';
    expect(previewText(row(json))).toBe(json);
    expect(looks(row(json))).toContain('numeral 90071992547409931234');
    expect(looks(row(json))).toContain('key "id"');
    expect(looks(row(json))).toContain('literal true');
  });

  it('says that a longer payload goes on, and drops a character cut in half', () => {
    expect(previewText(row(new Uint8Array([0x61, 0xe2, 0x82]), { size: 4000 }))).toBe('a…');
    expect(previewText(row(new Uint8Array([0x61, 0xe2, 0x82])))).toContain('\ufffd');
  });

  it('makes control characters and bidi overrides visible', () => {
    const shown = previewText(row('\u202eevil\u001b[31m\n'));
    for (const hidden of ['\u202e', '\u001b', '\n']) expect(shown).not.toContain(hidden);
    expect(shown).toContain('evil');
  });

  it('shows bytes that are no text as hex', () => {
    expect(previewText(row(new Uint8Array([0x00, 0xff, 0x80]), { kind: RowKind.binary }))).toBe('00 ff 80');
    expect(previewText(row(new Uint8Array(256), { kind: RowKind.chunk, size: 9000 }))).toMatch(
      /^(00 ){64}…$/,
    );
  });

  it('reads a close frame by code and name, or by its reason', () => {
    const close = (bytes: number[]): string =>
      previewText(row(new Uint8Array(bytes), { kind: RowKind.close }));
    expect(close([0x03, 0xea])).toBe('1002 protocol error');
    expect(close([0x03, 0xe8, 0x62, 0x79, 0x65])).toBe('1000 bye');
    expect(close([])).toBe('without a code');
  });

  it('puts the first line of a head first', () => {
    const head = 'HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n\r\n';
    expect(previewText(row(head, { kind: RowKind.response }))).toBe(
      'Switching Protocols · Upgrade: websocket',
    );
    expect(previewText(row('GET /a HTTP/1.1\r\nHost: b\r\n\r\n', { kind: RowKind.request }))).toBe(
      'GET /a HTTP/1.1 · Host: b',
    );
  });

  it('quotes what a ping carries and says when a message is empty', () => {
    expect(previewText(row('hb01', { kind: RowKind.ping }))).toBe('"hb01"');
    expect(previewText(row(''))).toBe('empty');
  });

  it('marks each hit of the filter, ASCII case folded, across looks', () => {
    const json = '{"A":"filled"}';
    expect(looks(row(json), find('FILL'))).toEqual([
      'plain {',
      'key "A"',
      'plain :',
      'string "',
      'string! fill',
      'string ed"',
      'plain }',
    ]);
    const across = previewSegments(row(json), find('":"f'));
    expect(
      across
        .filter((one) => one.hit)
        .map((one) => one.text)
        .join(''),
    ).toBe('":"f');
    expect(across.map((one) => one.text).join('')).toBe(json);
  });

  it('marks bytes where they are shown in hex', () => {
    const bytes = Uint8Array.of(0, 1, 2, 0xff, 1, 9);
    const marks = filterMarks({ op: 'hex', bytes: [1, -1] });
    const found = previewSegments(row(bytes), marks).filter((one) => one.hit);
    expect(found.map((one) => one.text)).toEqual(['01 02', '01 09']);
  });

  it('marks nothing where the hit lies beyond the preview', () => {
    expect(previewSegments(row('abc', { size: 900 }), find('zzz')).some((one) => one.hit)).toBe(false);
  });
});
