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
});
