import type { DissectContext, Dissection, Dissector } from './dissector.js';
import {
  counted,
  done,
  FieldTree,
  hexText,
  latin1Text,
  needMore,
  notMine,
  utf8Text,
  type DraftField,
} from './fields.js';
import { complain, JsonMessage, memberOf, stringOf } from './json-message.js';
import { notShown } from './part.js';

/** Separates packets in the body of a polling request (Engine.IO 4). */
const recordSeparator = 0x1e;

/** Engine.IO protocol 4. */
const packetTypes = ['open', 'close', 'ping', 'pong', 'message', 'upgrade', 'noop'];

/** Socket.IO protocol 5. */
const messageTypes = ['CONNECT', 'DISCONNECT', 'EVENT', 'ACK', 'CONNECT_ERROR', 'BINARY_EVENT', 'BINARY_ACK'];

/** Type, number of attachments, namespace, acknowledgement id: what stands before the JSON. */
const head = /^([0-6])(?:(\d{1,9})-)?(?:(\/[^,]{0,400})(?:,|$))?(\d{1,15})?/;

/** Names the placeholders of attachments; a loop over the tree, bounded as the tree is. */
function markPlaceholders(top: DraftField): number {
  let found = 0;
  const waiting = [top];
  for (let one = waiting.pop(); one !== undefined; one = waiting.pop()) {
    const number = memberOf(one, 'num');
    if (memberOf(one, '_placeholder')?.value === 'true' && number !== null) {
      one.value = `attachment ${number.value}, in a binary message after this`;
      found++;
    }
    for (const child of one.children) waiting.push(child);
  }
  return found;
}

/** A Socket.IO message, after the 4 of Engine.IO. */
function readMessage(
  tree: FieldTree,
  outer: DraftField,
  bytes: Uint8Array,
  start: number,
  end: number,
): string {
  const text = latin1Text(bytes, start, Math.min(end, start + 600));
  const match = head.exec(text);
  if (match === null) {
    tree.add('data', start, end - start, utf8Text(bytes, start, end));
    // Engine.IO carries other people's messages too.
    return 'message, not of Socket.IO';
  }
  const [whole, digit = '', attachments, namespace, id] = match;
  const type = Number(digit);
  const name = messageTypes[type] ?? '';
  let at = start;
  tree.add('Socket.IO packet type', at, 1, `${digit}, ${name}`);
  at++;
  const isBinary = type === 5 || type === 6;
  if (attachments !== undefined) {
    const field = tree.add('attachments', at, attachments.length + 1, attachments);
    if (!isBinary) complain(field, 'only BINARY_EVENT and BINARY_ACK have attachments');
    at += attachments.length + 1;
  } else if (isBinary) complain(outer, 'a binary packet says how many attachments it has');
  if (namespace !== undefined) {
    tree.add('namespace', at, namespace.length, utf8Text(bytes, at, at + namespace.length));
    at += namespace.length + (text[at - start + namespace.length] === ',' ? 1 : 0);
  }
  if (id !== undefined) {
    const field = tree.add('acknowledgement id', at, id.length, id);
    if (type === 0 || type === 1 || type === 4) complain(field, `${name} is not acknowledged`);
    at += id.length;
  } else if (type === 3 || type === 6) complain(outer, `${name} needs the id of what it acknowledges`);
  at = start + whole.length;
  const words = [name];
  if (namespace !== undefined && namespace !== '/') words.push(namespace);
  if (at >= end) {
    if (type !== 0 && type !== 1) complain(outer, `${name} needs data`);
  } else {
    const data = new JsonMessage(tree, outer, bytes, at, end, 'data');
    if (data.root !== null) {
      const found = markPlaceholders(data.root);
      if (isBinary && attachments !== undefined && data.error === null && found !== Number(attachments))
        complain(outer, `${attachments} attachments announced, ${counted(found, 'placeholder')} there`);
      const isList = type === 2 || type === 3 || isBinary;
      if (isList && !data.isArray) complain(data.root, `the data of ${name} is an array`);
      if (!isList && !data.isObject) complain(data.root, `the data of ${name} is an object`);
      if (type === 2 || type === 5) {
        const event = data.isArray ? (data.root.children[0] ?? null) : null;
        const eventName = stringOf(event);
        if (event !== null && eventName === null && integerOrNothing(event))
          complain(event, 'an event begins with its name');
        if (eventName !== null) words.push(`"${eventName}"`);
      }
    }
  }
  if (id !== undefined) words.push(`id ${id}`);
  if (attachments !== undefined) words.push(counted(Number(attachments), 'attachment'));
  return words.join(' ');
}

/** Early versions let a number name an event: only other values are wrong. */
function integerOrNothing(value: DraftField): boolean {
  return !/^-?\d/.test(value.value);
}

function readHandshake(
  tree: FieldTree,
  outer: DraftField,
  bytes: Uint8Array,
  start: number,
  end: number,
): string {
  const data = new JsonMessage(tree, outer, bytes, start, end, 'handshake');
  if (!data.isObject) complain(outer, 'open carries a JSON object');
  for (const name of ['pingInterval', 'pingTimeout']) {
    const member = data.member(name);
    if (member !== null) member.value = `${member.value} ms`;
  }
  const sid = stringOf(data.member('sid'));
  if (data.isObject && sid === null) complain(outer, 'open needs a sid');
  return `open${sid === null ? '' : `, sid ${sid}`}`;
}

function readPacket(
  tree: FieldTree,
  outer: DraftField,
  bytes: Uint8Array,
  start: number,
  end: number,
): string {
  const digit = String.fromCharCode(bytes[start] ?? 0);
  // In a polling body binary data is Base64 after a b.
  if (digit === 'b') {
    tree.add('Engine.IO packet type', start, 1, 'b, binary message in Base64');
    tree.add('data', start + 1, end - start - 1, utf8Text(bytes, start + 1, end));
    return 'binary message in Base64';
  }
  const name = packetTypes[Number(digit)];
  const type = tree.add('Engine.IO packet type', start, 1, name === undefined ? digit : `${digit}, ${name}`);
  if (name === undefined) {
    complain(type, 'a packet type is a digit from 0 to 6');
    tree.add('data', start + 1, end - start - 1, utf8Text(bytes, start + 1, end));
    return 'no packet type';
  }
  if (digit === '0') return readHandshake(tree, outer, bytes, start + 1, end);
  if (digit === '4') return readMessage(tree, outer, bytes, start + 1, end);
  // Ping and pong of a probe carry the word "probe".
  if (end > start + 1) tree.add('data', start + 1, end - start - 1, utf8Text(bytes, start + 1, end));
  return `${name}${end > start + 1 ? ` ${utf8Text(bytes, start + 1, Math.min(end, start + 40))}` : ''}`;
}

function dissect(bytes: Uint8Array, context: DissectContext): Dissection {
  const first = bytes[0];
  if (first === undefined) return needMore('nothing came');
  const tree = new FieldTree();
  if (context.text === false) {
    tree.add('attachment', 0, bytes.length, hexText(bytes, 0, bytes.length));
    return done(
      tree.finish(bytes.length),
      `Engine.IO binary message, ${counted(bytes.length, 'byte')}`,
      bytes.length,
    );
  }
  if ((first < 0x30 || first > 0x36) && first !== 0x62)
    return notMine('an Engine.IO packet begins with a digit from 0 to 6');
  const lines: string[] = [];
  let start = 0;
  while (start < bytes.length && !tree.full) {
    const at = bytes.indexOf(recordSeparator, start);
    const end = at < 0 ? bytes.length : at;
    const outer = tree.open('packet', start);
    outer.value = end > start ? readPacket(tree, outer, bytes, start, end) : 'empty';
    if (end === start) complain(outer, 'a packet has a type');
    tree.close(end);
    lines.push(outer.value);
    if (at >= 0) tree.add('record separator', at, 1, '0x1e');
    start = at < 0 ? end : end + 1;
  }
  const [line = ''] = lines;
  const more = lines.length - 1;
  return done(
    [...tree.finish(start), ...notShown(start, bytes.length)],
    `Socket.IO ${more > 0 ? `${line} and ${counted(more, 'more packet')}` : line}`,
    bytes.length,
  );
}

function sniff(bytes: Uint8Array, context: DissectContext): number {
  const text = latin1Text(bytes, 0, 300);
  if (context.text === false) return 0;
  if (/^0\{"sid":"/.test(text)) return 0.97;
  if (/^4[25](\d+-)?(\/[^,"]*,)?\d*\["/.test(text)) return 0.95;
  if (/^4[36](\d+-)?(\/[^,"]*,)?\d+\[/.test(text)) return 0.93;
  if (/^4[04](\/[^,"]*,)?\{"/.test(text)) return 0.9;
  if (/^[23]probe$/.test(text)) return 0.9;
  if (context.transport !== 'ws' && context.transport !== 'wss') return 0;
  if (/^4[01]\/[^,"]*,?$/.test(text)) return 0.5;
  // Digits alone are sent by many: whoever reads numbers goes first.
  return /^([1-356]|4[01])$/.test(text) ? 0.05 : 0;
}

/** Engine.IO 4 and the Socket.IO 5 messages in it. */
export const socketIo: Dissector = { id: 'socket-io', label: 'Socket.IO', sniff, dissect };
