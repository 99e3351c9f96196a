import { afterEach, describe, expect, it } from 'vitest';
import { RowKind } from '../../contract/row.js';
import { clearScratch, header, randomFrom, scratch, value } from './fixture.js';
import { createLog, createView, judgeRows, type SessionLog } from './index.js';
import { judgedBytes } from './judge.js';

afterEach(clearScratch);

const nobody = { has: () => false };

async function logOf(add: (log: SessionLog) => void): Promise<SessionLog> {
  const log = value(await createLog(scratch(), header));
  add(log);
  return log;
}

function append(log: SessionLog, payload: Uint8Array, kind: RowKind = RowKind.text, direction = 1): void {
  log.append({
    time: log.count * 1_000,
    kind,
    direction: direction === 1 ? 1 : 2,
    flags: 0,
    peer: 1,
    payload,
  });
}

describe('judgeRows', () => {
  it('answers for each row what a view of each query would hold', async () => {
    const random = randomFrom(7);
    const words = ['tick', 'tock', '{"type":"tick","n":4}', '{"type":"tock"}', 'x'.repeat(700), '01'];
    const log = await logOf((one) => {
      for (let n = 0; n < 400; n++) {
        const said = Array.from(
          { length: 1 + Math.floor(random() * 3) },
          () => words[Math.floor(random() * 6)],
        );
        const life = random() < 0.1;
        append(
          one,
          Buffer.from(
            life ? JSON.stringify({ text: `tick ${n}`, code: 1006 }) : said.join(n % 5 === 0 ? '' : ' '),
          ),
          life ? RowKind.end : random() < 0.3 ? RowKind.binary : RowKind.text,
          random() < 0.5 ? 1 : 2,
        );
      }
    });
    const queries = [
      'kind:binary "tock"',
      'json:$.type=="tick"',
      'close:1006 "3"',
      'text~/x{60}/',
      'hex:30 31 len<20',
      'dir:out tick',
    ];
    const whole = value(createView(log));
    const verdicts = value(await judgeRows(whole, 0, 400, queries, nobody));
    const views = queries.map((query) => value(createView(log, { filter: { query } })));
    for (const view of views) await view.settled();
    const expected = Array.from(
      { length: 400 },
      (_, i) => views.findIndex((view) => view.locate(i + 1) !== null) + 1,
    );
    expect([...verdicts]).toEqual(expected);
    expect(new Set(expected).size).toBe(queries.length + 1);
    await log.close();
  });

  it('judges messages as a framing cuts them', async () => {
    const log = await logOf((one) => {
      append(one, Buffer.from('alpha\nbe'), RowKind.chunk);
      append(one, Buffer.from('ta\ngamma\n'), RowKind.chunk);
    });
    const view = value(createView(log, { framing: { kind: 'line' } }));
    await view.settled();
    expect([...value(await judgeRows(view, 0, 3, ['beta', 'text~/^g/'], nobody))]).toEqual([0, 1, 2]);
    await log.close();
  });

  it('reads large payloads by pieces, up to its bound', async () => {
    const near = Buffer.alloc(2 << 20, 0x61);
    near.write('needle', near.length - 6);
    const far = Buffer.alloc(judgedBytes + 64, 0x61);
    far.write('needle', far.length - 6);
    const log = await logOf((one) => {
      append(one, near);
      append(one, far);
    });
    const view = value(createView(log));
    expect([...value(await judgeRows(view, 0, 2, ['needle'], nobody))]).toEqual([1, 0]);
    await log.close();
  });

  it('knows marked rows and that an empty query asks for nothing', async () => {
    const log = await logOf((one) => {
      for (const word of ['a', 'b', 'c']) append(one, Buffer.from(word));
    });
    const view = value(createView(log));
    const marks = { has: (seq: number) => seq === 2 };
    expect([...value(await judgeRows(view, 0, 9, ['', 'is:marked', 'c'], marks))]).toEqual([0, 2, 3]);
    await log.close();
  });

  it('names the query that cannot be read', async () => {
    const log = await logOf((one) => append(one, Buffer.from('a')));
    const answer = await judgeRows(value(createView(log)), 0, 1, ['a', 'len>'], nobody);
    expect(answer).toMatchObject({ ok: false, error: { code: 'filter.invalid', detail: { query: 1 } } });
    await log.close();
  });
});
