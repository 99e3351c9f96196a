import { headerValues, maxHeadBytes, parseHttpHead, type HttpHead } from '../websocket/http-head.js';
import type { Dissector, Unwrapped } from './dissector.js';
import {
  counted,
  done,
  FieldTree,
  hexText,
  latin1Text,
  needMore,
  notMine,
  shown,
  utf8Text,
} from './fields.js';
import { readChunks } from './http1-chunks.js';

/** Bytes of a start line looked at. */
const startLineBytes = 8192;
const request = /^([!#$%&'*+.^_`|~0-9A-Za-z-]+) (\S+) (HTTP\/\d\.\d)\r?$/;
const response = /^(HTTP\/\d\.\d) (\d{3})(?: ([^\r]*))?\r?$/;

/** How the end of a body is found (RFC 9112 §6.3). */
type Framing =
  | { readonly kind: 'none' }
  | { readonly kind: 'length'; readonly length: number }
  | { readonly kind: 'chunked' }
  | { readonly kind: 'rest'; readonly name: string };

function lineAt(bytes: Uint8Array, start: number): { readonly end: number; readonly next: number } {
  const at = bytes.indexOf(0x0a, start);
  if (at < 0) return { end: bytes.length, next: bytes.length };
  return { end: bytes[at - 1] === 0x0d && at > start ? at - 1 : at, next: at + 1 };
}

function isStart(bytes: Uint8Array, at: number): boolean {
  const { end } = lineAt(bytes.subarray(0, at + startLineBytes), at);
  // Text is shown no longer than a value is; a start line may be longer.
  const line = String.fromCharCode(...bytes.subarray(at, Math.min(end, at + startLineBytes)));
  return request.test(line) || response.test(line);
}

function addStartLine(tree: FieldTree, at: number, line: string): void {
  const match = request.exec(line);
  tree.open(match === null ? 'Status line' : 'Request line', at, line, line.length);
  const parts = match ?? response.exec(line) ?? [];
  const names = match === null ? ['version', 'status', 'reason'] : ['method', 'target', 'version'];
  let from = at;
  names.forEach((name, index) => {
    const part = parts[index + 1];
    if (part === undefined) return;
    tree.add(name, from, part.length, part);
    from += part.length + 1;
  });
  tree.close();
}

/** Adds a field a header line; a folded one covers the lines it goes over. */
function addHeaders(tree: FieldTree, bytes: Uint8Array, start: number, end: number): void {
  for (let at = start; at < end;) {
    const first = at;
    let line = lineAt(bytes, at);
    if (line.end === at) break;
    while ((bytes[line.next] === 0x20 || bytes[line.next] === 0x09) && line.next < end)
      line = lineAt(bytes, line.next);
    at = line.next;
    const colon = bytes.subarray(first, line.end).indexOf(0x3a);
    const name = latin1Text(bytes, first, first + Math.max(0, colon));
    const value = utf8Text(bytes, colon < 0 ? first : first + colon + 1, line.end).trim();
    let error: string | undefined;
    if (colon < 1) error = 'a header has a name and a colon (RFC 9112 §5)';
    else if (/[\s]/.test(name)) error = 'white space in or after the name (RFC 9112 §5.1)';
    tree.add(colon < 1 ? 'no header' : name, first, line.end - first, value, error);
  }
}

/** How long the body is, and what is wrong with what says so. */
function framingOf(head: HttpHead): { readonly framing: Framing; readonly error: string | null } {
  const lengths = headerValues(head, 'content-length').flatMap((value) =>
    value.split(',').map((one) => one.trim()),
  );
  const codings = headerValues(head, 'transfer-encoding').join(',').toLowerCase();
  const { status } = head;
  if (status === 101) return { framing: { kind: 'rest', name: 'Upgraded' }, error: null };
  if (status !== undefined && (status < 200 || status === 204 || status === 304))
    return { framing: { kind: 'none' }, error: null };
  if (/(?:^|,)\s*chunked\s*$/.test(codings)) {
    const error =
      lengths.length > 0
        ? 'Content-Length beside Transfer-Encoding (RFC 9112 §6.3): a sign of smuggling'
        : null;
    return { framing: { kind: 'chunked' }, error };
  }
  if (codings !== '' && status === undefined)
    return {
      framing: { kind: 'none' },
      error: 'a request whose last coding is not chunked has no end (RFC 9112 §6.3)',
    };
  const [length] = lengths;
  if (length !== undefined && codings === '') {
    const known = /^\d{1,15}$/.test(length);
    const error = !known
      ? `Content-Length ${length} is no number (RFC 9110 §8.6)`
      : lengths.some((one) => one !== length)
        ? 'Content-Length is said twice, differently (RFC 9110 §8.6)'
        : null;
    return {
      framing: known ? { kind: 'length', length: Number(length) } : { kind: 'rest', name: 'Body' },
      error,
    };
  }
  return { framing: status === undefined ? { kind: 'none' } : { kind: 'rest', name: 'Body' }, error: null };
}

/** Adds the body; answers where it ends and its bytes without their coding. */
function addBody(
  tree: FieldTree,
  bytes: Uint8Array,
  at: number,
  framing: Framing,
): { end: number; body: Uint8Array } {
  if (framing.kind === 'none') return { end: at, body: new Uint8Array() };
  if (framing.kind === 'chunked') return readChunks(tree, bytes, at);
  const wanted = framing.kind === 'length' ? at + framing.length : bytes.length;
  const end = Math.min(wanted, bytes.length);
  if (end > at || wanted > at) {
    const error = wanted > end ? `${counted(wanted - at, 'byte')} announced, ${end - at} there` : undefined;
    const name = framing.kind === 'rest' ? framing.name : 'Body';
    tree.add(name, at, end - at, hexText(bytes, at, end), error);
  }
  return { end, body: bytes.subarray(at, end) };
}

/** HTTP/1.0 and 1.1 messages, requests and responses, as many as there are (RFC 9112). */
export const http1: Dissector = {
  id: 'http1',
  label: 'HTTP/1',
  sniff(bytes) {
    return isStart(bytes, 0) ? (bytes.indexOf(0x0a) >= 0 ? 0.95 : 0.6) : 0;
  },
  dissect(bytes) {
    if (bytes.length === 0) return needMore('there is no byte');
    if (!isStart(bytes, 0)) return notMine('its first line is neither a request line nor a status line');
    const tree = new FieldTree();
    const summaries: string[] = [];
    let unwrapped: Unwrapped | undefined;
    let at = 0;
    while (at < bytes.length && !tree.full && isStart(bytes, at)) {
      // A head is looked for no further than any server would.
      const message = bytes.subarray(at, at + maxHeadBytes);
      const head = parseHttpHead(message);
      if (!head.ok) break;
      const { startLine, complete, bodyStart } = head.value;
      const field = tree.open(head.value.status === undefined ? 'Request' : 'Response', at, startLine);
      const line = lineAt(bytes, at);
      addStartLine(tree, at, startLine);
      tree.open('Headers', line.next, counted(head.value.headers.length, 'header'));
      addHeaders(tree, bytes, line.next, at + bodyStart);
      const headers = tree.close(at + bodyStart);
      if (!complete && headers !== undefined) headers.error = 'the empty line that ends the head is missing';
      const { framing, error } = framingOf(head.value);
      if (error !== null) field.error = error;
      const { end, body } = complete
        ? addBody(tree, bytes, at + bodyStart, framing)
        : { end: at + bodyStart, body: new Uint8Array() };
      tree.close(end);
      if (body.length > 0) unwrapped ??= unwrap(head.value, body);
      summaries.push(startLine);
      at = end;
      // RFC 9112 §2.2: an empty line before a start line is let pass.
      while (bytes[at] === 0x0d || bytes[at] === 0x0a) at++;
    }
    const summary =
      summaries.length === 1 ? (summaries[0] ?? '') : `${summaries.length} messages: ${summaries.join('; ')}`;
    return done(tree.finish(bytes.length), summary, at, unwrapped);
  },
};

/** Formats by the coding of a body, and by its media type. */
const bodyCodings: Readonly<Record<string, string>> = {
  br: 'brotli',
  gzip: 'gzip',
  'x-gzip': 'gzip',
  deflate: 'zlib',
};
const mediaTypes: readonly (readonly [RegExp, string])[] = [
  [/^(?:application|text)\/json$|\+json$/, 'json'],
  [/^application\/(?:x-ndjson|jsonl|json-seq)$/, 'json-lines'],
  [/^(?:application|text)\/xml$|\+xml$/, 'xml'],
  [/^application\/x-www-form-urlencoded$/, 'form'],
  [/^application\/(?:x-|vnd\.)?msgpack$/, 'messagepack'],
  [/^application\/cbor$|\+cbor$/, 'cbor'],
  [/^application\/(?:x-|vnd\.google\.)?protobuf$/, 'protobuf'],
];

/** The body as what its head says it is: the coding that was applied last, else the media type. */
function unwrap(head: HttpHead, bytes: Uint8Array): Unwrapped {
  const [type] = headerValues(head, 'content-type');
  const [coding] = headerValues(head, 'content-encoding');
  const parts = [type, coding].filter((part) => part !== undefined);
  const label = parts.length === 0 ? 'HTTP body' : `HTTP body, ${parts.join(', ').slice(0, 100)}`;
  const outer = coding?.split(',').at(-1)?.trim().toLowerCase() ?? '';
  const media = type?.split(';')[0]?.trim().toLowerCase() ?? '';
  const known = Object.hasOwn(bodyCodings, outer) ? bodyCodings[outer] : undefined;
  const as = outer === '' ? mediaTypes.find(([pattern]) => pattern.test(media))?.[1] : known;
  return as === undefined ? { label: shown(label), bytes } : { label: shown(label), bytes, as };
}
