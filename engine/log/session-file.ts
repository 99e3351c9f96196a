import { join } from 'node:path';
import { type Result, fail, ok } from '../../contract/result.js';
import { readBounded } from '../files/bounded-file.js';
import { writeWhole } from '../files/whole-file.js';
import { diskFailure } from '../files/disk-failure.js';

export const sessionFile = 'session.json';
const schemaVersion = 1;
/** Settings of a connection are the most of it; a session may have come from anybody. */
const maxFileBytes = 64 * 1024 * 1024;
/** A name that goes on for megabytes would keep the list of sessions from the page: no message is that large. */
const maxNameCharacters = 1_000;
/** Dates end at 8.64e15 ms (ECMA-262 §21.4.1.1), and a row may lie 2^64 ns after the first. */
const maxClockOrigin = 8e15;

/** What is known of a session when it begins. */
export interface SessionHeader {
  readonly id: string;
  readonly name: string;
  /** Version of the app that recorded it. */
  readonly app: string;
  /** Wall clock, ISO 8601. */
  readonly createdAt: string;
  /** Unix epoch milliseconds, possibly fractional, at which row time 0 lies. */
  readonly clockOrigin: number;
  /** The connection's settings as they were; opaque to the log. */
  readonly connection: unknown;
}

/** What is known of it when it has ended. */
export interface SessionTotals {
  readonly rows: number;
  /** Rows of each layer; of sessions from before there were layers, all rows. */
  readonly messageRows: number;
  readonly wireRows: number;
  readonly bytesIn: number;
  readonly bytesOut: number;
  /** Wall clock, ISO 8601. */
  readonly endedAt: string;
  /** Length of the log: if the file is longer or shorter, it was not closed as these totals say. */
  readonly fileBytes: number;
}

export interface SessionFile {
  readonly header: SessionHeader;
  /** Null while it runs, and after a crash. */
  readonly totals: SessionTotals | null;
}

/** Writes `session.json` beside its place and renames it there: readers see the old one or the new one. */
export async function writeSessionFile(dir: string, session: SessionFile): Promise<Result<void>> {
  const path = join(dir, sessionFile);
  const document = {
    format: 'wirebench-session',
    version: schemaVersion,
    ...session.header,
    totals: session.totals,
  };
  return writeWhole(path, `${JSON.stringify(document, null, 2)}\n`, 0o600);
}

/** Reads `session.json`. `log.not-found`, `log.bad-header` naming what is wrong, `log.unknown-version`, `log.io`. */
export async function readSessionFile(dir: string): Promise<Result<SessionFile>> {
  const path = join(dir, sessionFile);
  let bytes: Buffer | null;
  try {
    bytes = await readBounded(path, maxFileBytes);
  } catch (error) {
    return { ok: false, error: diskFailure('read', path, error) };
  }
  if (bytes === null)
    return fail('log.bad-header', `${path} is larger than any description of a session.`, { path });
  let document: unknown;
  try {
    document = JSON.parse(bytes.toString('utf8'));
  } catch (error) {
    return fail(
      'log.bad-header',
      `${path} is not JSON: ${error instanceof Error ? error.message : 'unreadable'}.`,
      {
        path,
      },
    );
  }
  if (!isRecord(document) || document['format'] !== 'wirebench-session') {
    return fail('log.bad-header', `${path} does not describe a session.`, { path });
  }
  const version = document['version'];
  if (version !== schemaVersion) {
    return fail('log.unknown-version', `${path} is of version ${String(version)}; this app reads 1.`, {
      path,
    });
  }
  const { id, name, app, createdAt, clockOrigin, connection, totals } = document;
  if (
    typeof id !== 'string' ||
    typeof name !== 'string' ||
    typeof app !== 'string' ||
    typeof createdAt !== 'string' ||
    typeof clockOrigin !== 'number'
  ) {
    return fail('log.bad-header', `${path} lacks its id, name, app, createdAt or clockOrigin.`, { path });
  }
  if (Math.abs(clockOrigin) > maxClockOrigin) {
    return fail('log.bad-header', `${path} begins at a time that no calendar has.`, { path });
  }
  const short = (text: string): string => text.slice(0, maxNameCharacters);
  return ok({
    header: {
      ...{ id: short(id), name: short(name), app: short(app), createdAt: short(createdAt) },
      ...{ clockOrigin, connection: connection ?? null },
    },
    totals: readTotals(totals),
  });
}

/** Totals that are not ours are none: they are counted again from the log. */
function readTotals(value: unknown): SessionTotals | null {
  if (!isRecord(value)) return null;
  const { rows, messageRows = rows, wireRows = rows, bytesIn, bytesOut, endedAt, fileBytes } = value;
  return isCount(rows) &&
    isCount(messageRows) &&
    isCount(wireRows) &&
    isCount(bytesIn) &&
    isCount(bytesOut) &&
    typeof endedAt === 'string' &&
    !Number.isNaN(Date.parse(endedAt)) &&
    isCount(fileBytes)
    ? { rows, messageRows, wireRows, bytesIn, bytesOut, endedAt, fileBytes }
    : null;
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
