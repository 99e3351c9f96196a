import { describe, expect, it } from 'vitest';
import { inspectBytes } from '../../../codec/dissectors/index.js';
import { pairReadings } from './readings.js';

describe('pairReadings', () => {
  it('puts both byte orders of a reading beside each other', () => {
    const readings = pairReadings(inspectBytes(Uint8Array.of(0x01, 0x02, 0x80, 0x3f), 0));
    expect(readings.find((one) => one.label === 'u16')).toEqual({
      label: 'u16',
      bytes: 2,
      value: null,
      little: '513',
      big: '258',
    });
    expect(readings.find((one) => one.label === 'u8')).toMatchObject({ value: '1', little: null });
  });

  it('has nothing to say beyond the end', () => {
    expect(pairReadings(inspectBytes(new Uint8Array(2), 2))).toEqual([]);
  });
});
