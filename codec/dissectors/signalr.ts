import type { DissectContext, Dissection, Dissector } from './dissector.js';
import {
  counted,
  done,
  FieldTree,
  hexNumber,
  needMore,
  notMine,
  utf8Text,
  type DraftField,
} from './fields.js';
import { complain, integerOf, JsonMessage, memberOf, requireMembers, stringOf } from './json-message.js';
import { notShown } from './part.js';

/** Ends each message (hub protocol, "Text Transfer"). */
const recordSeparator = 0x1e;

/** Message types of the hub protocol: name, and the members it cannot do without. */
const types: Readonly<Record<number, readonly [name: string, needs: readonly string[]]>> = {
  1: ['Invocation', ['target', 'arguments']],
  2: ['StreamItem', ['invocationId', 'item']],
  3: ['Completion', ['invocationId']],
  4: ['StreamInvocation', ['invocationId', 'target', 'arguments']],
  5: ['CancelInvocation', ['invocationId']],
  6: ['Ping', []],
  7: ['Close', []],
  8: ['Ack', ['sequenceId']],
  9: ['Sequence', ['sequenceId']],
};

/** A message; answers it in a few words. */
function readMessage(message: JsonMessage, record: DraftField, context: DissectContext): string {
  const { root } = message;
  if (root === null || !message.isObject) {
    complain(record, 'a message is a JSON object');
    return 'not an object';
  }
  const typeField = message.member('type');
  if (typeField === null) {
    const protocol = stringOf(message.member('protocol'));
    if (protocol !== null) {
      requireMembers(root, ['version'], 'a handshake request');
      return `handshake request, ${protocol} version ${message.member('version')?.value ?? '?'}`;
    }
    const error = stringOf(message.member('error'));
    if (error !== null) return `handshake response, error ${error}`;
    if (root.children.length === 0 && message.error === null) return 'handshake response';
    complain(root, context.from === null ? 'neither a type nor a handshake' : 'a message needs a type');
    return 'no type';
  }
  const type = integerOf(typeField);
  const known = type === null ? undefined : types[type];
  if (known === undefined) {
    complain(typeField, 'no message of the hub protocol has this type');
    return `type ${typeField.value}`;
  }
  const [name, needs] = known;
  typeField.value = `${type}, ${name}`;
  requireMembers(root, needs, name);
  if (type === 3 && memberOf(root, 'result') !== null && memberOf(root, 'error') !== null)
    complain(root, 'a Completion has a result or an error, not both');
  const target = stringOf(message.member('target'));
  const id = stringOf(message.member('invocationId'));
  const error = stringOf(message.member('error'));
  const words = [name, target, id === null ? null : `id ${id}`, error === null ? null : `error ${error}`];
  return words.filter((word) => word !== null).join(' ');
}

function dissect(bytes: Uint8Array, context: DissectContext): Dissection {
  if (bytes.length === 0) return needMore('nothing came');
  if (bytes[0] !== 0x7b) return notMine('a message of the JSON hub protocol begins with a brace');
  const tree = new FieldTree();
  const lines: string[] = [];
  let start = 0;
  while (start < bytes.length && !tree.full) {
    const at = bytes.indexOf(recordSeparator, start);
    const end = at < 0 ? bytes.length : at;
    const record = tree.open('message', start);
    const message = new JsonMessage(tree, record, bytes, start, end, 'JSON');
    record.value = readMessage(message, record, context);
    lines.push(record.value);
    if (at < 0) complain(record, 'cut short: a message ends with the record separator 0x1e');
    else tree.add('record separator', at, 1, hexNumber(recordSeparator));
    start = at < 0 ? end : end + 1;
    tree.close(start);
  }
  const [first = 'SignalR'] = lines;
  const more = lines.length - 1;
  return done(
    [...tree.finish(start), ...notShown(start, bytes.length)],
    `SignalR ${more > 0 ? `${first} and ${counted(more, 'more message')}` : first}`,
    bytes.length,
  );
}

function sniff(bytes: Uint8Array): number {
  if (bytes[0] !== 0x7b) return 0;
  const head = utf8Text(bytes, 0, 600);
  if (!/^\{\s*["}]/.test(head)) return 0;
  const ends = bytes[bytes.length - 1] === recordSeparator;
  if (!ends && !head.includes('\x1e')) return 0;
  if (/"(type"\s*:\s*[1-9][,}]|protocol"\s*:|error"\s*:)/.test(head)) return ends ? 0.97 : 0.85;
  if (head === '{}\x1e') return 0.95;
  return ends ? 0.7 : 0.3;
}

/** SignalR's JSON hub protocol: handshake and messages, each ended by 0x1e. */
export const signalr: Dissector = { id: 'signalr', label: 'SignalR (JSON)', sniff, dissect };
