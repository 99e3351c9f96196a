import * as z from 'zod/mini';
import { Bytes } from './bytes.js';
import { CraftedFrame, CraftKeys, CraftPieces } from './craft.js';
import { request } from './define.js';
import { Recipients } from './recipients.js';
import { Outgoing, SessionId } from './session.js';
import type { SendReport } from './session.js';
import { Composition, Draw } from './variables.js';
import type { MessagePreview } from './variables.js';
import { Id } from './workspace.js';
import { writing } from './writing.js';

const session = SessionId;
const handle = z.int().check(z.gte(0));

/** What leaves by hand: messages, crafted frames, files; part of the contract's one table. */
export const sendingRequests = {
  /** Answers when the kernel has taken the bytes or refused them; what failed at one peer is in the report. */
  'session.send': request<SendReport>()(z.strictObject({ session, to: Recipients, message: Outgoing }), [
    'session.unknown',
    'session.idle',
    'close.*',
    ...writing,
  ]),
  /**
   * Sends a message as it was typed: the host puts variables and generated values in and makes bytes
   * of it, so that secrets, files and its environment stay out of the page. Counters go on by one.
   */
  'message.send': request<SendReport>()(
    z.strictObject({
      session,
      to: Recipients,
      kind: z.enum(['data', 'text', 'binary', 'ping', 'pong', 'close']),
      text: Composition,
      /** close, as in `Outgoing`; the reason is a template too. */
      code: z.exactOptional(z.int().check(z.gte(0), z.lte(65_535))),
      reason: z.exactOptional(z.string().check(z.maxLength(1_024))),
      /** UDP, as `to` of `Outgoing`; a template too. */
      destination: z.exactOptional(z.string().check(z.maxLength(1_024))),
      /** Present: `text` is the payload of frames crafted by hand, which leave as by `session.craft`. */
      frame: z.exactOptional(CraftedFrame),
      /** Of those frames; what is missing is drawn at random. */
      keys: z.exactOptional(CraftKeys),
      environment: z.nullable(Id),
      draw: Draw,
    }),
    [
      'session.unknown',
      'session.idle',
      'environment.unknown',
      'template.*',
      'hex.*',
      'base64.*',
      'fields.*',
      'close.*',
      'craft.*',
      ...writing,
    ],
  ),
  /** The bytes `message.send` with the same draw would send now. Nothing advances. */
  'message.preview': request<MessagePreview>()(
    z.strictObject({
      /** Null before there is one. */
      session: z.nullable(session),
      connection: z.nullable(Id),
      text: Composition,
      /** Present: the texts of that frame too. */
      frame: z.exactOptional(CraftedFrame),
      environment: z.nullable(Id),
      draw: Draw,
      /** Show the bytes of secrets too. */
      reveal: z.boolean(),
    }),
    ['environment.unknown', 'template.*', 'hex.*', 'base64.*', 'fields.*', 'craft.*'],
  ),
  /**
   * Writes raw bytes beside the protocol library (WebSocket only), each piece a row flagged crafted.
   * The host keeps the delays and answers when the kernel has taken the last piece, or when the
   * session or `session.uncraft` ended it before; one list of pieces at a time for each peer.
   */
  'session.craft': request<SendReport>()(z.strictObject({ session, to: Recipients, pieces: CraftPieces }), [
    'session.unknown',
    'session.idle',
    'craft.*',
    ...writing,
  ]),
  /** Gives up what still waits of crafted pieces; `session.craft` then answers `craft.cancelled`. */
  'session.uncraft': request<void>()(z.strictObject({ session }), ['session.unknown', 'session.idle']),
  /**
   * Streams a file: begin, then chunks one after the other (each answered when taken, which is the
   * flow control), then end. On a WebSocket it is one message, fragmented where it takes several chunks.
   */
  'transfer.begin': request<{ readonly transfer: number }>()(
    z.strictObject({
      session,
      to: Recipients,
      kind: z.enum(['data', 'text', 'binary']),
      name: z.string().check(z.maxLength(1_024)),
      size: z.int().check(z.gte(0)),
      /** UDP, as in `Outgoing`; a template. */
      destination: z.exactOptional(z.string().check(z.maxLength(1_024))),
      /** Whose variables the destination has. */
      environment: z.exactOptional(z.nullable(Id)),
    }),
    [
      ...(['session.unknown', 'session.idle', 'transfer.busy', 'environment.unknown', 'template.*'] as const),
      ...(['send.*', 'address.*'] as const),
    ],
  ),
  'transfer.chunk': request<{ readonly sent: number }>()(z.strictObject({ transfer: handle, data: Bytes }), [
    'transfer.unknown',
    'transfer.cancelled',
    ...writing,
  ]),
  'transfer.end': request<SendReport>()(z.strictObject({ transfer: handle, cancel: z.boolean() }), [
    'transfer.unknown',
    'transfer.cancelled',
    ...writing,
  ]),
} as const;
