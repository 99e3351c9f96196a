import {
  acceptFor,
  encodeUtf8,
  formatHex,
  handshakeGuid,
  headerValues,
  parseDeflateParameters,
  sha1,
} from '../../../codec/index.js';
import type { HttpHead } from '../../../codec/index.js';
import type { Fact } from './life-facts.js';
import { t, told } from '../language/index.js';

/** How `Sec-WebSocket-Accept` comes about, step by step (RFC 6455 §4.2.2, step 5.4). */
export interface AcceptSteps {
  readonly key: string;
  readonly guid: string;
  /** SHA-1 of key and GUID, in hex. */
  readonly digest: string;
  readonly accept: string;
  /** What the response had; null where it had none. */
  readonly answered: string | null;
}

/** The steps for a request's key; null where it has none. */
export function acceptSteps(request: HttpHead, response: HttpHead | null): AcceptSteps | null {
  const [key] = headerValues(request, 'Sec-WebSocket-Key');
  if (key === undefined) return null;
  return {
    key,
    guid: handshakeGuid,
    digest: formatHex(sha1(encodeUtf8(key + handshakeGuid))),
    accept: acceptFor(key),
    answered: response === null ? null : (headerValues(response, 'Sec-WebSocket-Accept')[0] ?? null),
  };
}

/** What both ends agreed on, and what was offered for it. */
export function negotiated(request: HttpHead | null, response: HttpHead): readonly Fact[] {
  const values = (head: HttpHead | null, name: string): string =>
    head === null ? '' : headerValues(head, name).join(', ');
  const protocol = values(response, 'Sec-WebSocket-Protocol');
  const offered = values(request, 'Sec-WebSocket-Protocol');
  const extensions = values(response, 'Sec-WebSocket-Extensions');
  const wanted = values(request, 'Sec-WebSocket-Extensions');
  const facts: Fact[] = [
    { name: t('Subprotocol'), value: protocol === '' ? t('none') : protocol },
    ...(offered === '' ? [] : [{ name: t('Offered'), value: offered }]),
    { name: t('Extensions'), value: extensions === '' ? t('none') : extensions },
    ...(wanted === '' ? [] : [{ name: t('Offered'), value: wanted }]),
  ];
  const deflate = parseDeflateParameters(extensions);
  if (!deflate.ok) return [...facts, { name: t('Wrong'), value: told(deflate.error.message), tone: 'err' }];
  if (deflate.value === null) return facts;
  const side = (bits: number, forgets: boolean): string =>
    forgets
      ? t('window of {size} KiB (2^{bits}), begun anew with each message', { size: 2 ** (bits - 10), bits })
      : t('window of {size} KiB (2^{bits}), kept from message to message', { size: 2 ** (bits - 10), bits });
  return [
    ...facts,
    {
      name: t('Server sends'),
      value: side(deflate.value.serverMaxWindowBits, deflate.value.serverNoContextTakeover),
    },
    {
      name: t('Client sends'),
      value: side(deflate.value.clientMaxWindowBits, deflate.value.clientNoContextTakeover),
    },
  ];
}
