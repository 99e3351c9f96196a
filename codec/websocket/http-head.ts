import { fail, ok, type Result } from '../result.js';

export interface HeaderLine {
  /** As sent: case kept. */
  readonly name: string;
  /** Without the white space around it; folded lines are joined by a space. */
  readonly value: string;
  /** Line in the head, from 1, which is the start line. */
  readonly line: number;
}

export interface HttpHead {
  readonly startLine: string;
  /** Of a request. */
  readonly method?: string;
  readonly target?: string;
  /** As sent: `HTTP/1.1`. */
  readonly version: string;
  /** Of a response. */
  readonly status?: number;
  readonly reason?: string;
  /** In the order sent, duplicates included. */
  readonly headers: readonly HeaderLine[];
  /** Lines that are no header. */
  readonly malformed: readonly { readonly line: number; readonly text: string }[];
  /** Where the body begins: the number of bytes where the head is not complete. */
  readonly bodyStart: number;
  /** The empty line that ends a head was there. */
  readonly complete: boolean;
}

/** A head longer than this is not read further: no server accepts one. Bytes. */
export const maxHeadBytes = 256 * 1024;

/**
 * Offset just after the empty line that ends a head (CRLFCRLF; bare LFs are tolerated), or -1. For
 * growing input, give as `from` the length looked at before: up to three bytes before it are seen again.
 */
export function findHeadEnd(bytes: Uint8Array, from = 0): number {
  for (let at = bytes.indexOf(0x0a, Math.max(0, from - 3)); at >= 0; at = bytes.indexOf(0x0a, at + 1)) {
    const cr = bytes[at + 1] === 0x0d ? 1 : 0;
    if (bytes[at + 1 + cr] === 0x0a) return at + 2 + cr;
  }
  return -1;
}

/** Bytes as the characters of the same number: headers are octets (RFC 9110 §5.5), and Latin-1 loses none. */
function latin1(bytes: Uint8Array): string {
  let text = '';
  for (let at = 0; at < bytes.length; at += 8192)
    text += String.fromCharCode(...bytes.subarray(at, at + 8192));
  return text;
}

/**
 * Reads the head of an HTTP/1 request or response, as far as it can be read. Fails with `http.head`
 * only where the first line is neither.
 */
export function parseHttpHead(bytes: Uint8Array): Result<HttpHead> {
  const end = findHeadEnd(bytes.subarray(0, maxHeadBytes));
  const bodyStart = end < 0 ? bytes.length : end;
  const lines = latin1(bytes.subarray(0, Math.min(bodyStart, maxHeadBytes))).split(/\r?\n/);
  const startLine = lines[0] ?? '';
  const request = /^([!#$%&'*+.^_`|~0-9A-Za-z-]+) (\S.*) (HTTP\/\d+(?:\.\d+)?)$/.exec(startLine);
  const response = /^(HTTP\/\d+(?:\.\d+)?) +(\d{3})(?: (.*))?$/.exec(startLine);
  if (request === null && response === null) {
    const shown = startLine.length > 60 ? `${startLine.slice(0, 60)}…` : startLine;
    return fail(
      'http.head',
      bytes.length === 0 ? 'nothing came' : `not HTTP: it begins with ${JSON.stringify(shown)}`,
    );
  }
  const headers: HeaderLine[] = [];
  const malformed: { line: number; text: string }[] = [];
  lines.slice(1).forEach((text, index) => {
    const line = index + 2;
    if (text === '') return;
    const folded = /^[ \t]+(.*)$/.exec(text);
    const last = headers.at(-1);
    if (folded !== null && last !== undefined) {
      headers[headers.length - 1] = { ...last, value: `${last.value} ${trim(folded[1] ?? '')}` };
      return;
    }
    const colon = text.indexOf(':');
    if (colon < 1 || folded !== null) malformed.push({ line, text });
    else headers.push({ name: text.slice(0, colon), value: trim(text.slice(colon + 1)), line });
  });
  const rest = { headers, malformed, bodyStart, complete: end >= 0 };
  if (request !== null) {
    const [, method = '', target = '', version = ''] = request;
    return ok({ startLine, method, target, version, ...rest });
  }
  const [, version = '', status = '', reason = ''] = response ?? [];
  return ok({ startLine, version, status: Number(status), reason, ...rest });
}

function trim(value: string): string {
  // From the first of several alone: tried from each, a value of nothing else takes their square.
  return value.replace(/^[ \t]+|(?<![ \t])[ \t]+$/g, '');
}

/** The values of a header in the order sent; names compare without case. */
export function headerValues(head: HttpHead, name: string): readonly string[] {
  const wanted = name.toLowerCase();
  return head.headers.filter((header) => header.name.toLowerCase() === wanted).map((header) => header.value);
}
