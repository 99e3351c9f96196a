import { afterEach, describe, expect, it } from 'vitest';
import { HashNumbers } from '../../codec/index.js';
import { clearScratch, value } from '../log/fixture.js';
import { measureSlices, sliceMs } from '../log/index.js';
import { recorded, specOf } from './fixture.js';
import { RowHash } from './row-hash.js';
import { Side } from './side.js';

afterEach(clearScratch);

/** One row in so many has no partner: too far apart to be read in one go. */
const apart = 100;
const wanted = 60;

describe('a side of a difference', () => {
  it('gives the loop its turns while it reads a row here and a row there', async () => {
    const session = await recorded(
      'scattered',
      Array.from({ length: apart * wanted }, (_, at) => `row ${at}`),
    );
    const spec = specOf(session, session);
    const view = value(Side.view(session, spec, 'left'));
    await view.settled();
    const side = Side.begin(session, view, spec, null);
    const numbers = { content: new HashNumbers(), shape: new HashNumbers(), key: new HashNumbers() };
    const { signal } = new AbortController();
    await side.read(new RowHash(1, false, []), numbers, signal);

    let now = 0;
    let turns = 0;
    let over = false;
    const turn = (): void => {
      turns++;
      if (!over) setImmediate(turn);
    };
    setImmediate(turn);
    // Work is counted and not timed: each shape takes three quarters of a slice.
    const off = measureSlices({ now: () => now });
    let [seen, inTurn, most, shapes] = [0, 0, 0, 0];
    class Slow extends RowHash {
      override shape(...row: Parameters<RowHash['shape']>): void {
        super.shape(...row);
        inTurn = seen === turns ? inTurn + 1 : 1;
        seen = turns;
        most = Math.max(most, inTurn);
        shapes++;
        now += sliceMs * 0.75;
      }
    }
    const asked = Uint8Array.from({ length: side.length }, (_, at) => Number(at % apart === 0));
    await side.readShapes(asked, new Slow(1, false, []), numbers, signal);
    off();
    over = true;
    expect(shapes).toBe(wanted);
    expect(most).toBeLessThanOrEqual(2);
    side.close();
    await session.close();
  });

  /** Counts what is read of large rows, and says stop after so many. */
  async function large(stopAfter: number) {
    const session = await recorded('large', [{ bytes: Buffer.alloc(6 << 20, 0x61) }, 'short']);
    const spec = specOf(session, session);
    const view = value(Side.view(session, spec, 'left'));
    await view.settled();
    const cancel = new AbortController();
    const reads: number[] = [];
    const payload = view.payload.bind(view);
    view.payload = async (...range) => {
      const read = await payload(...range);
      if (read.ok) reads.push(read.value.bytes.length);
      if (reads.length === stopAfter) cancel.abort();
      return read;
    };
    const side = Side.begin(session, view, spec, null);
    const numbers = { content: new HashNumbers(), shape: new HashNumbers(), key: new HashNumbers() };
    const hash = new RowHash(1, false, []);
    await side.read(hash, numbers, cancel.signal);
    const close = async (): Promise<void> => {
      side.close();
      await session.close();
    };
    return { side, hash, numbers, reads, close };
  }

  it('reads a large row in pieces, and no further once nobody wants it', async () => {
    const whole = await large(-1);
    expect(whole.reads).toEqual(Array.from({ length: 6 }, () => 1 << 20));
    await whole.close();
    const stopped = await large(2);
    expect(stopped.reads).toHaveLength(2);
    await stopped.close();
  });

  it('tells the shape of a large row by its first bytes', async () => {
    const { side, hash, numbers, reads, close } = await large(-1);
    reads.length = 0;
    await side.readShapes(new Uint8Array(2).fill(1), hash, numbers, new AbortController().signal);
    expect(reads).toEqual([16_384]);
    await close();
  });
});
