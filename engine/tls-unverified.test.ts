import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ExportFormatId } from '../contract/index.js';
import type { Engine } from './engine.js';
import type { Session } from './session.js';
import { TestBench, listen, start, until, valueOf } from './test-engine.js';

let bench: TestBench;
let engine: Engine;
beforeEach(async () => {
  bench = await TestBench.make();
  engine = await bench.engine();
});
afterEach(() => bench.close());

async function exported(session: Session, format: ExportFormatId): Promise<string> {
  const pieces: Uint8Array[] = [];
  for await (const piece of session.export(null, format)) pieces.push(valueOf(piece).data);
  return Buffer.concat(pieces).toString();
}

/** A listener whose certificate nobody vouches for. */
async function selfSigned(): Promise<number> {
  const { certFile, keyFile } = valueOf(await engine.createCertificate());
  return (await listen(engine, { protocol: 'tls', options: { tls: { certFile, keyFile } } })).port;
}

/** A client that took it, as it was told to. */
async function unverified(): Promise<Session> {
  const port = await selfSigned();
  const options = { tls: { verify: false } };
  const session = await start(engine, `127.0.0.1:${port}`, { protocol: 'tls', options });
  await until(engine, session, ({ state }) => state === 'open');
  return session;
}

/** All that have room for words: raw bytes are bytes alone, and HAR has a field. */
const formats = ['html', 'jsonl', 'text', 'csv', 'yaml', 'pcapng', 'c'] as const;
const said = /not verified|"authorized":\s*false|Verification was off/;

describe('a peer whose certificate was not verified', () => {
  it('is refused unless verification was switched off', async () => {
    const port = await selfSigned();
    const session = await start(engine, `127.0.0.1:${port}`, { protocol: 'tls' });
    const { failure } = await until(engine, session, ({ state }) => state === 'failed');
    expect(failure?.stage).toBe('tls');
  });

  it.each(formats)('is said to be so in %s', async (format) => {
    const session = await unverified();
    expect(session.info.tls?.authorized).toBe(false);
    expect(await exported(session, format)).toMatch(said);
  });

  it('is said to be so in a capture of its TLS', async () => {
    const port = await selfSigned();
    const options = { tls: { verify: false, recordSecrets: true } };
    const session = await start(engine, `127.0.0.1:${port}`, { protocol: 'tls', options });
    await until(engine, session, ({ state }) => state === 'open');
    const pieces: Uint8Array[] = [];
    for await (const piece of session.export(null, 'pcapng', { tls: true })) pieces.push(valueOf(piece).data);
    expect(Buffer.concat(pieces).toString('latin1')).toMatch(said);
  });

  it('is not said of a session that verified its peers, and went nowhere', async () => {
    const port = await selfSigned();
    const session = await start(engine, `127.0.0.1:${port}`, { protocol: 'tls' });
    await until(engine, session, ({ state }) => state === 'failed');
    for (const format of formats)
      expect(await exported(session, format), format).not.toMatch(
        /Verification was off|off: whoever answered/,
      );
  });

  it('is said to be so beside its TLS in a report', async () => {
    const report = await exported(await unverified(), 'html');
    expect(report).toMatch(/<dt>TLS<\/dt><dd>TLSv1\.[23], \w+, certificate not verified<\/dd>/);
  });

  it('is said to be so in a HAR', async () => {
    const { certFile, keyFile } = valueOf(await engine.createCertificate());
    const tls = { certFile, keyFile };
    const { port } = await listen(engine, { protocol: 'wss', options: { tls } }, 'wss://127.0.0.1:0/');
    const options = { tls: { verify: false } };
    const session = await start(engine, `wss://127.0.0.1:${port}/`, { protocol: 'wss', options });
    await until(engine, session, ({ state }) => state === 'open');
    expect(JSON.parse(await exported(session, 'har'))).toMatchObject({ log: { _verify: false } });
  });

  it('stays so after a restart, in its settings, its facts and its exports', async () => {
    const { id } = await unverified();
    await engine.close();
    engine = await bench.engine();
    const info = (await engine.list()).find((one) => one.id === id);
    expect(info?.config.options.tls?.verify).toBe(false);
    const session = valueOf(await engine.session(id));
    const report = await exported(session, 'html');
    expect(report).toContain('off: whoever answered was taken for the peer');
    for (const format of formats) {
      expect(await exported(session, format), format).toMatch(said);
    }
  });
});
