import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, existsSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';
import { afterEach, describe, expect, it } from 'vitest';
import { RowKind } from '../../contract/row.js';
import { header, payloads, plain, randomFrom, scratch, value, clearScratch } from './fixture.js';
import { createLog, listSessions, openLog, recoverLog } from './index.js';

afterEach(clearScratch);

const rowsOf = (dir: string): string => join(dir, 'rows.wblog');

/** A session as a killed process leaves it: three blocks, no totals, a lock of nobody. */
async function killed(rows = 3): Promise<{ dir: string; ends: number[] }> {
  const dir = join(scratch(), 'one');
  const log = value(await createLog(dir, header));
  const ends = [statSync(rowsOf(dir)).size];
  for (let i = 1; i <= rows; i++) {
    log.appendRaw(1, 1, 0, 1, i, Buffer.from(`row ${i}`));
    value(await log.flush());
    ends.push(statSync(rowsOf(dir)).size);
  }
  const session = readFileSync(join(dir, 'session.json'));
  value(await log.close());
  writeFileSync(join(dir, 'session.json'), session);
  return { dir, ends };
}

describe('opening a session that was never closed', () => {
  it('keeps every whole block wherever the last one was cut', async () => {
    const { dir, ends } = await killed();
    const file = readFileSync(rowsOf(dir));
    const [, , second = 0, third = 0] = ends;
    expect(file.length).toBe(third);
    for (let length = third; length >= second; length--) {
      writeFileSync(rowsOf(dir), file.subarray(0, length));
      const log = value(await openLog(dir));
      const whole = length === third;
      expect((await payloads(log)).map(String)).toEqual(
        whole ? ['row 1', 'row 2', 'row 3'] : ['row 1', 'row 2'],
      );
      expect(log.recovered?.droppedBytes ?? 0).toBe(whole ? 0 : length - second);
      await log.close();
      expect(statSync(rowsOf(dir)).size).toBe(length);
    }
  });

  it('opens what was cut within the first 32 bytes as an empty session', async () => {
    const { dir } = await killed(0);
    const file = readFileSync(rowsOf(dir));
    for (let length = 0; length <= 32; length++) {
      writeFileSync(rowsOf(dir), file.subarray(0, length));
      const log = value(await openLog(dir));
      expect([log.count, log.recovered?.droppedBytes ?? 0]).toEqual([0, length < 32 ? length : 0]);
      await log.close();
    }
    truncateSync(rowsOf(dir), 5);
    expect(value(await recoverLog(dir))).toMatchObject({ rows: 1, droppedBytes: 5 });
    const log = value(await openLog(dir));
    expect(plain(value(await log.rows(0, 1)))[0]?.kind).toBe(RowKind.recovered);
    await log.close();
  });

  it('never shows a row other than it was, whichever byte is damaged', async () => {
    const { dir } = await killed(4);
    const file = readFileSync(rowsOf(dir));
    const expected = ['row 1', 'row 2', 'row 3', 'row 4'];
    const random = randomFrom(7);
    for (let round = 0; round < 400; round++) {
      const bytes = Buffer.from(file);
      const at = Math.floor(random() * bytes.length);
      bytes[at] = (bytes[at] ?? 0) ^ (1 << Math.floor(random() * 8));
      writeFileSync(rowsOf(dir), bytes);
      const opened = await openLog(dir);
      if (!opened.ok) {
        expect(at).toBeLessThan(32);
        continue;
      }
      const log = opened.value;
      for (let seq = 1; seq <= log.count; seq++) {
        const row = await log.payload(seq);
        if (row.ok) expect(Buffer.from(row.value.bytes).toString()).toBe(expected[seq - 1]);
        else expect(row.error).toMatchObject({ code: 'log.damaged', detail: { path: rowsOf(dir) } });
      }
      // The damage must have been noticed, at opening or at reading.
      const noticed =
        log.count < 4 || (await Promise.all([1, 2, 3, 4].map((seq) => log.row(seq)))).some(({ ok }) => !ok);
      expect(noticed || at < 32).toBe(true);
      await log.close();
    }
  });

  it('drops a last block whose length is right but whose bytes never reached the disk', async () => {
    const { dir, ends } = await killed();
    const file = readFileSync(rowsOf(dir));
    file.fill(0, (ends[2] ?? 0) + 96);
    writeFileSync(rowsOf(dir), file);
    const log = value(await openLog(dir));
    expect([log.count, log.bytesIn, log.lastTime]).toEqual([2, 10, 2]);
    expect(log.recovered).toEqual({
      droppedBytes: file.length - (ends[2] ?? 0),
      reason: 'the last block was not written completely',
    });
    await log.close();
  });

  it('names file, byte and rows of a block damaged in the middle, and reads the others', async () => {
    const dir = join(scratch(), 'one');
    const log = value(await createLog(dir, header));
    const ends: number[] = [];
    for (let i = 1; i <= 3; i++) {
      log.appendRaw(1, 1, 0, 1, i, Buffer.alloc(400_000, i));
      value(await log.flush());
      ends.push(statSync(rowsOf(dir)).size);
    }
    value(await log.close());
    const file = readFileSync(rowsOf(dir));
    file[(ends[1] ?? 0) - 1000] = 0xff;
    writeFileSync(rowsOf(dir), file);
    const again = value(await openLog(dir));
    expect(again.count).toBe(3);
    expect(value(await again.payload(3)).bytes[0]).toBe(3);
    const damaged = await again.rows(0, 3);
    expect(damaged).toMatchObject({
      ok: false,
      error: { code: 'log.damaged', detail: { path: rowsOf(dir), offset: ends[0], firstSeq: 2, lastSeq: 2 } },
    });
    await again.close();
  });
});

describe('recovering a session', () => {
  it('cuts the torn tail, adds a row that says so and writes the totals, once', async () => {
    const { dir, ends } = await killed();
    truncateSync(rowsOf(dir), (ends[3] ?? 0) - 1);
    const droppedBytes = (ends[3] ?? 0) - 1 - (ends[2] ?? 0);
    expect(value(await recoverLog(dir))).toEqual({
      live: false,
      rows: 3,
      droppedBytes,
      reason: 'the last block was not written completely',
      truncated: true,
    });
    const log = value(await openLog(dir));
    expect(log.recovered).toBeNull();
    expect(log.totals).toMatchObject({ rows: 3, bytesIn: 10, fileBytes: statSync(rowsOf(dir)).size });
    const last = plain(value(await log.rows(2, 3)))[0];
    expect(last).toMatchObject({ seq: 3, kind: RowKind.recovered });
    expect(last?.preview.toString()).toContain(`${droppedBytes} bytes were dropped`);
    await log.close();
    expect(value(await recoverLog(dir))).toMatchObject({ rows: 3, droppedBytes: 0, truncated: false });
  });

  it('leaves a log alone that a live process holds, and lets it go on', async () => {
    const dir = join(scratch(), 'one');
    const log = value(await createLog(dir, header));
    log.appendRaw(1, 1, 0, 1, 0, Buffer.from('a'));
    value(await log.flush());
    const torn = Buffer.concat([readFileSync(rowsOf(dir)), Buffer.from('half a block')]);
    writeFileSync(rowsOf(dir), torn);
    expect(value(await recoverLog(dir))).toMatchObject({
      live: true,
      rows: 1,
      droppedBytes: 12,
      truncated: false,
    });
    expect(readFileSync(rowsOf(dir))).toEqual(torn);
    value(await log.close());
  });

  it('does not cut where good blocks follow the damage', async () => {
    const { dir, ends } = await killed();
    const file = readFileSync(rowsOf(dir));
    file[(ends[1] ?? 0) + 20] = 0xff;
    writeFileSync(rowsOf(dir), file);
    expect(value(await recoverLog(dir))).toMatchObject({ rows: 1, truncated: false });
    expect(readFileSync(rowsOf(dir))).toEqual(file);
    const log = value(await openLog(dir));
    expect((await payloads(log)).map(String)).toEqual(['row 1']);
    expect(log.recovered?.droppedBytes).toBe(file.length - (ends[1] ?? 0));
    await log.close();
  });

  it('opens rows whose session.json is gone, and says what is missing', async () => {
    const { dir } = await killed();
    rmSync(join(dir, 'session.json'));
    const log = value(await openLog(dir));
    expect(log.count).toBe(3);
    expect(log.header).toMatchObject({ id: 'one', connection: null });
    expect(log.problems).toMatchObject([{ code: 'log.not-found' }]);
    await log.close();
    expect(value(await recoverLog(dir))).toMatchObject({ rows: 3 });
  });

  it('refuses a file that is no log or of a later version', async () => {
    const { dir } = await killed();
    const file = readFileSync(rowsOf(dir));
    writeFileSync(rowsOf(dir), 'GET / HTTP/1.1\r\n\r\n and something more to read');
    expect(await openLog(dir)).toMatchObject({ ok: false, error: { code: 'log.damaged' } });
    expect(await recoverLog(dir)).toMatchObject({ ok: false, error: { code: 'log.damaged' } });
    const { crc32 } = await import('node:zlib');
    file.writeUInt16LE(3, 8);
    file.writeUInt32LE(crc32(file.subarray(0, 28)), 28);
    writeFileSync(rowsOf(dir), file);
    expect(await openLog(dir)).toMatchObject({ ok: false, error: { code: 'log.unknown-version' } });
    expect(await openLog(join(dir, 'nowhere'))).toMatchObject({
      ok: false,
      error: { code: 'log.not-found' },
    });
  });
});

describe('kill -9 while recording', () => {
  it('leaves a gapless prefix with every row that was flushed', { timeout: 120_000 }, async () => {
    const root = scratch();
    await build({
      configFile: false,
      logLevel: 'silent',
      build: {
        ssr: fileURLToPath(new URL('index.ts', import.meta.url)),
        outDir: join(root, 'built'),
        minify: false,
      },
      // What is built runs far from our packages.
      ssr: { noExternal: true },
    });
    // One line a flush: how many rows must be there.
    const script = `
      const { createLog } = await import(${JSON.stringify(join(root, 'built', 'index.js'))});
      const made = await createLog(process.argv[1], ${JSON.stringify(header)});
      let i = 0;
      for (;;) {
        for (let k = 0; k < 500; k++) { const b = Buffer.alloc(8 + (i % 300), i & 255); b.writeDoubleLE(++i); made.value.appendRaw(1, 1, 0, i % 5, i, b); }
        if (i % 5000 === 0) { await made.value.flush(); process.stdout.write(i + '\\n'); }
        else await new Promise(setImmediate);
      }`;
    const random = randomFrom(3);
    for (let round = 0; round < 5; round++) {
      const dir = join(root, `session-${round}`);
      const child = spawn(process.execPath, ['--input-type=module', '-e', script, dir]);
      const flushed = await killAfter(child, 1 + Math.floor(random() * 8));
      expect((await listSessions(root)).find(({ id }) => id === `session-${round}`)?.live).toBe(false);
      const size = statSync(rowsOf(dir)).size;
      const log = value(await openLog(dir));
      expect(log.count).toBeGreaterThanOrEqual(flushed);
      let seen = 0;
      value(
        await log.scan(1, (block, start, end) => {
          for (let i = start; i < end; i++) {
            const payload = Buffer.from(
              (block.payload ?? new Uint8Array()).subarray(block.at[i], block.at[i + 1]),
            );
            if (payload.readDoubleLE(0) !== ++seen) throw new Error(`row ${seen} is not what was appended`);
          }
          return undefined;
        }),
      );
      expect(seen).toBe(log.count);
      expect(statSync(rowsOf(dir)).size).toBe(size);
      const { count } = log;
      await log.close();
      expect(value(await recoverLog(dir))).toMatchObject({ live: false, rows: count + 1 });
      expect(existsSync(join(dir, 'session.lock'))).toBe(false);
      cpSync(dir, `${dir}-copy`, { recursive: true });
      const copy = value(await openLog(`${dir}-copy`));
      expect([copy.count, copy.recovered]).toEqual([count + 1, null]);
      await copy.close();
    }
  });
});

/** Kills the child once it has reported so many lines; answers the number on the last. */
async function killAfter(child: ChildProcess, lines: number): Promise<number> {
  let output = '';
  let errors = '';
  child.stderr?.on('data', (data: Buffer) => (errors += data.toString()));
  child.stdout?.on('data', (data: Buffer) => {
    output += data.toString();
    if (output.split('\n').length > lines) child.kill('SIGKILL');
  });
  await once(child, 'close');
  if (errors !== '') throw new Error(errors);
  return Number(output.trim().split('\n').at(-1));
}
