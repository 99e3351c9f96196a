import { describe, expect, it } from 'vitest';
import { Direction, RowFlag, RowKind } from '../../../contract/index.js';
import {
  directionSign,
  flagsOf,
  kindLabel,
  rowClass,
  rowLine,
  rowName,
  sizeLabel,
  timeLabel,
} from './row-text.js';
import { row } from './test-row.js';

describe('row text', () => {
  it('names a row as one sentence', () => {
    expect(rowName(row('{"a":1}', { size: 137 }))).toBe('received text, 137 bytes, 1.226 seconds, {"a":1}…');
    expect(rowName(row('x', { kind: RowKind.chunk, direction: Direction.out }))).toBe(
      'sent data, 1 byte, 1.226 seconds, x',
    );
    expect(
      rowName(row('hb', { kind: RowKind.pong, direction: Direction.out, flags: RowFlag.automatic })),
    ).toBe('sent pong, 2 bytes, 1.226 seconds, automatic, "hb"');
  });

  it('tells neither bytes nor direction of a life row, whoever began it', () => {
    const connect = row('connected', { kind: RowKind.connect, direction: Direction.out, size: 0 });
    expect(rowName(connect)).toBe('connect, 1.226 seconds, connected');
    expect(directionSign(connect)).toBe('·');
    expect(sizeLabel(connect)).toBe('');
  });

  it('tells which side sent a FIN', () => {
    const fin = row('FIN', { kind: RowKind.halfClose, direction: Direction.in });
    expect(directionSign(fin)).toBe('↓');
    expect(rowName(fin)).toContain('received half-close');
  });

  it('cuts what is read out of a long preview', () => {
    expect(rowName(row('y'.repeat(256), { size: 4000 })).length).toBeLessThan(200);
  });

  it.each([
    ['in', {}],
    ['out', { direction: Direction.out }],
    ['ctl', { kind: RowKind.ping }],
    ['ctl', { kind: RowKind.request }],
    ['life', { kind: RowKind.resolve }],
    ['err', { kind: RowKind.error }],
    ['err', { kind: RowKind.missedPong }],
  ] as const)('classes as %s: %j', (expected, facts) => {
    expect(rowClass(row('', facts))).toBe(expected);
  });

  it('shows the status of a response, and its kind where it is no HTTP', () => {
    expect(kindLabel(row('HTTP/1.1 401 Unauthorized\r\n\r\n', { kind: RowKind.response }))).toBe('401');
    expect(kindLabel(row('SSH-2.0-OpenSSH', { kind: RowKind.response }))).toBe('Response');
  });

  it('tells time since start, since the row above, and by the clock', () => {
    const before = row('', { time: 1_225_000_000 });
    const now = row('');
    expect(timeLabel(now, null, 'start', 0)).toBe('+1.226 000');
    expect(timeLabel(now, before, 'delta', 0)).toBe('+0.001 000');
    expect(timeLabel(now, null, 'delta', 0)).toBe('+1.226 000');
    expect(timeLabel(now, null, 'clock', 0)).toMatch(/^\d\d:\d\d:01\.226$/);
  });

  it('puts what is wrong before what is merely so', () => {
    expect(flagsOf(row('', { flags: RowFlag.compressed | RowFlag.invalid }))).toEqual([
      'invalid',
      'compressed',
    ]);
  });

  it('calls the message at the end of a framed stream unfinished, and a cut write partial', () => {
    const tail = row('x', { kind: RowKind.chunk, flags: RowFlag.partial });
    expect(flagsOf(tail, true)).toEqual(['unfinished']);
    expect(rowName(tail, { framed: true })).toContain('unfinished');
    expect(flagsOf(tail)).toEqual(['partial']);
    expect(flagsOf(row('x', { flags: RowFlag.partial | RowFlag.fragmented }))).toEqual(['piece']);
    expect(flagsOf(row('x', { flags: RowFlag.partial }), true)).toEqual(['partial']);
  });

  it('writes a row as one line with tabs, whatever the payload holds', () => {
    expect(rowLine(row('a\tb\nc'), 0).split('\t')).toHaveLength(6);
  });
});
