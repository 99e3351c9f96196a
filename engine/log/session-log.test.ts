import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { Direction, RowFlag, RowKind } from '../../contract/row.js';
import { sentenceBytes } from '../../contract/rows.js';
import { header, payloads, plain, scratch, value, clearScratch } from './fixture.js';
import { createLog, listSessions, openLog } from './index.js';

afterEach(clearScratch);

const { chunk, text, end, note } = RowKind;

describe('a log being recorded', () => {
  it('gives back every row as appended, from memory and again from disk', async () => {
    const dir = join(scratch(), 'one');
    const log = value(await createLog(dir, header));
    expect(
      log.append({ kind: chunk, direction: Direction.in, peer: 1, time: 5, payload: Buffer.from('hello') }),
    ).toBe(1);
    expect(
      log.appendRaw(
        text,
        Direction.out,
        RowFlag.automatic | RowFlag.crafted,
        7,
        1_000_000_000,
        Buffer.from('..abc..'),
        2,
        5,
      ),
    ).toBe(2);
    expect(log.appendLife(end, 1, 2_000_000_000, { text: 'closed by peer', code: 1000 })).toBe(3);
    const expected = [
      {
        seq: 1,
        time: 5,
        kind: chunk,
        direction: 1,
        flags: 0,
        peer: 1,
        size: 5,
        preview: Buffer.from('hello'),
      },
      {
        seq: 2,
        time: 1e9,
        kind: text,
        direction: 2,
        flags: 33,
        peer: 7,
        size: 3,
        preview: Buffer.from('abc'),
      },
      {
        seq: 3,
        time: 2e9,
        kind: end,
        direction: 0,
        flags: 0,
        peer: 1,
        size: 0,
        preview: Buffer.from('closed by peer'),
      },
    ];
    expect(plain(value(await log.rows(0, 3)))).toEqual(expected);
    value(await log.flush());
    expect(plain(value(await log.rows(0, 3)))).toEqual(expected);
    expect([log.count, log.bytesIn, log.bytesOut, log.lastTime]).toEqual([3, 5, 3, 2e9]);
    const totals = value(await log.close());
    expect(totals).toMatchObject({ rows: 3, bytesIn: 5, bytesOut: 3 });

    const again = value(await openLog(dir));
    expect(plain(value(await again.rows(0, 99)))).toEqual(expected);
    expect([again.count, again.bytesIn, again.bytesOut, again.lastTime]).toEqual([3, 5, 3, 2e9]);
    expect(again.header).toEqual(header);
    expect(again.totals).toEqual(totals);
    expect(again.recovered).toBeNull();
    expect(value(await again.row(2))).toEqual({
      seq: 2,
      time: 1e9,
      kind: text,
      direction: 2,
      flags: 33,
      peer: 7,
      size: 3,
      head: new Uint8Array(),
    });
    expect(JSON.parse(Buffer.from(value(await again.payload(3)).bytes).toString())).toEqual({
      text: 'closed by peer',
      code: 1000,
    });
    await again.close();
  });

  it('reads ranges of a payload and cuts them to what there is', async () => {
    const log = value(await createLog(join(scratch(), 'one'), header));
    log.appendRaw(chunk, 1, 0, 1, 0, Buffer.from('0123456789'));
    expect(value(await log.payload(1, 2, 5))).toEqual({
      from: 2,
      bytes: Uint8Array.from(Buffer.from('234')),
      total: 10,
    });
    expect(value(await log.payload(1, 8, 50)).bytes).toEqual(Uint8Array.from(Buffer.from('89')));
    expect(value(await log.payload(1, 20, 50)).bytes.length).toBe(0);
    expect(await log.payload(2)).toMatchObject({ ok: false, error: { code: 'log.no-row' } });
    expect(await log.row(0)).toMatchObject({ ok: false, error: { code: 'log.no-row' } });
    value(await log.close());
  });

  it('copies a payload when it is appended, so that a reading buffer can be used again', async () => {
    const log = value(await createLog(join(scratch(), 'one'), header));
    const buffer = Buffer.from('first');
    log.appendRaw(chunk, 1, 0, 1, 0, buffer);
    buffer.write('XXXXX');
    expect(Buffer.from(value(await log.payload(1)).bytes).toString()).toBe('first');
    value(await log.close());
  });

  it('gives a row above one MiB a block of its own and reads it by range', async () => {
    const dir = join(scratch(), 'one');
    const log = value(await createLog(dir, header));
    const large = Buffer.alloc(5_000_003, 0x61);
    large.write('needle', 4_999_990);
    log.appendRaw(chunk, 1, 0, 1, 0, Buffer.from('before'));
    log.appendRaw(chunk, 1, 0, 1, 1, large);
    log.appendRaw(chunk, 2, 0, 1, 2, Buffer.from('after'));
    const inMemory = plain(value(await log.rows(0, 3)));
    expect(inMemory.map(({ size }) => size)).toEqual([6, 5_000_003, 5]);
    value(await log.close());
    const again = value(await openLog(dir));
    expect(plain(value(await again.rows(0, 3)))).toEqual(inMemory);
    expect(Buffer.from(value(await again.payload(2, 4_999_990, 4_999_996)).bytes).toString()).toBe('needle');
    expect(Buffer.from(value(await again.payload(2)).bytes).equals(large)).toBe(true);
    expect(again.bytesIn).toBe(5_000_009);
    await again.close();
  });

  it('keeps many peers, times that go back and gaps of hours apart', async () => {
    const dir = join(scratch(), 'one');
    const log = value(await createLog(dir, header));
    const hour = 3_600_000_000_000;
    const rows = Array.from({ length: 30_000 }, (_, i) => ({
      peer: (i * 7919) % 1000,
      time: i % 5000 === 4999 ? 0 : Math.floor(i / 10_000) * hour + i * 1000,
    }));
    rows.forEach(({ peer, time }, i) => log.appendRaw(chunk, 1, 0, peer, time, Buffer.from(String(i))));
    value(await log.close());
    const again = value(await openLog(dir));
    const read = plain(value(await again.rows(0, 30_000)));
    expect(read.map(({ peer, time }) => ({ peer, time }))).toEqual(rows);
    expect(read.map(({ preview }) => preview.toString())).toEqual(rows.map((_, i) => String(i)));
    await again.close();
  });

  it('stores peers and times at the ends of their range, and a broken clock as zero', async () => {
    const log = value(await createLog(join(scratch(), 'one'), header));
    log.appendRaw(chunk, 1, 0, 0xffff_ffff, Number.MAX_SAFE_INTEGER, Buffer.alloc(0));
    log.appendRaw(chunk, 1, 0, 0, Number.NaN, Buffer.alloc(0));
    log.appendRaw(chunk, 1, 0, 0, -5, Buffer.alloc(0));
    log.appendRaw(chunk, 1, 0, 0, 1.75, Buffer.alloc(0));
    value(await log.flush());
    const rows = plain(value(await log.rows(0, 4)));
    expect(rows.map(({ time }) => time)).toEqual([Number.MAX_SAFE_INTEGER, 0, 0, 1]);
    expect(rows[0]?.peer).toBe(0xffff_ffff);
    value(await log.close());
  });

  it('closes a block by itself soon after its first row', async () => {
    const dir = join(scratch(), 'one');
    const log = value(await createLog(dir, header, { flushMs: 5 }));
    log.appendRaw(chunk, 1, 0, 1, 0, Buffer.from('x'));
    await expect.poll(() => readFileSync(join(dir, 'rows.wblog')).length).toBeGreaterThan(32);
    value(await log.close());
  });

  it('tells of change once a turn, and no more after off', async () => {
    const log = value(await createLog(join(scratch(), 'one'), header));
    let told = 0;
    const off = log.onChange(() => told++);
    for (let i = 0; i < 100; i++) log.appendRaw(chunk, 1, 0, 1, i, Buffer.from('x'));
    expect(told).toBe(0);
    await new Promise(setImmediate);
    expect(told).toBe(1);
    off();
    log.appendRaw(chunk, 1, 0, 1, 0, Buffer.from('x'));
    await new Promise(setImmediate);
    expect(told).toBe(1);
    value(await log.close());
  });

  it('refuses rows once closed, and a second log in the same place', async () => {
    const dir = join(scratch(), 'one');
    const log = value(await createLog(dir, header));
    expect(await createLog(dir, header)).toMatchObject({ ok: false, error: { code: 'log.exists' } });
    expect(existsSync(join(dir, 'session.lock'))).toBe(true);
    log.appendRaw(chunk, 1, 0, 1, 0, Buffer.from('kept'));
    value(await log.close());
    expect(log.appendRaw(chunk, 1, 0, 1, 0, Buffer.from('lost'))).toBe(0);
    expect(existsSync(join(dir, 'session.lock'))).toBe(false);
    expect(await createLog(dir, header)).toMatchObject({ ok: false, error: { code: 'log.exists' } });
    expect(await log.rows(0, 1)).toMatchObject({ ok: false, error: { code: 'log.closed' } });
    const again = value(await openLog(dir));
    expect((await payloads(again)).map(String)).toEqual(['kept']);
    await again.close();
  });

  it('cuts a long sentence at a character and shows what is no sentence as it is', async () => {
    const log = value(await createLog(join(scratch(), 'one'), header));
    log.appendLife(note, 0, 0, { text: 'a' + 'é'.repeat(sentenceBytes) });
    log.appendRaw(note, 0, 0, 0, 0, Buffer.from('not json'));
    const rows = plain(value(await log.rows(0, 2)));
    expect(rows[0]?.preview.toString()).toBe('a' + 'é'.repeat(sentenceBytes / 2 - 1));
    expect(rows[1]?.preview.toString()).toBe('not json');
    value(await log.close());
  });

  it('holds memory for blocks within its bound however long it records', async () => {
    const log = value(await createLog(join(scratch(), 'one'), header, { cacheBytes: 4 << 20 }));
    const payload = Buffer.alloc(1000, 0x62);
    let most = 0;
    for (let i = 0; i < 60; i++) {
      for (let k = 0; k < 1000; k++) log.appendRaw(chunk, 1, 0, 1, i, payload);
      value(await log.flush());
      most = Math.max(most, process.memoryUsage().arrayBuffers);
    }
    const before = process.memoryUsage().arrayBuffers;
    for (let from = 0; from < 60_000; from += 997) value(await log.rows(from, from + 10));
    expect(log.queuedBytes).toBe(0);
    // 60 MB went through; 4 MiB of cache, 9 MiB of arenas and a few reads are what may stay.
    expect(most).toBeLessThan(40 << 20);
    expect(before).toBeLessThan(40 << 20);
    value(await log.close());
  });
});

describe('the list of sessions', () => {
  it('is newest first, knows live ones and reports broken ones', async () => {
    const root = scratch();
    const old = value(
      await createLog(join(root, 'old'), { ...header, id: 'old', createdAt: '2020-01-01T00:00:00.000Z' }),
    );
    value(await old.close());
    const live = value(await createLog(join(root, 'live'), { ...header, id: 'live' }));
    const { mkdirSync, writeFileSync } = await import('node:fs');
    mkdirSync(join(root, 'broken'));
    writeFileSync(join(root, 'broken', 'session.json'), '{"format":');
    mkdirSync(join(root, 'unrelated'));
    const sessions = await listSessions(root);
    expect(sessions.map(({ id }) => id)).toEqual(['live', 'old', 'broken']);
    expect(sessions[0]).toMatchObject({ live: true, totals: null, failure: null });
    expect(sessions[1]).toMatchObject({ live: false, totals: { rows: 0 }, failure: null, fileBytes: 32 });
    expect(sessions[2]).toMatchObject({ header: null, failure: { code: 'log.bad-header' } });
    expect(await listSessions(join(root, 'nowhere'))).toEqual([]);
    expect(await listSessions(join(root, 'broken', 'session.json'))).toMatchObject([
      { failure: { code: 'log.io' } },
    ]);
    value(await live.close());
  });
});
