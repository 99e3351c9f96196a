import type { DissectContext, Dissection, Dissector } from './dissector.js';
import { done, FieldTree, needMore, notMine, utf8Text, type DraftField } from './fields.js';
import { complain, JsonMessage, memberOf, requireMembers, stringOf } from './json-message.js';

interface MessageType {
  readonly from: 'client' | 'server' | null;
  readonly needs: readonly string[];
  readonly meaning: string;
}

type Protocol = Readonly<Record<string, MessageType>>;

const both = null;

/** Subprotocol `graphql-transport-ws` (the graphql-ws library). */
const modern: Protocol = {
  connection_init: { from: 'client', needs: [], meaning: 'opens the protocol' },
  connection_ack: { from: 'server', needs: [], meaning: 'the server accepts' },
  ping: { from: both, needs: [], meaning: 'asks for a pong' },
  pong: { from: both, needs: [], meaning: 'answers a ping' },
  subscribe: { from: 'client', needs: ['id', 'payload'], meaning: 'starts an operation' },
  next: { from: 'server', needs: ['id', 'payload'], meaning: 'a result' },
  error: { from: 'server', needs: ['id', 'payload'], meaning: 'the operation failed and is over' },
  complete: { from: both, needs: ['id'], meaning: 'the operation is over' },
};

/** Subprotocol `graphql-ws` (the older subscriptions-transport-ws library). */
const older: Protocol = {
  connection_init: { from: 'client', needs: [], meaning: 'opens the protocol' },
  connection_ack: { from: 'server', needs: [], meaning: 'the server accepts' },
  connection_error: { from: 'server', needs: ['payload'], meaning: 'the server refuses' },
  ka: { from: 'server', needs: [], meaning: 'keeps the connection alive' },
  start: { from: 'client', needs: ['id', 'payload'], meaning: 'starts an operation' },
  stop: { from: 'client', needs: ['id'], meaning: 'ends an operation' },
  connection_terminate: { from: 'client', needs: [], meaning: 'ends the protocol' },
  data: { from: 'server', needs: ['id', 'payload'], meaning: 'a result' },
  error: { from: 'server', needs: ['id', 'payload'], meaning: 'the operation failed' },
  complete: { from: 'server', needs: ['id'], meaning: 'the operation is over' },
};

/** Which of the two is spoken: as negotiated, else the one that has the type. */
function protocolOf(type: string, subprotocol: string | null): readonly [name: string, messages: Protocol] {
  const isOlder =
    subprotocol === 'graphql-ws' || (subprotocol !== 'graphql-transport-ws' && !Object.hasOwn(modern, type));
  return isOlder ? ['subscriptions-transport-ws', older] : ['graphql-transport-ws', modern];
}

/** What an operation asks for, or what a result has in it, in a few words. */
function describePayload(payload: DraftField | null): string | null {
  const operation = stringOf(memberOf(payload, 'operationName'));
  if (operation !== null && operation !== '') return operation;
  const query = stringOf(memberOf(payload, 'query'));
  if (query !== null)
    return query
      .replace(/\\[nt]|\s+/g, ' ')
      .trim()
      .slice(0, 60);
  const errors = memberOf(payload, 'errors');
  if (errors !== null) return `with errors ${errors.value}`;
  return null;
}

function dissect(bytes: Uint8Array, context: DissectContext): Dissection {
  if (bytes.length === 0) return needMore('nothing came');
  const tree = new FieldTree();
  const outer = tree.open('message', 0);
  const message = new JsonMessage(tree, outer, bytes, 0, bytes.length, 'JSON');
  tree.close(bytes.length);
  const { root } = message;
  const typeField = message.member('type');
  const type = stringOf(typeField);
  if (root === null || !message.isObject) return notMine(message.error ?? 'a message is a JSON object');
  if (typeField === null || type === null) {
    if (message.error === null) return notMine('a message has a type');
    complain(root, message.error);
    return done(tree.finish(bytes.length), 'GraphQL message, cut short', bytes.length);
  }
  const [name, messages] = protocolOf(type, context.subprotocol);
  const kind = Object.hasOwn(messages, type) ? messages[type] : undefined;
  if (kind === undefined) {
    if (context.subprotocol !== 'graphql-ws' && context.subprotocol !== 'graphql-transport-ws')
      return notMine(`no message of GraphQL over WebSocket has the type ${type}`);
    complain(typeField, `not a message of ${name}`);
  } else {
    typeField.value = `${typeField.value}, ${kind.meaning}`;
    requireMembers(root, kind.needs, type);
    if (kind.from !== null && context.from !== null && kind.from !== context.from)
      complain(typeField, `only the ${kind.from} sends this`);
  }
  const id = stringOf(message.member('id'));
  const words = [type, id === null ? null : `id ${id}`, describePayload(message.member('payload'))];
  outer.value = words.filter((word) => word !== null).join(' ');
  return done(tree.finish(bytes.length), `GraphQL ${outer.value} (${name})`, bytes.length);
}

function sniff(bytes: Uint8Array, context: DissectContext): number {
  const head = utf8Text(bytes, 0, 2000);
  if (!/^\s*\{/.test(head)) return 0;
  if (context.subprotocol === 'graphql-ws' || context.subprotocol === 'graphql-transport-ws') return 0.97;
  const type = /"type"\s*:\s*"([a-z_]+)"/.exec(head)?.[1];
  if (type === undefined) return 0;
  if (type.startsWith('connection_') && (Object.hasOwn(modern, type) || Object.hasOwn(older, type)))
    return 0.9;
  const operation = /"id"\s*:\s*"/.test(head) && /"payload"\s*:/.test(head);
  if (operation && /^(subscribe|next|start|data|error)$/.test(type))
    return /"(query|data|errors|message)"\s*:/.test(head) ? 0.88 : 0;
  return 0;
}

/** GraphQL over WebSocket: graphql-transport-ws and the older subscriptions-transport-ws. */
export const graphqlWs: Dissector = { id: 'graphql-ws', label: 'GraphQL over WebSocket', sniff, dissect };
