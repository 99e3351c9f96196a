import { execFileSync } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { RecordedSession } from '../recorded-session.js';
import { clearScratch, header, payloads, scratch, value } from './fixture.js';
import { createLog, listSessions, openLog, recoverLog } from './index.js';
import { isHeld } from './lock.js';
import { readSessionFile } from './session-file.js';

afterEach(clearScratch);

/** A session with one row, whose description says what somebody else made of it. */
async function described(says: string): Promise<{ root: string; dir: string }> {
  const root = scratch();
  const dir = join(root, 'one');
  const log = value(await createLog(dir, header));
  log.appendRaw(1, 1, 0, 1, 1, Buffer.from('row'));
  value(await log.close());
  const path = join(dir, 'session.json');
  const document = readFileSync(path, 'utf8').replace(/\n\}\n$/, `,\n${says}\n}\n`);
  writeFileSync(path, document);
  return { root, dir };
}

// A folder of sessions may come with a repository: what it says of itself must not keep anything from opening.
describe('a session that somebody else described', () => {
  it.each(['1e999', '-1e999', '1e300', '8.64e15'])(
    'is read by its rows alone where it begins at %s',
    async (at) => {
      const { root, dir } = await described(`"totals": null, "clockOrigin": ${at}`);
      expect(await recoverLog(dir)).toMatchObject({ ok: true });
      expect(await listSessions(root)).toMatchObject([{ id: 'one', header: null }]);
      const session = value(await RecordedSession.open(dir, 'one'));
      expect(Number.isNaN(new Date(session.info.startedAt).getTime())).toBe(false);
      expect((await payloads(session.log)).map(String)).toEqual(['row']);
      await session.close();
    },
  );

  it.each([
    ['rows', '1e999'],
    ['rows', '-1'],
    ['bytesIn', '0.5'],
    ['fileBytes', '1e300'],
    ['endedAt', '"the day after"'],
  ])('has no totals where its %s are %s: they are counted again', async (name, what) => {
    const totals = `"rows": 1, "bytesIn": 0, "bytesOut": 0, "endedAt": "2026-01-01", "fileBytes": 1`;
    const { dir } = await described(`"totals": { ${totals}, "${name}": ${what} }`);
    expect(value(await readSessionFile(dir)).totals).toBeNull();
    expect(await recoverLog(dir)).toMatchObject({ ok: true, value: { rows: 2 } });
  });

  it.runIf(process.platform !== 'win32')('holds nothing up with pipes in place of its files', async () => {
    const { dir } = await described('"totals": null');
    for (const name of ['rows.wblog', 'session.lock']) {
      rmSync(join(dir, name), { force: true });
      execFileSync('mkfifo', [join(dir, name)]);
    }
    expect(await isHeld(dir)).toBe(false);
    const log = value(await openLog(dir));
    expect(log.count).toBe(0);
    await log.close();
  });

  it('has a name that fits into a list, however long it is in its files', async () => {
    const { root, dir } = await described(`"name": "${'x'.repeat(3_000_000)}"`);
    expect((await listSessions(root))[0]?.header?.name).toBe('x'.repeat(1_000));
    const config = { protocol: 'tcp', role: 'client', address: '', options: {} };
    const long = 'y'.repeat(3_000_000);
    const record = { name: long, title: long, comment: long, connection: null, config, counts: null };
    const file = { format: 'wirebench-session-record', version: 1, ...record };
    writeFileSync(join(dir, 'record.json'), JSON.stringify(file));
    const session = value(await RecordedSession.open(dir, 'one'));
    expect(JSON.stringify(session.info).length).toBeLessThan(100_000);
    expect(session.info.name).toMatch(/^y+$/);
    await session.close();
  });

  it('is not taken for a live one by a lock that is larger than any', async () => {
    const { dir } = await described('"totals": null');
    writeFileSync(join(dir, 'session.lock'), `${' '.repeat(5_000)}{"pid":1,"host":"elsewhere"}`);
    expect(await isHeld(dir)).toBe(false);
  });
});
