import { explainHandshake, headerValues, visibleText } from '../../codec/index.js';
import type { HttpHead } from '../../codec/index.js';
import type { FullOptions } from '../../contract/index.js';
import { errorText } from './failure.js';
import type { StageFailure } from './failure.js';
import { acceptDeflate } from './websocket-internals.js';
import type { Deflate } from './websocket-internals.js';

/** What a 101 agreed on. */
export interface Agreed {
  readonly subprotocol: string;
  /** Of Sec-WebSocket-Extensions, as sent; empty for none. */
  readonly extensions: string;
  readonly deflate: Deflate | null;
}

export type Judged =
  { readonly ok: true; readonly value: Agreed } | { readonly ok: false; readonly error: StageFailure };

/** A failure of the upgrade; `detail` holds what the words rest on. */
export function upgradeFailure(
  code: string,
  message: string,
  detail: Readonly<Record<string, unknown>> = {},
): StageFailure {
  return { code: `upgrade.${code}`, message, detail, stage: 'upgrade' };
}

const codes: Readonly<Record<string, string>> = {
  Upgrade: 'header',
  Connection: 'header',
  'Sec-WebSocket-Accept': 'accept',
  'Sec-WebSocket-Protocol': 'subprotocol',
  'Sec-WebSocket-Extensions': 'extension',
};

/** Judges a response with status 101 (RFC 6455 §4.1). No subprotocol chosen is fine, as the RFC has it. */
export function judgeSwitch(request: HttpHead, response: HttpHead, options: FullOptions['ws']): Judged {
  const refuse = (code: string, message: string, detail: Readonly<Record<string, unknown>>): Judged => ({
    ok: false,
    error: upgradeFailure(code, message, detail),
  });
  if (response.version !== 'HTTP/1.1') {
    return refuse(
      'http-version',
      `the server answered in ${response.version}, which knows no upgrade: it must be HTTP/1.1 (RFC 6455 §4.2.1)`,
      {
        version: response.version,
      },
    );
  }
  for (const { name, expected, actual, ok, section } of explainHandshake(request, response)) {
    const code = codes[name];
    if (ok || code === undefined) continue;
    return refuse(
      code,
      `the response to the upgrade is wrong: ${name} is ${actual}, expected ${expected} (${section})`,
      {
        header: name,
        expected,
        actual,
        section,
        status: 101,
      },
    );
  }
  const extensions = headerValues(response, 'Sec-WebSocket-Extensions').join(', ');
  const subprotocol = headerValues(response, 'Sec-WebSocket-Protocol')[0] ?? '';
  if (extensions === '') return { ok: true, value: { subprotocol, extensions, deflate: null } };
  try {
    const deflate = acceptDeflate(extensions, options.maxMessageBytes);
    return { ok: true, value: { subprotocol, extensions, deflate } };
  } catch (error) {
    const said = errorText(error, 'message') ?? String(error);
    return refuse(
      'extension',
      `the server wants the extension ${extensions}, which cannot be: ${said} (RFC 6455 §9.1)`,
      {
        header: 'Sec-WebSocket-Extensions',
        actual: extensions,
      },
    );
  }
}

const hints: Readonly<Record<number, (response: HttpHead) => string>> = {
  400: () => 'the server does not like the request: compare its headers with what the server wants',
  401: (response) => {
    const challenge = headerValues(response, 'WWW-Authenticate').join(', ');
    return `it wants credentials${challenge === '' ? '' : ` (${challenge})`}: put user:password@ into the URL or set an Authorization header`;
  },
  403: () => 'it forbids this: often Origin or a missing token is the reason',
  404: () => 'nothing is at this path: check it',
  405: () => 'nothing that upgrades is at this path: check it',
  407: () => 'a proxy on the way wants credentials',
  426: (response) => {
    const versions = headerValues(response, 'Sec-WebSocket-Version').join(', ');
    return versions === '' ? 'it wants another protocol' : `it speaks Sec-WebSocket-Version ${versions}`;
  },
};

/** A response that is no 101, in words: status, and what it asks for. */
export function refusalOf(response: HttpHead, followed: boolean): StageFailure {
  const status = response.status ?? 0;
  const reason = visibleText(response.reason ?? '');
  const location = headerValues(response, 'Location')[0];
  const detail = {
    status,
    reason: response.reason ?? '',
    ...(location !== undefined && { location }),
  };
  const shown = `${status} ${reason}`.trim();
  if (status >= 300 && status < 400 && location !== undefined) {
    const why = followed ? 'it cannot be followed' : 'redirects are not followed unless switched on';
    return upgradeFailure(
      'redirect',
      `upgrade refused: ${shown}, to ${visibleText(location)}; ${why}`,
      detail,
    );
  }
  const hint = hints[status]?.(response) ?? (status >= 500 ? 'the server failed: its log knows why' : '');
  const plain =
    status >= 200 && status < 300
      ? 'the server answered as to any web page: this path is no WebSocket'
      : hint;
  return upgradeFailure('refused', `upgrade refused: ${shown}${plain === '' ? '' : `; ${plain}`}`, detail);
}
