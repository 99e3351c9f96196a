import { describe, expect, it } from 'vitest';
import { failureOf, notesOf, readTexts } from '../test-import.js';

const row = (fields: object): string =>
  JSON.stringify({ seq: 1, time: '2026-11-21T08:00:00.000000500Z', offsetNs: 500, dir: 'in', ...fields });

describe('JSON lines', () => {
  it('names lines that are no rows and keeps the others', async () => {
    const lines = [
      row({ kind: 'chunk', flags: ['partial'], peer: 1, length: 2, payload: 'aGk=' }),
      row({ kind: 'constructor', peer: 1, payload: '' }),
      row({ kind: 'chunk', peer: 1, payload: '%%' }),
      '{"seq":',
    ];
    const read = await readTexts({ 's.jsonl': lines.join('\n') });
    expect(read.sessions[0]?.rows).toHaveLength(1);
    expect(read.sessions[0]).toMatchObject({
      clockOrigin: Date.UTC(2026, 10, 21, 8),
      config: { protocol: 'tcp' },
    });
    expect(notesOf(read).map((note) => note.slice(0, 36))).toEqual([
      'lost line 2 @ s.jsonl: its kind “con',
      'lost line 3 @ s.jsonl: its payload i',
      'lost line 4 @ s.jsonl: it is no JSON',
    ]);
    expect(await failureOf({ 'n.jsonl': row({ kind: 'none' }) })).toContain('import.syntax');
  });

  it('reads no line of more values than memory has room for, and the rest of the file', async () => {
    const whole = row({ kind: 'chunk', peer: 1, length: 1, payload: 'YQ==' });
    const full = `${whole.slice(0, -1)},"more":[${'0,'.repeat(4_000_001)}0]}`;
    const { sessions, notes } = await readTexts({ 's.jsonl': `${full}\n${whole}\n` });
    expect(sessions[0]?.rows).toHaveLength(1);
    expect(notes).toMatchObject([{ name: 'line 1', why: 'it is no JSON of a row' }]);
  });

  it('brings marks and comments back, across the pieces a long file is read in', async () => {
    const long = Buffer.alloc(900_000, 'x').toString('base64');
    const lines = [
      row({ kind: 'chunk', peer: 1, length: 1, marked: true, payload: 'YQ==' }),
      row({ kind: 'chunk', peer: 1, length: 900_000, payload: long }),
      row({
        kind: 'chunk',
        peer: 1,
        length: 900_000,
        marked: true,
        comment: 'here it broke, é',
        payload: long,
      }),
    ];
    const { sessions, notes } = await readTexts({ 's.jsonl': `${lines.join('\n')}\n` });
    expect(sessions[0]?.rows.map(({ comment }) => comment)).toEqual(['', undefined, 'here it broke, é']);
    expect(sessions[0]?.rows.map(({ payload }) => payload.length)).toEqual([1, 900_000, 900_000]);
    expect(notes).toEqual([]);
  });
});
