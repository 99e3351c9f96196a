import { describe, expect, it } from 'vitest';
import { fixedFramer, idleFramer, partialCut, plainCut, rawFramer } from './chunk.js';

const bytes = (length: number): Uint8Array => new Uint8Array(length);

describe('rawFramer', () => {
  it('makes each chunk a message, wherever the stream begins', () => {
    const framer = rawFramer(100);
    expect(framer.push(bytes(3))).toEqual([plainCut(100, 103)]);
    expect(framer.push(bytes(0))).toEqual([]);
    expect(framer.push(bytes(2))).toEqual([plainCut(103, 105)]);
    expect(framer.pending()).toBeNull();
    expect(framer.end()).toEqual([]);
  });
});

describe('fixedFramer', () => {
  it('cuts every so many bytes', () => {
    const framer = fixedFramer(0, 4);
    expect(framer.push(bytes(3))).toEqual([]);
    expect(framer.pending()).toEqual(partialCut(0, 3));
    expect(framer.push(bytes(6))).toEqual([plainCut(0, 4), plainCut(4, 8)]);
    expect(framer.end()).toEqual([{ start: 8, end: 9, bodyStart: 8, bodyEnd: 9, partial: true }]);
    expect(framer.end()).toEqual([]);
  });
});

describe('idleFramer', () => {
  it('joins chunks that follow within the gap', () => {
    const framer = idleFramer(0, 20);
    expect(framer.push(bytes(2), 0)).toEqual([]);
    expect(framer.push(bytes(3), 20_000_000)).toEqual([]);
    expect(framer.push(bytes(0), 90_000_000)).toEqual([]);
    expect(framer.pending()).toEqual(partialCut(0, 5));
    expect(framer.push(bytes(1), 40_000_001)).toEqual([plainCut(0, 5)]);
    expect(framer.end()).toEqual([plainCut(5, 6)]);
    expect(framer.end()).toEqual([]);
  });

  it('joins everything where no times are given', () => {
    const framer = idleFramer(0, 20);
    framer.push(bytes(2));
    expect(framer.push(bytes(2))).toEqual([]);
  });
});
