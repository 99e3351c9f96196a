import fc from 'fast-check';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { samples } from '../../tests/payloads/samples.js';
import { expectSound, expectSoundPrefixes, expectSoundTree, hex, utf8 } from '../../tests/payloads/sound.js';
import { noContext, type DissectContext } from './dissector.js';
import {
  candidates,
  chooseDissector,
  decodeAs,
  dissect,
  dissectLayers,
  dissectors,
  maxLayers,
} from './table.js';

function contextOf(context: Partial<DissectContext> | undefined): DissectContext {
  return { ...noContext, ...context };
}

describe('dissectors', () => {
  it('have names of their own, raw last', () => {
    const ids = dissectors.map((one) => one.id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.at(-1)).toBe('raw');
    expect(ids.filter((id) => !/^[a-z][a-z0-9-]*$/.test(id))).toEqual([]);
    expect(dissectors.filter((one) => one.label === '')).toEqual([]);
  });

  it('have a sample each', () => {
    const sampled = new Set(samples.map((one) => one.id));
    expect(dissectors.map((one) => one.id).filter((id) => !sampled.has(id))).toEqual([]);
  });

  it.each(dissectors.map((one) => [one.id, one] as const))(
    '%s takes every sample of every format',
    (_id, dissector) => {
      for (const { bytes, context } of samples) expectSound(dissector, bytes, contextOf(context));
    },
  );

  it.each(samples.map((one) => [one.id, one] as const))(
    '%s takes every beginning of its sample',
    (id, { bytes, context }) => {
      const dissector = dissectors.find((one) => one.id === id);
      if (dissector === undefined) return expect.fail(`no format ${id}`);
      expectSoundPrefixes(dissector, bytes, contextOf(context));
    },
  );
});

describe('dissect', () => {
  it.each(samples.map((one) => [one.id, one] as const))(
    'takes %s for what it is',
    (id, { bytes, context }) => {
      const reading = dissect(bytes, contextOf(context));
      expect([reading.id, reading.refusals]).toEqual([id, reading.refusals]);
      expectSoundTree(reading.fields, bytes.length);
      expect(reading.refusals.every((one) => one.reason !== '')).toBe(true);
    },
  );

  it('falls back to raw and says why', () => {
    const reading = dissect(hex('78 9c ff ff ff ff ff ff ff ff ff ff ff ff'), noContext);
    expect(reading).toMatchObject({ id: 'raw', confidence: null });
    const gzip = dissect(hex('1f 8b 09 00 00 00 00 00 00 00'), noContext);
    expect(gzip.refusals).toContainEqual({
      id: 'gzip',
      label: 'gzip',
      reason: 'compression method 9 is not deflate',
    });
  });

  it('keeps what is clearly of a format, malformed as it is', () => {
    const reading = dissect(utf8('{"a":1,}'), noContext);
    expect(reading.id).toBe('json');
    expect(reading.confidence).toBeGreaterThan(0.5);
  });

  it('takes any bytes in any context', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 64 }),
        fc.constantFrom(...samples.map((one) => one.context)),
        (bytes, context) => {
          const reading = dissect(bytes, contextOf(context));
          expectSoundTree(reading.fields, bytes.length);
          expect(reading.consumed).toBeLessThanOrEqual(bytes.length);
        },
      ),
      { seed: 61, numRuns: 1500 },
    );
  }, 120_000);

  it('takes samples with a byte changed', () => {
    fc.assert(
      fc.property(fc.constantFrom(...samples), fc.nat(), fc.nat(255), ({ bytes, context }, at, byte) => {
        const changed = new Uint8Array(bytes);
        if (changed.length > 0) changed[at % changed.length] = byte;
        expectSoundTree(dissect(changed, contextOf(context)).fields, changed.length);
      }),
      { seed: 62, numRuns: 1500 },
    );
  }, 120_000);
});

describe('chooseDissector and candidates', () => {
  it('name the likely formats, the surest first', () => {
    const bytes = utf8('{"a":1}\n{"a":2}');
    expect(chooseDissector(bytes, noContext).id).toBe('json-lines');
    expect(candidates(bytes, noContext).map((one) => one.dissector.id)).toEqual(['json-lines', 'json']);
    expect(chooseDissector(utf8('hello'), noContext).id).toBe('raw');
    expect(candidates(new Uint8Array(), noContext)).toEqual([]);
  });
});

describe('decodeAs', () => {
  it('reads as asked, or raw with the reason', () => {
    expect(decodeAs('cbor', hex('82 01 02'), noContext)).toMatchObject({
      id: 'cbor',
      confidence: null,
      refusals: [],
    });
    expect(decodeAs('gzip', utf8('hello'), noContext)).toMatchObject({
      id: 'raw',
      refusals: [{ id: 'gzip', label: 'gzip', reason: 'it does not begin with 1f 8b' }],
    });
    expect(decodeAs('nope', utf8('hello'), noContext).refusals).toEqual([
      { id: 'nope', label: 'nope', reason: 'there is no format named nope' },
    ]);
  });
});

describe('dissectLayers', () => {
  it('follows what is wrapped', () => {
    const body = gzipSync('{"a":1}');
    const head = utf8(`HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: ${body.length}\r\n\r\n`);
    const layers = dissectLayers(Uint8Array.of(...head, ...body), noContext);
    expect(layers.map((one) => [one.label, one.reading.id])).toEqual([
      ['payload', 'http1'],
      ['HTTP body, gzip', 'gzip'],
      ['inflated gzip', 'json'],
    ]);
    expect(dissectLayers(utf8('a=1'), noContext, 'raw').map((one) => one.reading.id)).toEqual(['raw']);
  });

  it('believes what a head says of its body, where it can be read so', () => {
    const message = (type: string, body: Uint8Array): Uint8Array =>
      Uint8Array.of(...utf8(`HTTP/1.1 200 OK\r\nContent-Type: ${type}\r\n\r\n`), ...body);
    const layersOf = (bytes: Uint8Array): string[] =>
      dissectLayers(bytes, noContext).map((one) => one.reading.id);
    expect(layersOf(message('application/cbor', hex('00')))).toEqual(['http1', 'cbor']);
    expect(layersOf(message('application/vnd.msgpack; v=1', hex('05')))).toEqual(['http1', 'messagepack']);
    expect(layersOf(message('application/problem+json', utf8('7')))).toEqual(['http1', 'json']);
    expect(layersOf(message('application/cbor', utf8('{"a":1}')))).toEqual(['http1', 'json']);
    expect(layersOf(message('constructor', hex('00 ff')))).toEqual(['http1', 'raw']);
  });

  it('follows only so many', () => {
    let nested: Uint8Array = utf8('deep');
    for (let depth = 0; depth < maxLayers + 3; depth++) nested = gzipSync(nested);
    expect(dissectLayers(nested, noContext)).toHaveLength(maxLayers);
  });
});
