import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import { fail, isUnverified, ok } from '../../../contract/index.js';
import type { Result, SessionInfo, SocketAddress } from '../../../contract/index.js';
import { TlsRecord, tlsFile, tlsMagic, tlsRecordBytes, tlsWritten } from '../../tls-recording.js';
import type { ExportPiece } from '../export.js';
import { unverifiedWords } from '../format.js';
import { wallClock } from '../row.js';
import { endsOf } from './address.js';
import { decryptionSecrets, interfaceDescription, sectionHeader } from './block.js';
import { ByteRun } from './bytes.js';
import { TcpFlow } from './flow.js';

/** Bytes given out at once, about. */
const pieceBytes = 256 * 1024;
/** A write that was larger is none of ours: the file is damaged. */
const mostRecordBytes = 64 << 20;
/** Secrets of some ten thousand connections. */
const mostSecretBytes = 8 << 20;

/**
 * What TLS encrypted, as it crossed the wire, with the secrets that decrypt it in front: Wireshark shows the
 * records and what is in them. IP and TCP around it are made up, as in every capture of ours.
 */
export async function* tlsCapture(
  info: SessionInfo,
  clockOrigin: number,
  version: string,
): AsyncGenerator<Result<ExportPiece>, void, void> {
  await tlsWritten(info.directory);
  const path = join(info.directory, tlsFile);
  try {
    const secrets: Buffer[] = [];
    let size = 0;
    for await (const { kind, bytes } of records(path)) {
      if (kind !== TlsRecord.secret || (size += bytes.length + 1) > mostSecretBytes) continue;
      secrets.push(bytes, Buffer.from(bytes.at(-1) === 0x0a ? '' : '\n'));
    }
    const out = new ByteRun();
    const { protocol, role, address } = info.config;
    const trusted = isUnverified(info.config) ? ` ${unverifiedWords}` : '';
    sectionHeader(out, `Wirebench ${version}`, `${info.name}: TLS with the secrets that decrypt it`);
    interfaceDescription(
      out,
      'wirebench',
      `Wirebench session ${info.id}: ${protocol} ${role} ${address}`,
      `TLS records are those of the session, byte for byte; IP and TCP headers are made up. Whoever has this file can read what they hold.${trusted}`,
    );
    decryptionSecrets(out, Buffer.concat(secrets));
    yield* packets(path, info, clockOrigin, out);
  } catch (error) {
    const errno = typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : null;
    if (errno === null) throw error;
    yield errno === 'ENOENT' || errno === 'ENOTDIR'
      ? noSecrets()
      : unreadable(path, `the disk answered ${errno}`);
  }
}

async function* packets(
  path: string,
  info: SessionInfo,
  clockOrigin: number,
  out: ByteRun,
): AsyncGenerator<Result<ExportPiece>, void, void> {
  const flows = new Map<number, TcpFlow>();
  let packet = 0;
  let rows = 0;
  for await (const { kind, connection, time, bytes } of records(path)) {
    const when = wallClock(clockOrigin, time);
    if (kind === TlsRecord.open) {
      const ends = readEnds(bytes);
      if (ends === null) return yield unreadable(path, 'it does not say whose bytes they are');
      const { local, remote, dialed } = ends;
      const flow = new TcpFlow(
        out,
        () => ++packet,
        endsOf(local, remote, connection, !dialed),
        dialed,
        connection,
      );
      flows.set(connection, flow);
      flow.begin(when, null);
    }
    const flow = flows.get(connection);
    if (flow === undefined) continue;
    if (kind === TlsRecord.in || kind === TlsRecord.out) {
      rows++;
      flow.data(kind === TlsRecord.in ? 'them' : 'us', when, bytes, true, null);
    } else if (kind === TlsRecord.endIn || kind === TlsRecord.endOut) {
      flow.finish(kind === TlsRecord.endIn ? 'them' : 'us', when, null);
      if (flow.over) flows.delete(connection);
    }
    if (out.length >= pieceBytes) yield ok({ data: Uint8Array.from(out.take()), rows });
  }
  yield ok({ data: Uint8Array.from(out.take()), rows });
}

interface Read {
  readonly kind: number;
  readonly connection: number;
  readonly time: number;
  readonly bytes: Buffer;
}

/** Every whole record of a file; what was cut off at its end is left out, and so is all behind a damage. */
async function* records(path: string): AsyncGenerator<Read, void, void> {
  let rest: Buffer = Buffer.alloc(0);
  let begun = false;
  for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20 })) {
    // Without an encoding a stream of a file gives buffers.
    const more = chunk as Buffer;
    rest = rest.length === 0 ? more : Buffer.concat([rest, more]);
    let at = 0;
    if (!begun) {
      if (rest.length < tlsMagic.length) continue;
      if (rest.toString('latin1', 0, tlsMagic.length) !== tlsMagic) return;
      begun = true;
      at = tlsMagic.length;
    }
    while (rest.length - at >= tlsRecordBytes) {
      const length = rest.readUInt32LE(at + 13);
      const kind = rest.readUInt8(at);
      if (length > mostRecordBytes || kind < TlsRecord.open || kind > TlsRecord.endOut) return;
      const end = at + tlsRecordBytes + length;
      if (end > rest.length) break;
      const time = rest.readDoubleLE(at + 5);
      if (!Number.isSafeInteger(Math.round(time)) || time < 0) return;
      const bytes = rest.subarray(at + tlsRecordBytes, end);
      yield { kind, connection: rest.readUInt32LE(at + 1), time: Math.round(time), bytes };
      at = end;
    }
    rest = rest.subarray(at);
  }
}

interface Ends {
  readonly local: SocketAddress;
  readonly remote: SocketAddress;
  readonly dialed: boolean;
}

function readEnds(bytes: Buffer): Ends | null {
  try {
    const ends: unknown = JSON.parse(bytes.toString());
    if (typeof ends !== 'object' || ends === null) return null;
    const { local, remote, dialed } = ends as Record<string, unknown>;
    return isAddress(local) && isAddress(remote) ? { local, remote, dialed: dialed === true } : null;
  } catch {
    return null;
  }
}

function isAddress(value: unknown): value is SocketAddress {
  if (typeof value !== 'object' || value === null) return false;
  return (
    'host' in value && typeof value.host === 'string' && 'port' in value && typeof value.port === 'number'
  );
}

function noSecrets(): Result<never> {
  return fail(
    'export.no-secrets',
    'This session has no TLS secrets: they are recorded from when “Record TLS secrets” is on in the options of its connection.',
  );
}

function unreadable(path: string, why: string): Result<never> {
  return fail('export.no-secrets', `${path} cannot be read: ${why}.`, { path });
}
