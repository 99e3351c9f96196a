import { describe, expect, it } from 'vitest';
import { framings } from '../../../codec/index.js';
import { FramingSpec } from '../../../contract/index.js';
import { defaultFraming, fieldValue, isStream, withField } from './framing.js';

describe('framing', () => {
  it('has defaults the contract takes, for every framing there is', () => {
    for (const { id } of framings) {
      const spec = defaultFraming(id);
      expect(spec.kind).toBe(id);
      expect(FramingSpec.safeParse(spec).success).toBe(true);
    }
  });

  it('has a value for every field of every framing', () => {
    for (const { id, fields } of framings) {
      for (const { name } of fields)
        expect(fieldValue(defaultFraming(id), name), `${id}.${name}`).toBeDefined();
    }
  });

  it('changes a field, and refuses what would cut nothing', () => {
    const fixed = { kind: 'fixed', length: 16 } as const;
    const delimiter = { kind: 'delimiter', delimiter: '00' } as const;
    expect(withField(fixed, 'length', 8)).toEqual({ ok: true, value: { kind: 'fixed', length: 8 } });
    expect(withField(fixed, 'length', 0).ok).toBe(false);
    expect(withField(fixed, 'length', null).ok).toBe(false);
    expect(withField(delimiter, 'delimiter', '0d 0a').ok).toBe(true);
    expect(withField(delimiter, 'delimiter', '0d 0')).toMatchObject({
      error: { message: expect.stringContaining('not hex') },
    });
    expect(withField(delimiter, 'delimiter', '')).toMatchObject({
      error: { message: expect.stringContaining('empty') },
    });
  });

  it('is for streams alone', () => {
    expect((['tcp', 'tls', 'unix', 'udp', 'ws', 'wss'] as const).map(isStream)).toEqual([
      true,
      true,
      true,
      false,
      false,
      false,
    ]);
  });
});
