import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as later } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, onTestFinished } from 'vitest';
import { Direction, RowKind } from '../../contract/index.js';
import { createLog } from '../../engine/log/index.js';
import { valueOf } from './engine-fixture.js';

const bundle = fileURLToPath(new URL('../../out/main/cli.js', import.meta.url));
const skipped = process.platform !== 'linux' || !existsSync(bundle);
const note = skipped ? ' (needs Linux and a build)' : '';

/** Bytes of the session, and what a process that exports it may take at its peak. */
const rows = 4_000;
const rowBytes = 60_000;
const mostResident = 220 << 20;

/** A recorded session of 240 MB. */
async function record(directory: string): Promise<void> {
  const origin = Date.UTC(2026, 10, 21);
  const createdAt = new Date(origin).toISOString();
  const connection = {
    connection: null,
    config: { protocol: 'tcp', role: 'client', address: '127.0.0.1:7', options: {} },
  };
  const header = { id: 'large', name: 'large', app: '0', createdAt, clockOrigin: origin, connection };
  const log = valueOf(await createLog(directory, header));
  const payload = Uint8Array.from({ length: rowBytes }, (_, i) => (i * 31) & 255);
  for (let n = 0; n < rows; n++) {
    const direction = n % 2 === 0 ? Direction.in : Direction.out;
    log.append({ kind: RowKind.chunk, direction, peer: 1, time: n * 1_000, payload });
    // The queue to the disk has its bounds.
    if (n % 200 === 199) valueOf(await log.flush());
  }
  valueOf(await log.close());
}

describe.skipIf(skipped)(`Exporting a large session${note}`, () => {
  it.each(['pcapng', 'jsonl', 'yaml', 'raw'])(
    'as %s takes no more memory than a small one',
    { timeout: 240_000 },
    async (format) => {
      const directory = await mkdtemp(join(tmpdir(), 'wirebench-large-'));
      onTestFinished(() => rm(directory, { recursive: true, force: true }));
      await record(join(directory, 'session'));
      const out = join(directory, 'out');
      const way = format === 'raw' ? ['--direction', 'in'] : [];
      const args = ['--max-old-space-size=64', bundle, 'export', join(directory, 'session')];
      const child = spawn(process.execPath, [...args, '--format', format, '--out', out, ...way], {
        stdio: ['ignore', 'ignore', 'pipe'],
      });
      let errors = '';
      child.stderr.on('data', (text: Buffer) => (errors += text.toString()));
      const ended = once(child, 'exit');
      let peak = 0;
      while (child.exitCode === null && child.signalCode === null) {
        const status = await readFile(`/proc/${child.pid}/status`, 'utf8').catch(() => '');
        peak = Math.max(peak, Number(/VmHWM:\s*(\d+)/.exec(status)?.[1] ?? 0) * 1_024);
        await Promise.race([ended, later(50)]);
      }
      expect(errors).toBe('');
      expect(child.exitCode).toBe(0);
      const bytes = rows * rowBytes * (format === 'raw' ? 0.5 : 1);
      expect((await stat(out)).size).toBeGreaterThanOrEqual(bytes);
      expect(peak).toBeGreaterThan(20 << 20);
      expect(peak).toBeLessThan(mostResident);
      // The draft has taken the name.
      expect((await readdir(directory)).sort()).toEqual(['out', 'session']);
    },
  );

  it('leaves nothing where it is interrupted, and what stood there where it fails', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'wirebench-large-'));
    onTestFinished(() => rm(directory, { recursive: true, force: true }));
    await record(join(directory, 'session'));
    const args = [
      bundle,
      'export',
      join(directory, 'session'),
      '--format',
      'jsonl',
      '--out',
      join(directory, 'out'),
    ];
    const child = spawn(process.execPath, args, { stdio: 'ignore' });
    const ended = once(child, 'exit');
    while (!(await readdir(directory)).some((name) => name.endsWith('.part'))) await later(5);
    child.kill('SIGINT');
    await ended;
    expect(child.exitCode).toBe(1);
    expect(await readdir(directory)).toEqual(['session']);
  });
});
