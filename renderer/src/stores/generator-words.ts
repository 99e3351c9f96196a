import { generators } from '../../../codec/index.js';
import { phrase, type Phrase, t } from '../language/index.js';

/** What the codec says of generated values, as texts of the catalogues. */
export const generatorWords: ReadonlyMap<string, Phrase> = new Map([
  ['uuid', phrase('a random UUID')],
  ['ulid', phrase('a ULID: sortable, by time')],
  ['timestamp', phrase('the time of sending, UTC; seconds unless told')],
  ['counter', phrase('one more at each send')],
  ['random', phrase('int MIN MAX, float MIN MAX, bytes COUNT, string COUNT')],
  ['env', phrase('an environment variable of the host')],
  ['file', phrase('the bytes of a file in the workspace')],
  ['base64', phrase('Base64 of a text or of another value')],
  ['hex', phrase('hex digits of a text or of another value')],
  ['bytes', phrase('the bytes that hex digits name')],
  ['hash', phrase('md5, sha-1 or sha-256 in hex digits')],
  ['local-address', phrase('our end of the connection')],
  ['local-port', phrase('the port of our end')],
]);

/** What a generated value is; '' where there is none of that name. */
export function generatorText(name: string): string {
  const words = generatorWords.get(name);
  return words === undefined ? (generators.get(name)?.description ?? '') : t(words);
}
