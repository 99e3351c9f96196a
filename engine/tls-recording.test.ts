import { mkdtemp, readFile, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { tlsCapture } from './exchange/pcapng/tls-capture.js';
import { factsFor } from './exchange/test-facts.js';
import { TlsRecording, tlsFile, tlsWritten } from './tls-recording.js';

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'wirebench-tls-'));
});
afterEach(() => rm(directory, { recursive: true, force: true }));

const ends = {
  local: { host: '127.0.0.1', port: 50_000, family: 'IPv4' },
  remote: { host: '127.0.0.1', port: 443, family: 'IPv4' },
  dialed: true,
} as const;

/** Bytes of the capture, and the code it ended with. */
async function captured(): Promise<{ bytes: Buffer; code: string | null }> {
  const { info } = factsFor({ info: { directory } });
  const pieces: Uint8Array[] = [];
  for await (const piece of tlsCapture(info, info.startedAt, '1')) {
    if (!piece.ok) return { bytes: Buffer.concat(pieces), code: piece.error.code };
    pieces.push(piece.value.data);
  }
  return { bytes: Buffer.concat(pieces), code: null };
}

describe('recorded TLS', () => {
  it('is in a file for its owner alone, and becomes a capture with its secrets before its packets', async () => {
    let now = 0;
    const recording = new TlsRecording(
      directory,
      () => (now += 1_000),
      () => undefined,
    );
    const connection = recording.open(ends);
    connection.secret(Buffer.from('CLIENT_RANDOM 00 11\n'));
    connection.bytes(false, Buffer.from('hello'));
    connection.bytes(true, Buffer.from('world'));
    connection.end(false);
    connection.end(true);
    expect(await readdir(directory)).toEqual([]);
    await tlsWritten(directory);
    expect((await stat(join(directory, tlsFile))).mode & 0o777).toBe(0o600);
    const { bytes, code } = await captured();
    expect(code).toBeNull();
    const secrets = bytes.indexOf('CLIENT_RANDOM 00 11\n');
    expect(bytes.readUInt32LE(secrets - 16)).toBe(0x0a);
    expect(bytes.toString('latin1', secrets - 8, secrets - 4)).toBe('KSLT');
    expect(bytes.readUInt32LE(secrets - 4)).toBe(20);
    expect(bytes.indexOf('hello')).toBeGreaterThan(secrets);
    expect(bytes.indexOf('world')).toBeGreaterThan(bytes.indexOf('hello'));
  });

  it('is read up to where a crash cut it off, or damage begins', async () => {
    const recording = new TlsRecording(
      directory,
      () => 5,
      () => undefined,
    );
    const connection = recording.open(ends);
    connection.bytes(false, Buffer.from('whole'));
    connection.bytes(false, Buffer.from('cut off'));
    await tlsWritten(directory);
    const path = join(directory, tlsFile);
    const file = await readFile(path);
    await writeFile(path, file.subarray(0, -3));
    const { bytes, code } = await captured();
    expect([code, bytes.includes('whole'), bytes.includes('cut')]).toEqual([null, true, false]);
    const claims = Buffer.from(file);
    claims.writeUInt32LE(0xffff_ffff, claims.length - 'cut off'.length - 4);
    await writeFile(path, claims);
    expect((await captured()).bytes.includes('whole')).toBe(true);
    await writeFile(path, 'something else, longer than a record of ours');
    expect((await captured()).bytes.includes('something')).toBe(false);
  });

  it('says what to switch on where nothing was recorded', async () => {
    expect((await captured()).code).toBe('export.no-secrets');
  });

  it('says once why it gave up, and adds nothing to half a record', async () => {
    const told: string[] = [];
    const gone = join(directory, 'gone');
    const recording = new TlsRecording(
      gone,
      () => 5,
      (why) => told.push(why),
    );
    const connection = recording.open(ends);
    await tlsWritten(gone);
    connection.bytes(false, Buffer.from('more'));
    await tlsWritten(gone);
    expect(told).toHaveLength(1);
    expect(told[0]).toContain('ENOENT');
  });
});
