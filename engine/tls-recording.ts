import { appendFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { TlsConnectionRecorder, TlsRecorder } from './endpoint/tls-tap.js';
import { appendOwn } from './files/own-file.js';

/**
 * What TLS carried, encrypted as it crossed the wire, and the secrets that decrypt it, beside the rows of a
 * session whose connection asks for that. Records one behind the other: u8 kind, u32 connection, f64
 * nanoseconds since the session's origin, u32 length, and as many bytes (little-endian). A file that was cut
 * off ends with its last whole record. It goes with its session's directory, and nothing else reads it.
 */
export const tlsFile = 'tls.secrets';
export const tlsMagic = 'WBTLS1\r\n';
export const tlsRecordBytes = 17;
export const TlsRecord = { open: 1, in: 2, out: 3, secret: 4, endIn: 5, endOut: 6 } as const;

/** Bytes waiting for the disk past which no more is recorded: what is missing cannot be decrypted. */
const mostWaitingBytes = 64 << 20;
/** Between two writes, milliseconds. */
const writeMs = 50;

/** The last write of each directory: who reads its file waits for that. */
const writes = new Map<string, Promise<void>>();
/** Numbers are of the process: a session never goes on in another one. */
let connections = 0;

/** Writes the secrets of one life of an endpoint; the file is made with the first of them, for its owner alone. */
export class TlsRecording implements TlsRecorder {
  readonly #directory: string;
  readonly #now: () => number;
  readonly #given: (why: string) => void;
  #waiting: Buffer[] = [];
  #waitingBytes = 0;
  #timer: NodeJS.Timeout | null = null;
  #over = false;

  /** `given` is told once where recording had to be given up. */
  constructor(directory: string, now: () => number, given: (why: string) => void) {
    this.#directory = directory;
    this.#now = now;
    this.#given = given;
    pending.set(directory, () => this.#write());
  }

  open(ends: Parameters<TlsRecorder['open']>[0]): TlsConnectionRecorder {
    const connection = ++connections;
    this.#add(TlsRecord.open, connection, Buffer.from(JSON.stringify(ends)));
    return {
      bytes: (inbound, bytes) => this.#add(inbound ? TlsRecord.in : TlsRecord.out, connection, bytes),
      secret: (line) => this.#add(TlsRecord.secret, connection, line),
      end: (inbound) => this.#add(inbound ? TlsRecord.endIn : TlsRecord.endOut, connection, nothing),
    };
  }

  #add(kind: number, connection: number, bytes: Uint8Array): void {
    if (this.#over) return;
    if (this.#waitingBytes > mostWaitingBytes) return this.#giveUp('the disk is too slow');
    const record = Buffer.allocUnsafe(tlsRecordBytes + bytes.length);
    record.writeUInt8(kind, 0);
    record.writeUInt32LE(connection, 1);
    record.writeDoubleLE(this.#now(), 5);
    record.writeUInt32LE(bytes.length, 13);
    record.set(bytes, tlsRecordBytes);
    this.#waiting.push(record);
    this.#waitingBytes += record.length;
    this.#timer ??= setTimeout(() => void this.#write(), writeMs);
  }

  /** One write after the other; resolves when all that was told by now is in the file. */
  #write(): Promise<void> {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    const parts = this.#waiting;
    this.#waiting = [];
    const before = writes.get(this.#directory);
    if (parts.length === 0 || this.#over) return before ?? Promise.resolve();
    const path = join(this.#directory, tlsFile);
    const size = parts.reduce((sum, { length }) => sum + length, 0);
    const bytes = Buffer.concat(before === undefined ? [Buffer.from(tlsMagic), ...parts] : parts);
    const turn = (before ?? Promise.resolve()).then(async () => {
      try {
        if (!this.#over) await appendFile(path, bytes, { mode: 0o600, flag: appendOwn });
      } catch (error) {
        // Half a record behind whole ones: nothing can be added to it.
        this.#giveUp(error instanceof Error ? error.message : String(error));
      }
      this.#waitingBytes -= size;
    });
    writes.set(this.#directory, turn);
    return turn;
  }

  #giveUp(why: string): void {
    if (this.#over) return;
    this.#over = true;
    this.#waiting = [];
    this.#given(why);
  }
}

const nothing = new Uint8Array();
const pending = new Map<string, () => Promise<void>>();

/** Resolves when what was recorded of a session's TLS is in its file. */
export async function tlsWritten(directory: string): Promise<void> {
  await pending.get(directory)?.();
}
