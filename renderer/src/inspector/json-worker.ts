import { utf8Error } from '../../../codec/index.js';
import { fail } from '../../../contract/index.js';
import type { Result } from '../../../contract/index.js';
import { buffersOf, flatJson } from './json-flat.js';
import type { JsonFlat } from './json-flat.js';

/** A thread of its own for one large payload: bytes come in, its tree goes out. */
addEventListener('message', (event: MessageEvent<Uint8Array<ArrayBuffer>>) => {
  const answer = read(event.data);
  // In a worker this is the worker's own postMessage, whose options are the same.
  postMessage(answer, { transfer: answer.ok ? buffersOf(answer.value) : [] });
});

function read(bytes: Uint8Array): Result<JsonFlat> {
  const broken = utf8Error(bytes);
  if (broken !== null) return fail('json.utf8', `not UTF-8 at offset ${broken}: not JSON`);
  return flatJson(new TextDecoder().decode(bytes));
}
