import * as fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Direction, RowKind } from '../../contract/index.js';
import { add, anotherLog, readYaml, beginLog, endLog, written } from './test-export.js';

beforeEach(beginLog);
afterEach(endLog);

describe('JSON lines, CSV and text of the wire', () => {
  it('have the heads of frames', async () => {
    add('hi', RowKind.text, Direction.in, { head: Uint8Array.of(0x81, 2) });
    add('GET', RowKind.request, Direction.out);
    const spec = { layer: 'wire' } as const;
    const lines = (await written('jsonl', { spec })).toString().trim().split('\n');
    expect(lines.map((line) => (JSON.parse(line) as { head?: string }).head)).toEqual(['8102', undefined]);
    const csv = (await written('csv', { spec })).toString().split('\r\n');
    expect(csv[0]).toMatch(/,marked,comment,head$/);
    expect(csv[1]).toMatch(/,"hi",,,8102$/);
    expect(csv[2]).toMatch(/,"GET",,,$/);
    expect((await written('text', { spec })).toString()).toContain('{81 02} hi\n');
    expect((await written('jsonl')).toString()).not.toContain('head');
  });
});

describe('any session', () => {
  const row = fc.record({
    kind: fc.constantFrom(RowKind.text, RowKind.binary, RowKind.chunk, RowKind.ping),
    direction: fc.constantFrom(Direction.in, Direction.out),
    payload: fc.uint8Array({ maxLength: 600 }),
    gap: fc.integer({ min: 0, max: 4_000_000_000 }),
    comment: fc.option(fc.string({ maxLength: 30 })),
  });

  it('comes back equal from JSON lines, CSV and YAML', async () => {
    let run = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(row, { maxLength: 30 }), async (rows) => {
        const log = await anotherLog(`run-${run++}`);
        let time = 0;
        const marks = new Map<number, string>();
        rows.forEach(({ kind, direction, payload, gap, comment }, i) => {
          time += gap;
          log.append({ kind, direction, peer: 1, time, payload });
          if (comment !== null) marks.set(i + 1, comment);
        });
        const wanted = rows.map(({ payload }) => Buffer.from(payload).toString('hex'));
        const lines = (await written('jsonl', { marks })).toString().split('\n').slice(0, -1);
        const objects = lines.map(
          (line) => JSON.parse(line) as { payload: string; dir: string; comment?: string; marked?: boolean },
        );
        expect(objects.map(({ payload }) => Buffer.from(payload, 'base64').toString('hex'))).toEqual(wanted);
        expect(objects.map(({ dir }) => dir)).toEqual(
          rows.map(({ direction }) => (direction === Direction.in ? 'in' : 'out')),
        );
        expect(objects.map(({ marked, comment }) => (marked === true ? (comment ?? '') : null))).toEqual(
          rows.map(({ comment }) => comment),
        );
        const { packets } = readYaml((await written('yaml', { marks })).toString());
        expect(packets.map(({ data }) => data.toString('hex'))).toEqual(wanted);
        const raw = await written('raw', { direction: 'in' });
        expect(raw.toString('hex')).toBe(
          rows
            .filter(({ kind, direction }) => direction === Direction.in && kind !== RowKind.ping)
            .map(({ payload }) => Buffer.from(payload).toString('hex'))
            .join(''),
        );
      }),
      { numRuns: 25 },
    );
  });
});
