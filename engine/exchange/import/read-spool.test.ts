import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { pcapHead, pcapRecord } from './capture/test-packets.js';
import { type ReadNews, readSpool } from './read-spool.js';
import { Spool } from './spool.js';

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'wirebench-read-'));
});
afterEach(() => rm(directory, { recursive: true, force: true }));

async function newsOf(path: string, bytes: Uint8Array, mostBytes: number): Promise<ReadNews[]> {
  const made = await Spool.create(directory, [{ path, size: bytes.length }]);
  if (!made.ok) throw new Error(made.error.message);
  const spool = made.value;
  await spool.take(0, bytes);
  const news: ReadNews[] = [];
  const job = { spool: spool.path, files: spool.files, sessions: spool.sessions, version: '0', mostBytes };
  await readSpool(job, (one) => void news.push(one));
  await spool.close();
  return news;
}

describe('readSpool', () => {
  it('tells how far it is, what it read, and that it is done', async () => {
    const text = JSON.stringify({ info: { name: 'C' }, item: [{ name: 'a', request: { url: 'ws://a' } }] });
    const news = await newsOf('c.json', new TextEncoder().encode(text), 2 ** 30);
    expect(news[0]).toEqual({ kind: 'at', file: 'c.json', done: text.length });
    expect(news.map(({ kind }) => kind).slice(1)).toEqual(['piece', 'piece', 'piece', 'end']);
  });

  it('tells why nothing was read', async () => {
    expect((await newsOf('c.json', new TextEncoder().encode('{'), 2 ** 30)).at(-1)).toMatchObject({
      kind: 'failed',
      error: { code: 'import.syntax' },
    });
  });

  it('gives up where more is held than may be, naming file and limit', async () => {
    const record = pcapRecord(1_000_000);
    const file = Buffer.concat([pcapHead(101), record, record, record]);
    const news = await newsOf('big.pcap', file, -(2 ** 40));
    expect(news.at(-1)).toMatchObject({
      kind: 'failed',
      error: { code: 'import.memory', detail: { file: 'big.pcap' } },
    });
  });
});
