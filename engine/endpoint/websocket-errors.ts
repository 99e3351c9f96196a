import { formatBytes } from '../../codec/index.js';
import { errorText } from './failure.js';
import type { StageFailure } from './failure.js';

/** What is known beside the error itself. */
export interface ViolationContext {
  readonly place: string;
  readonly limit: number;
  /** Announced by the frames so far. */
  readonly size: number;
}

type Words = (
  said: string,
  context: ViolationContext,
) => readonly [code: string, message: string, section: string, close: number];

const reserved: Words = (said) => [
  'ws.reserved-bits',
  `a reserved bit is set that no extension gave a meaning (${said})`,
  'RFC 6455 §5.2',
  1002,
];

/** Every error of the receiver of `ws`, in the words of the RFC, with the code it closes with. */
const violations: Readonly<Record<string, Words>> = {
  WS_ERR_EXPECTED_FIN: () => [
    'ws.fragmented-control',
    'a control frame is fragmented',
    'RFC 6455 §5.4',
    1002,
  ],
  WS_ERR_EXPECTED_MASK: () => ['ws.not-masked', 'a frame of a client is not masked', 'RFC 6455 §5.1', 1002],
  WS_ERR_UNEXPECTED_MASK: () => ['ws.masked', 'a frame of a server is masked', 'RFC 6455 §5.1', 1002],
  WS_ERR_INVALID_CLOSE_CODE: (said) => [
    'ws.close-code',
    `a Close frame holds a code that must not be sent (${said})`,
    'RFC 6455 §7.4',
    1002,
  ],
  WS_ERR_INVALID_CONTROL_PAYLOAD_LENGTH: (said) => [
    'ws.control-length',
    `a control frame holds more than 125 bytes, or a Close frame just one (${said})`,
    'RFC 6455 §5.5',
    1002,
  ],
  WS_ERR_INVALID_OPCODE: (said) => [
    'ws.opcode',
    `an opcode is reserved, or does not fit the fragment before it (${said})`,
    'RFC 6455 §5.2, §5.4',
    1002,
  ],
  WS_ERR_INVALID_UTF8: () => ['ws.invalid-utf8', 'a text is not UTF-8', 'RFC 6455 §8.1', 1007],
  WS_ERR_TOO_MANY_BUFFERED_PARTS: () => [
    'ws.too-many-fragments',
    'a message comes in more fragments than are kept',
    'RFC 6455 §7.4.1',
    1008,
  ],
  WS_ERR_UNEXPECTED_RSV_1: reserved,
  WS_ERR_UNEXPECTED_RSV_2_3: reserved,
  WS_ERR_UNSUPPORTED_DATA_PAYLOAD_LENGTH: () => [
    'ws.too-large',
    'a frame announces more than 2^53 bytes',
    'RFC 6455 §7.4.1',
    1009,
  ],
  WS_ERR_UNSUPPORTED_MESSAGE_LENGTH: (_, { limit, size }) => [
    'ws.too-large',
    `a message${size > limit ? ` of at least ${formatBytes(size)} (${size} bytes)` : ''} is over the limit of ${formatBytes(limit)} (${limit} bytes): raise the maximum message size to receive it`,
    'RFC 6455 §7.4.1',
    1009,
  ],
};

/** What `ws` said; these are its words, in English alone. */
function saidBy(error: unknown): string {
  return (errorText(error, 'message') ?? String(error)).replace(/^Invalid WebSocket frame: /, '');
}

/** An error of `ws` on an open connection as a failure; `detail.section` cites the RFC, `detail.close` is the code we close with. */
export function violationOf(error: unknown, context: ViolationContext): StageFailure {
  const name = errorText(error, 'code') ?? '';
  const said = saidBy(error);
  const words = violations[name];
  const [code, what, section, close] = words?.(said, context) ?? inflating(name, said);
  const message =
    close === 1002 || close === 1007
      ? `${context.place} broke the protocol: ${what} (${section}); closed with ${close}`
      : `${context.place}: ${what} (${section}); closed with ${close}`;
  return {
    code,
    message,
    stage: 'open',
    detail: {
      section,
      close,
      said,
      ...(name !== '' && { error: name }),
      ...(code === 'ws.too-large' && { limit: context.limit, size: context.size }),
    },
  };
}

function inflating(name: string, said: string): ReturnType<Words> {
  if (name.startsWith('Z_'))
    return ['ws.deflate', `a compressed message cannot be inflated (${said})`, 'RFC 7692 §7.2.2', 1007];
  return ['ws.protocol', said, 'RFC 6455 §7.1.7', 1002];
}
