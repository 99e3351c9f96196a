import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Direction, RowKind } from '../../../../contract/index.js';
import { openRecordedSession } from '../../../recorded-session.js';
import { StagingSink, moveSessions } from './stage.js';

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'wirebench-stage-'));
});
afterEach(() => rm(directory, { recursive: true, force: true }));

const chunk = (said: string, time: number, comment?: string) => ({
  kind: RowKind.chunk,
  direction: Direction.in,
  peer: 1,
  time,
  payload: new TextEncoder().encode(said),
  ...(comment === undefined ? {} : { comment }),
});
const config = { protocol: 'tcp', role: 'client', address: 'h:1', options: {} } as const;
const facts = { name: 'Mine', config, comment: 'all of it', place: 'a.pcap' };

describe('StagingSink', () => {
  it('writes what opens as a session with its comments, times never going back', async () => {
    const sink = new StagingSink(directory, '0');
    const rows = sink.begin(Date.UTC(2026, 0, 1));
    rows.add(chunk('a', 5));
    rows.add(chunk('b', 3, 'late'));
    expect(await sink.settle()).toEqual({ ok: true, value: undefined });
    rows.add(chunk('c', 1e9, ''));
    const ended = await rows.end(facts);
    if (!ended.ok) throw new Error(ended.error.message);
    expect(ended.value).toMatchObject({ name: 'Mine', rows: 3, bytes: 3, commentsLost: 0 });
    const opened = await openRecordedSession(join(directory, ended.value.staged));
    if (!opened.ok) throw new Error(opened.error.message);
    expect(opened.value.info).toMatchObject({ name: 'Mine', comment: 'all of it', rows: 3, config });
    expect(opened.value.marks.all().comments).toEqual([[2, 'late']]);
    expect([...opened.value.marks.all().seqs]).toEqual([2, 3]);
    await opened.value.close();
  });

  it('lets go of sessions that nobody ended', async () => {
    const sink = new StagingSink(directory, '0');
    sink.begin(0).add(chunk('a', 1));
    await sink.settle();
    await sink.giveUp();
    const [id = ''] = await readdir(directory);
    expect(await readdir(join(directory, id))).not.toContain('lock');
  });

  it('says where the disk refuses', async () => {
    const sink = new StagingSink(join(directory, '\0'), '0');
    sink.begin(0).add(chunk('a', 1));
    const settled = await sink.settle();
    expect(settled.ok ? '' : settled.error.code).toMatch(/^log\./);
  });
});

describe('moveSessions', () => {
  it('moves all of them, or none where one cannot be', async () => {
    const [from, to] = [join(directory, 'from'), join(directory, 'to')];
    await mkdir(join(from, 'a'), { recursive: true });
    await mkdir(join(from, 'b'));
    await mkdir(to);
    expect(await moveSessions(['a', 'gone'], from, to)).toMatchObject({
      ok: false,
      error: { code: 'import.disk' },
    });
    expect(await readdir(from)).toEqual(['a', 'b']);
    expect(await moveSessions(['a', 'b'], from, to)).toMatchObject({ ok: true });
    expect([await readdir(from), await readdir(to)]).toEqual([[], ['a', 'b']]);
  });
});
