import {
  appendFileSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { maxMarks } from '../../contract/marks.js';
import { clearScratch, scratch, value } from './fixture.js';
import { marksFile, marksHead } from './marks-file.js';
import { Marks } from './marks.js';

let dir: string;
let path: string;

beforeEach(() => {
  dir = scratch();
  path = join(dir, marksFile);
});
afterEach(clearScratch);

const text = (): string => readFileSync(path, 'utf8');
const plain = (marks: Marks): [number, string][] =>
  [...marks.seqs()].map((seq) => [seq, marks.commentOf(seq) ?? 'none']);

describe('Marks', () => {
  it('keeps marks and comments, and has them again when opened', async () => {
    const marks = new Marks(dir);
    value(await marks.change([{ seq: 12, marked: true }]));
    value(await marks.change([{ seq: 7, marked: true, comment: 'žluť "here"\n2nd line' }]));
    value(await marks.change([{ seq: 12, marked: true, comment: 'later' }]));
    value(await marks.change([{ seq: 12, marked: true }]));
    expect(plain(marks)).toEqual([
      [7, 'žluť "here"\n2nd line'],
      [12, 'later'],
    ]);
    const again = await Marks.open(dir);
    expect(again.problem).toBeNull();
    expect(plain(again)).toEqual(plain(marks));
    expect(again.all()).toMatchObject({
      seqs: Float64Array.of(7, 12),
      comments: [
        [7, 'žluť "here"\n2nd line'],
        [12, 'later'],
      ],
    });
  });

  it('reads no further in a file in which a thousand lines hold no mark', async () => {
    writeFileSync(
      path,
      `${marksHead}{"seq":3}\n${'\n'.repeat(998)}{"seq":4}\n${'\n'.repeat(100_000)}{"seq":5}\n`,
    );
    const marks = await Marks.open(dir);
    expect(marks.problem?.message).toContain('line 3 holds no mark');
    expect([...marks.seqs()]).toEqual([3, 4]);
  });

  it('writes a line a change', async () => {
    const marks = new Marks(dir);
    value(await marks.change([{ seq: 3, marked: true, comment: 'x' }]));
    value(await marks.change([{ seq: 3, marked: true, comment: '' }]));
    value(await marks.change([{ seq: 3, marked: false }]));
    expect(text()).toBe(`${marksHead}{"seq":3,"comment":"x"}\n{"seq":3}\n{"seq":3,"marked":false}\n`);
  });

  it('takes a mark away with its comment', async () => {
    const marks = new Marks(dir);
    value(await marks.change([{ seq: 5, marked: true, comment: 'gone' }]));
    value(await marks.change([{ seq: 5, marked: false }]));
    expect(marks.size).toBe(0);
    expect((await Marks.open(dir)).size).toBe(0);
  });

  it('makes no file for a session without marks, and none for what changes nothing', async () => {
    const marks = await Marks.open(dir);
    const { before, revision } = value(await marks.change([{ seq: 5, marked: false }]));
    expect(revision).toBe(before);
    expect(readdirSync(dir)).toEqual([]);
  });

  it('moves its revision with each change and tells of it once', async () => {
    const marks = new Marks(dir);
    let told = 0;
    const off = marks.onChange(() => told++);
    const first = value(
      await marks.change([
        { seq: 1, marked: true },
        { seq: 2, marked: true },
      ]),
    );
    const second = value(await marks.change([{ seq: 2, marked: false }]));
    expect(first.revision).toBeGreaterThan(first.before);
    expect(second).toEqual({ before: first.revision, revision: marks.revision });
    expect(told).toBe(2);
    off();
    value(await marks.change([{ seq: 9, marked: true }]));
    expect(told).toBe(2);
  });

  it('takes changes that come together one after the other', async () => {
    const marks = new Marks(dir);
    const all = Array.from({ length: 50 }, (_, n) => marks.change([{ seq: n + 1, marked: true }]));
    for (const one of await Promise.all(all)) value(one);
    expect((await Marks.open(dir)).size).toBe(50);
  });

  it('drops a line that was torn off, at every byte, and writes the next whole', async () => {
    const marks = new Marks(dir);
    value(await marks.change([{ seq: 1, marked: true, comment: 'kept' }]));
    const whole = text().length;
    value(await marks.change([{ seq: 2, marked: true, comment: 'é' }]));
    const bytes = readFileSync(path);
    for (let end = bytes.length - 1; end >= whole; end--) {
      writeFileSync(path, bytes.subarray(0, end));
      const torn = await Marks.open(dir);
      expect(torn.problem).toBeNull();
      expect(plain(torn)).toEqual([[1, 'kept']]);
      value(await torn.change([{ seq: 3, marked: true }]));
      expect(plain(await Marks.open(dir))).toEqual([
        [1, 'kept'],
        [3, ''],
      ]);
    }
  });

  it('begins anew where even the first line was torn off', async () => {
    writeFileSync(path, marksHead.slice(0, 10));
    const marks = await Marks.open(dir);
    value(await marks.change([{ seq: 4, marked: true }]));
    expect(text()).toBe(`${marksHead}{"seq":4}\n`);
  });

  it.each([
    ['a line that is no JSON', '{"seq":1}\nnonsense\n{"seq":2}\n', 'line 3 holds no mark'],
    ['a row number that is none', '{"seq":1}\n{"seq":-4}\n{"seq":2}\n', 'line 3 holds no mark'],
    ['a comment that is no text', '{"seq":1}\n{"seq":2}\n{"seq":3,"comment":{}}\n', 'line 4 holds no mark'],
  ])('sets a file with %s aside, and keeps what can be read', async (_, lines, why) => {
    writeFileSync(path, marksHead + lines);
    const marks = await Marks.open(dir);
    expect(marks.problem).toMatchObject({ code: 'marks.damaged' });
    expect(marks.problem?.message).toContain(why);
    expect(marks.problem?.message).toContain('the 2 marks that could be read are kept');
    expect(plain(marks)).toEqual([
      [1, ''],
      [2, ''],
    ]);
    const aside = readdirSync(dir).find((name) => name.startsWith('marks.broken-')) ?? '';
    expect(readFileSync(join(dir, aside), 'utf8')).toBe(marksHead + lines);
    value(await marks.change([{ seq: 8, marked: true }]));
    const again = await Marks.open(dir);
    expect(again.problem).toBeNull();
    expect([...again.seqs()]).toEqual([1, 2, 8]);
  });

  it('sets aside what is no file of marks at all', async () => {
    writeFileSync(path, Buffer.from('ff00ff0a0a', 'hex'));
    const marks = await Marks.open(dir);
    expect(marks.problem).toMatchObject({ code: 'marks.damaged' });
    expect(marks.size).toBe(0);
    value(await marks.change([{ seq: 8, marked: true }]));
    expect(text()).toBe(`${marksHead}{"seq":8}\n`);
  });

  it('leaves the file of a newer version alone', async () => {
    const newer = '{"format":"wirebench-marks","version":2}\n{"row":1}\n';
    writeFileSync(path, newer);
    const marks = await Marks.open(dir);
    expect(marks.problem).toMatchObject({ code: 'marks.version' });
    expect(await marks.change([{ seq: 1, marked: true }])).toMatchObject({
      error: { code: 'marks.version' },
    });
    expect(text()).toBe(newer);
  });

  it('takes the file for the truth where another process wrote it or somebody removed it', async () => {
    const one = new Marks(dir);
    const other = new Marks(dir);
    value(await one.change([{ seq: 1, marked: true }]));
    value(await other.change([{ seq: 2, marked: true }]));
    value(await one.change([{ seq: 3, marked: true }]));
    expect([...one.seqs()]).toEqual([1, 2, 3]);
    rmSync(path);
    value(await one.change([{ seq: 4, marked: true }]));
    expect([...one.seqs()]).toEqual([4]);
    expect(text()).toBe(`${marksHead}{"seq":4}\n`);
  });

  it('refuses what the disk does not take, and has it not', async () => {
    const marks = new Marks(join(dir, 'missing'));
    expect(await marks.change([{ seq: 1, marked: true }])).toMatchObject({ error: { code: 'marks.write' } });
    expect(marks.has(1)).toBe(false);
  });

  it.runIf(process.platform !== 'win32')('writes through no link, of its file and of its draft', async () => {
    const victim = join(dir, 'victim');
    symlinkSync(victim, path);
    const marks = await Marks.open(dir);
    expect(await marks.change([{ seq: 1, marked: true }])).toMatchObject({ error: { code: 'marks.write' } });
    rmSync(path);
    symlinkSync(victim, `${path}.${process.pid}.tmp`);
    writeFileSync(path, `${marksHead}{"seq":1}\nnonsense\n{"seq":2}\n`);
    value(await (await Marks.open(dir)).change([{ seq: 3, marked: true }]));
    expect(readdirSync(dir)).not.toContain('victim');
  });

  it('says that its file cannot be read, and does not write over it', async () => {
    mkdirSync(path);
    const marks = await Marks.open(dir);
    expect(marks.problem).toMatchObject({ code: 'log.io', detail: { errno: 'EISDIR' } });
    expect(await marks.change([{ seq: 2, marked: true }])).toMatchObject({ error: { code: 'log.io' } });
    expect(readdirSync(dir)).toEqual([marksFile]);
  });

  it('takes 100 000 marks and no more, with all of a call or none', async () => {
    const marks = new Marks(dir);
    const all = Array.from({ length: maxMarks - 1 }, (_, n) => ({ seq: n + 1, marked: true }));
    value(await marks.change(all));
    const two = [maxMarks, maxMarks + 1].map((seq) => ({ seq, marked: true }));
    expect(await marks.change(two)).toMatchObject({ error: { code: 'marks.full' } });
    expect(marks.size).toBe(maxMarks - 1);
    value(await marks.change(two.slice(0, 1)));
    expect((await Marks.open(dir)).size).toBe(maxMarks);
  });

  it('bounds the bytes of all comments', async () => {
    const marks = new Marks(dir);
    const comment = '\u0001'.repeat(4_000); // six bytes each in JSON
    const many = (from: number) =>
      Array.from({ length: 200 }, (_, n) => ({ seq: from + n, marked: true, comment }));
    value(await marks.change(many(1)));
    expect(await marks.change(many(201))).toMatchObject({ error: { code: 'marks.full' } });
  });

  it('writes the file anew before changes of mind fill it', async () => {
    const marks = new Marks(dir);
    const comment = 'x'.repeat(4_000);
    let longest = 0;
    for (let n = 0; n < 400; n++) {
      value(await marks.change([{ seq: 1, marked: true, comment: `${n}${comment.slice(4)}` }]));
      longest = Math.max(longest, readFileSync(path).length);
    }
    expect(longest).toBeLessThan(1.1 * (1 << 20));
    expect(text().length).toBeLessThan(longest);
    expect((await Marks.open(dir)).commentOf(1)).toMatch(/^399x/);
  });

  it('reads no more of a file than marks can fill', async () => {
    appendFileSync(path, marksHead);
    truncateSync(path, 65 << 20);
    const marks = await Marks.open(dir);
    expect(marks.problem).toMatchObject({ code: 'marks.damaged' });
    expect(marks.size).toBe(0);
  });
});
