import { describe, expect, it } from 'vitest';
import { ok } from '../result.js';
import { frameMessage, unframeBody } from './message.js';
import type { FramingSpec } from './spec.js';

const abc = Uint8Array.of(0x61, 0x62, 0x63);
const prefix = {
  kind: 'length-prefix',
  width: 2,
  endian: 'big',
  offset: 0,
  adjust: 0,
  maxLength: 100,
} as const;

describe('frameMessage', () => {
  it.each<[FramingSpec, number[]]>([
    [{ kind: 'raw' }, [0x61, 0x62, 0x63]],
    [{ kind: 'idle', gapMs: 5 }, [0x61, 0x62, 0x63]],
    [{ kind: 'line' }, [0x61, 0x62, 0x63, 0x0a]],
    [{ kind: 'delimiter', delimiter: '0d0a' }, [0x61, 0x62, 0x63, 0x0d, 0x0a]],
    [{ kind: 'fixed', length: 3 }, [0x61, 0x62, 0x63]],
    [prefix, [0, 3, 0x61, 0x62, 0x63]],
    [{ ...prefix, endian: 'little', includesHeader: true }, [5, 0, 0x61, 0x62, 0x63]],
    [{ ...prefix, width: 8, adjust: 1 }, [0, 0, 0, 0, 0, 0, 0, 2, 0x61, 0x62, 0x63]],
    [{ ...prefix, width: 1, offset: 2 }, [0x61, 0x62, 1, 0x63]],
    [{ kind: 'slip' }, [0x61, 0x62, 0x63, 0xc0]],
    [{ kind: 'cobs' }, [4, 0x61, 0x62, 0x63, 0]],
  ])('frames by %j', (spec, bytes) => {
    expect(frameMessage(spec, abc)).toEqual(ok(Uint8Array.from(bytes)));
  });

  it.each<[FramingSpec, string]>([
    [{ kind: 'fixed', length: 4 }, 'framing.length'],
    [{ kind: 'delimiter', delimiter: 'zz' }, 'framing.invalid'],
    [{ kind: 'delimiter', delimiter: '6263' }, 'framing.delimiter'],
    [{ ...prefix, offset: 4 }, 'framing.length'],
    [{ ...prefix, maxLength: 2 }, 'framing.length'],
    [{ ...prefix, adjust: 4 }, 'framing.length'],
    [{ ...prefix, width: 1, adjust: -254 }, 'framing.length'],
  ])('refuses by %j with %s', (spec, code) => {
    expect(frameMessage(spec, abc)).toMatchObject({ ok: false, error: { code } });
  });

  it('names where the delimiter is inside, also across its end', () => {
    const spec = { kind: 'delimiter', delimiter: '6161' } as const;
    expect(frameMessage(spec, Uint8Array.of(0x61, 0x62, 0x61))).toMatchObject({
      error: { detail: { offset: 2 } },
    });
    expect(frameMessage(spec, Uint8Array.of(0x61, 0x62))).toEqual(ok(Uint8Array.of(0x61, 0x62, 0x61, 0x61)));
  });
});

describe('unframeBody', () => {
  it('undoes escapes, and leaves other bodies alone', () => {
    expect(unframeBody({ kind: 'slip' }, Uint8Array.of(0xdb, 0xdc))).toEqual(ok(Uint8Array.of(0xc0)));
    expect(unframeBody({ kind: 'cobs' }, Uint8Array.of(1, 1))).toEqual(ok(Uint8Array.of(0)));
    expect(unframeBody({ kind: 'line' }, abc)).toEqual(ok(abc));
  });
});
