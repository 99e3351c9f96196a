import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { RowKind } from '../../contract/index.js';
import type { Needle } from '../../contract/index.js';
import { clearScratch, header, scratch, value } from '../log/fixture.js';
import { createLog, createView } from '../log/index.js';
import type { SessionLog, View } from '../log/index.js';
import { findInPayload } from './find.js';

afterEach(clearScratch);

async function open(payload: Uint8Array): Promise<{ log: SessionLog; view: View }> {
  const log = value(await createLog(scratch(), header));
  log.append({ time: 0, kind: RowKind.binary, direction: 1, flags: 0, peer: 1, payload });
  return { log, view: value(createView(log)) };
}

const text = (one: string): Needle => ({ kind: 'text', text: one });

describe('findInPayload', () => {
  it('finds text and bytes forwards and backwards, over the ends of what is read at once', async () => {
    const bytes = Buffer.alloc(3 << 20, 0x2e);
    // The second lies across the first window's end.
    const places = [10, (256 << 10) - 3, 2_000_000, bytes.length - 6];
    for (const place of places) bytes.write('NeeDle', place);
    const { log, view } = await open(bytes);
    let from = 0;
    for (const place of places) {
      expect(value(await findInPayload(view, 0, text('needle'), from, false))).toEqual({
        found: { from: place, to: place + 6 },
        next: null,
      });
      from = place + 1;
    }
    expect(value(await findInPayload(view, 0, text('needle'), from, false))).toEqual({
      found: null,
      next: null,
    });
    let before = bytes.length;
    for (const place of [...places].reverse()) {
      const { found } = value(
        await findInPayload(view, 0, { kind: 'hex', bytes: [0x4e, -1, 0x65] }, before, true),
      );
      expect(found?.from).toBe(place);
      before = place;
    }
    expect(value(await findInPayload(view, 0, text('needle'), before, true)).found).toBeNull();
    await log.close();
  });

  it('says where to ask again once it looked through its share', async () => {
    const bytes = Buffer.alloc(2 << 20, 0x2e);
    bytes.write('end', bytes.length - 3);
    const { log, view } = await open(bytes);
    const first = value(await findInPayload(view, 0, text('end'), 0, false, 1 << 20));
    expect(first).toEqual({ found: null, next: 1 << 20 });
    const second = value(await findInPayload(view, 0, text('end'), first.next ?? 0, false, 4 << 20));
    expect(second.found?.from).toBe(bytes.length - 3);
    await log.close();
  });

  it('finds what a plain search finds', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uint8Array({ maxLength: 60, max: 3 }),
        fc.array(fc.integer({ min: -1, max: 3 }), { minLength: 1, maxLength: 4 }),
        fc.nat(70),
        async (bytes, pattern, from) => {
          const { log, view } = await open(bytes);
          const stands = (at: number): boolean =>
            at + pattern.length <= bytes.length &&
            pattern.every((byte, i) => byte < 0 || bytes[at + i] === byte);
          const all = Array.from({ length: bytes.length }, (_, at) => at).filter(stands);
          const needle: Needle = { kind: 'hex', bytes: pattern };
          const ahead = value(await findInPayload(view, 0, needle, from, false));
          expect(ahead.found?.from ?? null).toBe(all.find((at) => at >= from) ?? null);
          const behind = value(await findInPayload(view, 0, needle, from, true));
          expect(behind.found?.from ?? null).toBe(all.filter((at) => at < from).at(-1) ?? null);
          await log.close();
        },
      ),
      { numRuns: 40 },
    );
  });

  it('tells of a row that is not there', async () => {
    const { log, view } = await open(Uint8Array.of(1));
    expect(await findInPayload(view, 7, text('a'), 0, false)).toMatchObject({
      ok: false,
      error: { code: 'log.no-row' },
    });
    await log.close();
  });
});
