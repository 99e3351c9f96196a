import type { Dissection, Dissector } from './dissector.js';
import { counted, done, FieldTree, needMore, notMine, utf8Text, type DraftField } from './fields.js';
import { complain, integerOf, JsonMessage, memberOf, stringOf } from './json-message.js';

/** JSON-RPC 2.0 §5.1. */
const errorCodes: Readonly<Record<number, string>> = {
  [-32700]: 'Parse error',
  [-32600]: 'Invalid Request',
  [-32601]: 'Method not found',
  [-32602]: 'Invalid params',
  [-32603]: 'Internal error',
};

function errorName(code: number): string {
  const name = errorCodes[code];
  if (name !== undefined) return name;
  if (code >= -32099 && code <= -32000) return 'Server error';
  return code >= -32768 && code <= -32000 ? 'reserved' : 'of the application';
}

interface Told {
  readonly line: string;
  /** It has what makes it a message of JSON-RPC. */
  readonly mine: boolean;
}

function checkVersion(object: DraftField): '1.0' | '2.0' {
  const version = memberOf(object, 'jsonrpc');
  if (version === null) return '1.0';
  if (stringOf(version) !== '2.0') complain(version, 'must be exactly "2.0" (JSON-RPC 2.0 §4)');
  return '2.0';
}

function checkId(id: DraftField | null): void {
  if (id !== null && /^[[{tf]/.test(id.value))
    complain(id, 'an id is a string, a number or null (JSON-RPC 2.0 §4)');
}

function readRequest(object: DraftField, version: string): string {
  const method = memberOf(object, 'method');
  const id = memberOf(object, 'id');
  const params = memberOf(object, 'params');
  const name = stringOf(method);
  if (method !== null && name === null) complain(method, 'a method is a string (JSON-RPC 2.0 §4)');
  if (version === '2.0' && params !== null && !/^[[{]/.test(params.value))
    complain(params, 'params are an array or an object (JSON-RPC 2.0 §4.2)');
  if (version === '1.0' && params !== null && !params.value.startsWith('['))
    complain(params, 'params are an array (JSON-RPC 1.0 §1.1)');
  checkId(id);
  // In 1.0 a notification has the id null, in 2.0 none.
  const notification = version === '2.0' ? id === null : id === null || id.value === 'null';
  return `${notification ? 'notification' : 'request'} ${name ?? '?'}${notification ? '' : `, id ${id?.value}`}`;
}

function readResponse(object: DraftField, version: string): string {
  const id = memberOf(object, 'id');
  const result = memberOf(object, 'result');
  const error = memberOf(object, 'error');
  if (id === null) complain(object, 'a response needs an id (JSON-RPC 2.0 §5)');
  checkId(id);
  const failed = error !== null && error.value !== 'null';
  if (version === '2.0' && result !== null && error !== null)
    complain(object, 'a response has a result or an error, not both (JSON-RPC 2.0 §5)');
  if (!failed) return `response, id ${id?.value ?? 'missing'}`;
  const code = memberOf(error, 'code');
  const number = integerOf(code);
  const message = stringOf(memberOf(error, 'message'));
  if (version === '2.0') {
    if (code === null || message === null)
      complain(error, 'an error needs a code and a message (JSON-RPC 2.0 §5.1)');
    else if (number === null) complain(code, 'a code is a whole number (JSON-RPC 2.0 §5.1)');
  }
  if (code !== null && number !== null) code.value = `${number}, ${errorName(number)}`;
  const words = ['error', number, message].filter((word) => word !== null);
  return `${words.join(' ')}, id ${id?.value ?? 'missing'}`;
}

function readMessage(object: DraftField): Told {
  if (!object.value.startsWith('{')) {
    complain(object, 'a message is an object (JSON-RPC 2.0 §4)');
    return { line: 'not an object', mine: false };
  }
  const version = checkVersion(object);
  const mine = memberOf(object, 'jsonrpc') !== null;
  if (memberOf(object, 'method') !== null) {
    const old = memberOf(object, 'params') !== null && memberOf(object, 'id') !== null;
    return { line: readRequest(object, version), mine: mine || old };
  }
  if (memberOf(object, 'result') !== null || memberOf(object, 'error') !== null) {
    // JSON-RPC 1.0 sends both, one of them null.
    const old =
      memberOf(object, 'result') !== null &&
      memberOf(object, 'error') !== null &&
      memberOf(object, 'id') !== null;
    return { line: readResponse(object, version), mine: mine || old };
  }
  complain(object, 'neither a method nor a result or an error');
  return { line: 'neither request nor response', mine };
}

function dissect(bytes: Uint8Array): Dissection {
  if (bytes.length === 0) return needMore('nothing came');
  const tree = new FieldTree();
  const outer = tree.open('message', 0);
  const message = new JsonMessage(tree, outer, bytes, 0, bytes.length, 'JSON');
  tree.close(bytes.length);
  const { root } = message;
  if (root === null || (!message.isObject && !message.isArray))
    return notMine(message.error ?? 'a message is a JSON object, or an array of them');
  let told: Told;
  if (message.isArray) {
    const all = root.children.map((object) => {
      const one = readMessage(object);
      object.value = `${object.value} ${one.line}`;
      return one;
    });
    if (all.length === 0 && message.error === null)
      complain(root, 'a batch has one message at least (JSON-RPC 2.0 §6)');
    told = {
      line: `batch of ${counted(all.length, 'message')}: ${all
        .slice(0, 3)
        .map((one) => one.line)
        .join('; ')}`,
      mine: all.some((one) => one.mine),
    };
  } else told = readMessage(root);
  if (!told.mine) return notMine('neither a jsonrpc member nor the members of JSON-RPC 1.0');
  outer.value = told.line;
  return done(tree.finish(bytes.length), `JSON-RPC ${told.line}`, bytes.length);
}

function sniff(bytes: Uint8Array): number {
  const head = utf8Text(bytes, 0, 1000);
  if (!/^\s*(\[\s*)?\{/.test(head)) return 0;
  // In 2.0 the member may stand after long params: the end is looked at too.
  const both = head + utf8Text(bytes.subarray(-200), 0, 200);
  if (/"jsonrpc"\s*:\s*"/.test(both)) return 0.95;
  const old =
    /"id"\s*:/.test(both) &&
    ((/"method"\s*:\s*"/.test(both) && /"params"\s*:\s*\[/.test(both)) ||
      (/"result"\s*:/.test(both) && /"error"\s*:/.test(both)));
  return old ? 0.85 : 0;
}

/** JSON-RPC 1.0 and 2.0: requests, notifications, responses, batches. */
export const jsonRpc: Dissector = { id: 'json-rpc', label: 'JSON-RPC', sniff, dissect };
