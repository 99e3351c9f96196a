import { appendFile, readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Failure } from '../contract/index.js';
import type { Engine } from './engine.js';
import type { Session } from './session.js';
import { TestBench, codeOf, listen, until, valueOf } from './test-engine.js';

let bench: TestBench;

beforeEach(async () => {
  bench = await TestBench.make();
});
afterEach(async () => {
  await bench.close();
});

/** A session with a few rows of life that listens. */
async function listening(engine: Engine): Promise<Session> {
  const { session } = await listen(engine);
  valueOf(await session.stop());
  await listen(engine, { session: session.id });
  return session;
}

/** The same, over. */
async function over(engine: Engine): Promise<Session> {
  const session = await listening(engine);
  valueOf(await session.stop());
  return session;
}

async function exported(session: Session): Promise<{ seq: number; marked?: true; comment?: string }[]> {
  let text = '';
  for await (const piece of session.export(null, 'jsonl'))
    text += Buffer.from(valueOf(piece).data).toString();
  return text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as { seq: number });
}

describe('the marks of a session', () => {
  it('are there while it runs, after it, and in the next run', async () => {
    const first = await bench.engine();
    const session = await listening(first);
    const { marksRevision } = session.info;
    const changed = until(first, session, ({ marks }) => marks === 2);
    valueOf(await session.mark([{ seq: 1, marked: true }]));
    valueOf(await session.mark([{ seq: 2, marked: true, comment: 'here' }]));
    expect((await changed).marksRevision).toBeGreaterThan(marksRevision);
    await first.close();

    const second = await bench.engine();
    const again = valueOf(await second.session(session.id));
    expect(again.info).toMatchObject({ marks: 2, state: 'recorded' });
    expect(again.marks.all()).toMatchObject({ seqs: Float64Array.of(1, 2), comments: [[2, 'here']] });
    const told = until(second, again, ({ marks }) => marks === 1);
    valueOf(await again.mark([{ seq: 1, marked: false }]));
    await told;
    await second.close();
    expect(valueOf(await (await bench.engine()).session(session.id)).info.marks).toBe(1);
  });

  it('are of rows that exist', async () => {
    const session = await over(await bench.engine());
    const lastSeq = session.log.count;
    expect(codeOf(await session.mark([{ seq: lastSeq + 1, marked: true }]))).toBe('row.unknown');
    expect(await readdir(session.info.directory)).not.toContain('marks.jsonl');
    valueOf(await session.mark([{ seq: lastSeq, marked: true }]));
  });

  it('make a view, and go with its rows into an export', async () => {
    const session = await over(await bench.engine());
    valueOf(await session.mark([{ seq: 2, marked: true, comment: 'why' }]));
    const view = valueOf(session.view({ marked: true }, { kind: 'raw' }));
    expect([view.count, view.seqAt(0)]).toEqual([1, 2]);
    view.close();
    const rows = await exported(session);
    expect(rows.map(({ seq, marked, comment }) => [seq, marked, comment]).slice(0, 3)).toEqual([
      [1, undefined, undefined],
      [2, true, 'why'],
      [3, undefined, undefined],
    ]);
  });

  it('never make it impossible to open a session, and say what is wrong', async () => {
    const first = await bench.engine();
    const session = await over(first);
    valueOf(await session.mark([{ seq: 1, marked: true }]));
    const file = join(session.info.directory, 'marks.jsonl');
    await appendFile(file, '{"seq":"two"}\n{"seq":3}\n');
    await first.close();
    const second = await bench.engine();
    const problems: Failure[] = [];
    second.onProblem((problem) => problems.push(problem));
    const again = valueOf(await second.session(session.id));
    expect(problems).toMatchObject([{ code: 'marks.damaged' }]);
    expect([...again.marks.seqs()]).toEqual([1, 3]);
    expect(await readFile(file, 'utf8')).not.toContain('two');
    valueOf(await again.mark([{ seq: 2, marked: true }]));
    expect(problems).toHaveLength(1);
  });

  it('stay when another host marks the session that is recorded here', async () => {
    const first = await bench.engine();
    const session = await listening(first);
    valueOf(await session.mark([{ seq: 1, marked: true }]));
    const second = await bench.engine();
    const there = valueOf(await second.session(session.id));
    valueOf(await there.mark([{ seq: 2, marked: true, comment: 'from there' }]));
    valueOf(await session.mark([{ seq: 1, marked: true, comment: 'from here' }]));
    expect(session.marks.all().comments).toEqual([
      [1, 'from here'],
      [2, 'from there'],
    ]);
  });
});
