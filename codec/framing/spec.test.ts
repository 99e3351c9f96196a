import { describe, expect, it } from 'vitest';
import { ok } from '../result.js';
import { validateFraming, type FramingSpec } from './spec.js';

const prefix = {
  kind: 'length-prefix',
  width: 2,
  endian: 'big',
  offset: 0,
  adjust: 0,
  maxLength: 100,
} as const;

describe('validateFraming', () => {
  it.each<[FramingSpec]>([
    [{ kind: 'raw' }],
    [{ kind: 'slip' }],
    [{ kind: 'cobs' }],
    [{ kind: 'line' }],
    [{ kind: 'line', keepEmpty: false }],
    [{ kind: 'delimiter', delimiter: '0x0D 0A' }],
    [{ kind: 'fixed', length: 1 }],
    [{ kind: 'idle', gapMs: 20 }],
    [prefix],
    [{ ...prefix, width: 1, includesHeader: true }],
    [{ ...prefix, width: 4, endian: 'little', adjust: -4 }],
    [{ ...prefix, width: 8, offset: 65_535 }],
  ])('passes %j as it is', (spec) => {
    expect(validateFraming(spec)).toEqual(ok(spec));
  });

  it('drops what a spec does not have', () => {
    expect(validateFraming({ kind: 'raw', extra: 1 })).toEqual(ok({ kind: 'raw' }));
  });

  it.each<[unknown, string]>([
    [null, 'kind'],
    ['raw', 'kind'],
    [{}, 'kind'],
    [{ kind: 'toString' }, 'kind'],
    [{ kind: 'line', keepEmpty: 1 }, 'keepEmpty'],
    [{ kind: 'delimiter' }, 'delimiter'],
    [{ kind: 'delimiter', delimiter: 'zz' }, 'delimiter'],
    [{ kind: 'delimiter', delimiter: ' ' }, 'delimiter'],
    [{ kind: 'delimiter', delimiter: '00'.repeat(257) }, 'delimiter'],
    [{ kind: 'fixed', length: 0 }, 'length'],
    [{ kind: 'fixed', length: 1.5 }, 'length'],
    [{ kind: 'fixed', length: '4' }, 'length'],
    [{ kind: 'idle', gapMs: Number.NaN }, 'gapMs'],
    [{ kind: 'idle', gapMs: 3_600_001 }, 'gapMs'],
    [{ ...prefix, width: 3 }, 'width'],
    [{ ...prefix, endian: 'middle' }, 'endian'],
    [{ ...prefix, includesHeader: 'yes' }, 'includesHeader'],
    [{ ...prefix, offset: -1 }, 'offset'],
    [{ ...prefix, adjust: 1e9 }, 'adjust'],
    [{ ...prefix, maxLength: 0 }, 'maxLength'],
  ])('refuses %j naming the field', (spec, field) => {
    expect(validateFraming(spec)).toMatchObject({
      ok: false,
      error: { code: 'framing.invalid', detail: { field } },
    });
  });

  it('says what a number may be', () => {
    expect(validateFraming({ kind: 'fixed', length: 0 })).toMatchObject({
      error: { message: 'length must be a whole number from 1 to 16777216' },
    });
  });
});
