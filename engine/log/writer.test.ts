import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { RowKind } from '../../contract/row.js';
import { UnreliableDisk, header, payloads, plain, scratch, value, clearScratch } from './fixture.js';
import { createLog, openLog } from './index.js';

afterEach(clearScratch);

const payloadOf = (i: number): Buffer => Buffer.alloc(1000 + (i % 50), i & 255);

describe('writing to a disk that misbehaves', () => {
  it('loses nothing when every write takes only some bytes', async () => {
    const dir = join(scratch(), 'one');
    const disk = new UnreliableDisk();
    disk.mouthful = 997;
    const log = value(await createLog(dir, header, { disk }));
    for (let i = 0; i < 300; i++) log.appendRaw(1, 1, 0, 1, i, payloadOf(i));
    value(await log.close());
    expect(disk.writes).toBeGreaterThan(300);
    const again = value(await openLog(dir));
    expect(await payloads(again)).toEqual(Array.from({ length: 300 }, (_, i) => payloadOf(i)));
    await again.close();
  });

  it('keeps rows in memory while the disk is full, says so, and goes on when space returns', async () => {
    const dir = join(scratch(), 'one');
    const disk = new UnreliableDisk();
    const log = value(
      await createLog(dir, header, { disk, retryMs: 1, highWater: 100_000, lowWater: 50_000 }),
    );
    const failures: (string | null)[] = [];
    log.onFailure((failure) => failures.push(failure?.code ?? null));
    const pressures: boolean[] = [];
    log.onPressure((on) => pressures.push(on));
    disk.room = 40_000;
    for (let i = 0; i < 100; i++) log.appendRaw(1, 1, 0, 1, i, payloadOf(i));
    expect(await log.flush()).toMatchObject({
      ok: false,
      error: { code: 'log.disk-full', detail: { errno: 'ENOSPC' } },
    });
    expect(log.failure?.code).toBe('log.disk-full');
    for (let i = 100; i < 400; i++) log.appendRaw(1, 1, 0, 1, i, payloadOf(i));
    expect(await log.flush()).toMatchObject({ ok: false });
    expect(log.pressure).toBe(true);
    expect((await payloads(log)).length).toBe(400);
    expect(await log.close()).toMatchObject({ ok: false, error: { code: 'log.disk-full' } });
    disk.room = Number.POSITIVE_INFINITY;
    expect(value(await log.close()).rows).toBe(400);
    expect(failures).toEqual(['log.disk-full', null]);
    expect(pressures).toEqual([true, false]);
    const again = value(await openLog(dir));
    expect(await payloads(again)).toEqual(Array.from({ length: 400 }, (_, i) => payloadOf(i)));
    await again.close();
  });

  it('counts rows it has no memory for and records how many they were', async () => {
    const dir = join(scratch(), 'one');
    const disk = new UnreliableDisk();
    const log = value(
      await createLog(dir, header, { disk, retryMs: 1, highWater: 1 << 20, hardLimit: 3 << 20 }),
    );
    disk.writeErrno = 'EIO';
    const payload = Buffer.alloc(100_000);
    let refused = 0;
    for (let i = 0; i < 100; i++) if (log.appendRaw(1, 1, 0, 1, i, payload) === 0) refused++;
    expect(refused).toBeGreaterThan(10);
    expect([log.lostRows, log.lostBytes]).toEqual([refused, refused * 100_000]);
    expect(log.count).toBe(100 - refused);
    expect(await log.flush()).toMatchObject({ ok: false, error: { code: 'log.io' } });
    disk.writeErrno = null;
    value(await log.flush());
    const rows = plain(value(await log.rows(0, 200)));
    const last = rows.at(-1);
    expect(rows.map(({ seq }) => seq)).toEqual(rows.map((_, i) => i + 1));
    expect(last?.kind).toBe(RowKind.note);
    expect(last?.preview.toString()).toContain(`${refused} rows were not recorded`);
    value(await log.close());
  });

  it('keeps what comes with a row that is larger than all the memory there is for waiting', async () => {
    const disk = new UnreliableDisk();
    const log = value(
      await createLog(join(scratch(), 'one'), header, { disk, highWater: 1 << 20, hardLimit: 3 << 20 }),
    );
    let open = (): void => undefined;
    disk.gate = new Promise((resolve) => (open = resolve));
    const large = Buffer.alloc(4 << 20, 'x');
    log.appendRaw(RowKind.text, 1, 0, 1, 1, large);
    expect(log.pressure).toBe(true);
    expect(log.appendRaw(RowKind.text, 1, 0, 1, 2, Buffer.from('behind it'))).toBe(2);
    // What a compressed frame holds comes right behind it.
    expect(log.appendRaw(RowKind.text, 1, 0, 1, 3, large)).toBe(3);
    for (let i = 4; i < 14; i++) expect(log.appendRaw(RowKind.text, 1, 0, 1, i, Buffer.from('x'))).toBe(i);
    // Memory is bounded all the same.
    expect(log.appendRaw(RowKind.text, 1, 0, 1, 14, large)).toBe(0);
    expect(log.lostRows).toBe(1);
    disk.gate = null;
    open();
    value(await log.flush());
    const rows = plain(value(await log.rows(0, 20)));
    expect(rows.map(({ size }) => size).slice(0, 4)).toEqual([large.length, 9, large.length, 1]);
    expect(rows).toHaveLength(14);
    expect(rows.at(-1)?.preview.toString()).toContain('1 row was not recorded');
    value(await log.close());
  });

  it('begins and ends pressure at its marks, and keeps what is appended on the news', async () => {
    const disk = new UnreliableDisk();
    const log = value(
      await createLog(join(scratch(), 'one'), header, { disk, highWater: 2 << 20, lowWater: 1 << 20 }),
    );
    let open = (): void => undefined;
    disk.gate = new Promise((resolve) => (open = resolve));
    const news: boolean[] = [];
    const relieved = new Promise<void>((resolve) => {
      log.onPressure((on) => {
        news.push(on);
        if (!on) resolve();
      });
    });
    const told = new Promise<number>((resolve) => {
      const off = log.onPressure(() => {
        off();
        resolve(log.appendRaw(1, 1, 0, 1, 50, Buffer.from('told')));
      });
    });
    for (let i = 0; i < 50; i++) log.appendRaw(1, 1, 0, 1, i, Buffer.alloc(100_000));
    expect(log.pressure).toBe(true);
    expect(await told).toBe(51);
    expect(news).toEqual([true]);
    expect(log.queuedBytes).toBeGreaterThan(2 << 20);
    open();
    await relieved;
    expect(news).toEqual([true, false]);
    expect(log.failure).toBeNull();
    expect(Buffer.from(value(await log.payload(51)).bytes).toString()).toBe('told');
    value(await log.close());
  });

  it('reports a sync that fails and does not call rows flushed', async () => {
    const disk = new UnreliableDisk();
    const log = value(await createLog(join(scratch(), 'one'), header, { disk, retryMs: 1 }));
    disk.syncErrno = 'EIO';
    log.appendRaw(1, 1, 0, 1, 0, Buffer.from('x'));
    expect(await log.flush()).toMatchObject({ ok: false, error: { code: 'log.io' } });
    disk.syncErrno = null;
    value(await log.flush());
    expect(log.failure).toBeNull();
    value(await log.close());
  });

  it('syncs by itself within its interval', async () => {
    const disk = new UnreliableDisk();
    const log = value(await createLog(join(scratch(), 'one'), header, { disk, flushMs: 1, syncMs: 5 }));
    const before = disk.syncs;
    log.appendRaw(1, 1, 0, 1, 0, Buffer.from('x'));
    await expect.poll(() => disk.syncs).toBeGreaterThan(before);
    value(await log.close());
  });

  it('syncs what waits within a shorter window as soon as it is set', async () => {
    const disk = new UnreliableDisk();
    const log = value(
      await createLog(join(scratch(), 'one'), header, { disk, flushMs: 1, syncMs: 3_600_000 }),
    );
    log.appendRaw(1, 1, 0, 1, 0, Buffer.from('x'));
    await expect.poll(() => disk.writes).toBe(1);
    const before = disk.syncs;
    log.syncWithin(1_800_000);
    expect(disk.syncs).toBe(before);
    log.syncWithin(5);
    await expect.poll(() => disk.syncs).toBeGreaterThan(before);
    log.syncWithin(0);
    log.appendRaw(1, 1, 0, 1, 0, Buffer.from('y'));
    await expect.poll(() => disk.syncs).toBeGreaterThan(before + 1);
    value(await log.close());
  });

  it('syncs what was written while a sync was under way', async () => {
    const disk = new UnreliableDisk();
    const log = value(await createLog(join(scratch(), 'one'), header, { disk, flushMs: 1, syncMs: 0 }));
    let release = (): void => undefined;
    disk.syncGate = new Promise((resolve) => (release = resolve));
    const before = disk.syncs;
    log.appendRaw(1, 1, 0, 1, 0, Buffer.from('x'));
    await expect.poll(() => disk.syncs).toBe(before + 1);
    log.appendRaw(1, 1, 0, 1, 0, Buffer.from('y'));
    await expect.poll(() => disk.writes).toBe(2);
    release();
    await expect.poll(() => disk.syncs).toBe(before + 2);
    value(await log.close());
  });

  it('can be given up while the disk refuses, leaving what was written', async () => {
    const dir = join(scratch(), 'one');
    const disk = new UnreliableDisk();
    const log = value(await createLog(dir, header, { disk, retryMs: 1 }));
    log.appendRaw(1, 1, 0, 1, 0, Buffer.from('written'));
    value(await log.flush());
    disk.room = 10;
    log.appendRaw(1, 1, 0, 1, 0, Buffer.from('never'));
    expect(await log.close({ giveUp: true })).toMatchObject({ ok: false, error: { code: 'log.disk-full' } });
    const again = value(await openLog(dir));
    expect((await payloads(again)).map(String)).toEqual(['written']);
    expect(again.recovered?.droppedBytes).toBe(10);
    await again.close();
  });
});
