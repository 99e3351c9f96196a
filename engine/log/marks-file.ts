import { isUtf8 } from 'node:buffer';
import { maxCommentLength, maxMarks } from '../../contract/marks.js';

/** The file beside the rows: a first line that says what it is, then a line of JSON for each change. */
export const marksFile = 'marks.jsonl';

/** Most bytes that the lines of all marks there are may have; the file has a bound because of it. */
export const maxMarksBytes = 8 << 20;

/** A file larger than this is none of ours: changes are written anew before it gets there. */
export const maxMarksFileBytes = 64 << 20;

/** Lines that hold no mark before the rest is left unread: whoever wrote so many did not write marks. */
const mostBadLines = 1000;

export const marksHead = `${JSON.stringify({ format: 'wirebench-marks', version: 1 })}\n`;

/** One line: a mark with its comment, which may be empty, or that there is none any more. */
export function markLine(seq: number, comment: string | null): string {
  if (comment === null) return `${JSON.stringify({ seq, marked: false })}\n`;
  return `${JSON.stringify(comment === '' ? { seq } : { seq, comment })}\n`;
}

/** What a file of marks said. */
export interface MarksRead {
  /** Row number to comment. */
  readonly entries: Map<number, string>;
  /** Bytes of the lines that are whole: what follows was torn off by a crash. */
  readonly bytes: number;
  /** What is wrong with it, and where; what could be read is in `entries` all the same. */
  readonly broken: string | null;
  /** Written by a version that knows more: not to be touched. */
  readonly newer: boolean;
}

/** Reads a file of marks; a last line without its end is a torn write, and anything else unreadable is damage. */
export function readMarks(file: Uint8Array): MarksRead {
  const bytes = file.lastIndexOf(0x0a) + 1;
  const whole = file.subarray(0, bytes);
  const text = new TextDecoder().decode(whole);
  const entries = new Map<number, string>();
  let broken = isUtf8(whole) ? null : 'it is not UTF-8';
  if (bytes === 0) return { entries, bytes, broken, newer: false };
  // Line by line, never as a list: a file of line breaks alone would have more of them than fit into memory.
  let at = text.indexOf('\n') + 1;
  const first = parsed(text.slice(0, at));
  const known = isRecord(first) && first['format'] === 'wirebench-marks';
  if (known && typeof first['version'] === 'number' && first['version'] > 1) {
    return { entries, bytes, broken: null, newer: true };
  }
  if (!known || first['version'] !== 1) broken = 'line 1 does not say that it holds marks';
  let number = 1;
  let bad = 0;
  while (at < text.length) {
    number++;
    const end = text.indexOf('\n', at) + 1;
    const entry = parsed(text.slice(at, end));
    at = end;
    if (!take(entries, entry)) {
      broken ??= `line ${number} holds no mark`;
      if (++bad === mostBadLines) break;
    }
    if (entries.size > maxMarks) {
      broken = `it holds more than ${maxMarks} marks`;
      break;
    }
  }
  return { entries, bytes, broken, newer: false };
}

function take(entries: Map<number, string>, entry: unknown): boolean {
  if (!isRecord(entry)) return false;
  const { seq, comment = '', marked = true } = entry;
  if (typeof seq !== 'number' || !Number.isSafeInteger(seq) || seq < 1) return false;
  if (typeof comment !== 'string' || comment.length > maxCommentLength) return false;
  if (marked === false) entries.delete(seq);
  else entries.set(seq, comment);
  return true;
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
