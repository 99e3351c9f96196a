import { describe, expect, it } from 'vitest';
import { hex } from '../../tests/payloads/sound.js';
import { timeRows } from './inspect-times.js';

function times(bytes: string): string[] {
  return timeRows(hex(bytes)).map(
    ({ label, value, littleEndian }) => `${label} ${littleEndian === true ? 'LE' : 'BE'} ${value}`,
  );
}

describe('timeRows', () => {
  it.each([
    ['5a4af6a5', 'Unix time, s BE 2018-01-02T03:04:05Z'],
    ['a5f64a5a', 'Unix time, s LE 2018-01-02T03:04:05Z'],
    ['000000005a4af6a5', 'Unix time, s (64 bits) BE 2018-01-02T03:04:05Z'],
    ['00000160b4d3772e', 'Unix time, ms BE 2018-01-02T03:04:05.678Z'],
    ['000561c25a098f35', 'Unix time, µs BE 2018-01-02T03:04:05.678901Z'],
    ['ddf57525 80000000', 'NTP time BE 2018-01-02T03:04:05.5Z'],
    ['808036597683d301', 'Windows FILETIME LE 2018-01-02T03:04:05Z'],
    ['8218224c', 'DOS time LE 2018-01-02 03:04:04'],
  ])('reads %s', (bytes, row) => {
    expect(times(bytes)).toContain(row);
  });

  it('leaves out what is no plausible time', () => {
    expect(times('00000000 00000000')).toEqual([]);
    expect(times('01020304 05060708')).toEqual([]);
    expect(times('5a4af6')).toEqual([]);
    // 30 February, and 24 o'clock.
    expect(times('00005e4c').filter((row) => row.startsWith('DOS'))).toEqual([]);
    expect(times('00c0224c').filter((row) => row.startsWith('DOS'))).toEqual([]);
  });
});
