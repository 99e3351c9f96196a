import * as z from 'zod/mini';
import { ConnectionConfig } from './connection.js';
import { request } from './define.js';
import { Recipients } from './recipients.js';
import { SessionId } from './session.js';
import type { PeerInfo, SendReport, SessionInfo } from './session.js';
import { Id } from './workspace.js';

const session = SessionId;

/** The life of a session and of its peers, part of the contract's one table. */
export const sessionRequests = {
  'session.list': request<readonly SessionInfo[]>()(z.strictObject({})),
  'session.info': request<SessionInfo>()(z.strictObject({ session }), ['session.unknown']),
  /**
   * Connects or listens. With the id of a live session it goes on in the same log, else it begins
   * a new one. It answers at once; what follows arrives as rows and `session.changed`, and the
   * codes from `resolve.*` on are those of `failure` there. `{{name}}` in the address and in options
   * stands for a variable or a generated value; the session is shown, and kept, as it was typed.
   */
  'session.start': request<SessionInfo>()(
    z.strictObject({
      session: z.nullable(session),
      name: z.string().check(z.maxLength(200)),
      connection: z.nullable(Id),
      config: ConnectionConfig,
      /** Whose variables hold besides those of the workspace and the connection. */
      environment: z.exactOptional(z.nullable(Id)),
      /** Remove a local socket's stale file that nobody answers on. */
      replaceStale: z.exactOptional(z.boolean()),
    }),
    [
      'session.active',
      'session.recorded',
      'session.limit',
      'address.*',
      'environment.unknown',
      'template.*',
      'log.*',
      'resolve.*',
      'proxy.*',
      'connect.*',
      'listen.*',
      'unix.*',
      'udp.*',
      'tls.*',
      'upgrade.*',
      'ws.*',
      'open.*',
    ],
  ),
  /** Cancels, disconnects or stops listening. A WebSocket closes with `code`, 1000 unless given. */
  'session.stop': request<void>()(
    z.strictObject({
      session,
      code: z.exactOptional(z.int().check(z.gte(0), z.lte(65_535))),
      reason: z.exactOptional(z.string().check(z.maxLength(1_024))),
      reset: z.exactOptional(z.boolean()),
    }),
    ['session.unknown', 'session.idle'],
  ),
  'session.peers': request<readonly PeerInfo[]>()(z.strictObject({ session }), ['session.unknown']),
  /** Ends one direction (FIN), closes or resets (RST) peers of a session. */
  'session.end': request<SendReport>()(
    z.strictObject({
      session,
      to: Recipients,
      how: z.enum(['half-close', 'close', 'reset']),
      code: z.exactOptional(z.int().check(z.gte(0), z.lte(65_535))),
      reason: z.exactOptional(z.string().check(z.maxLength(1_024))),
    }),
    ['session.unknown', 'session.idle', 'send.*', 'close.*'],
  ),
  /** Joins or leaves a multicast group on an open UDP session. */
  'session.membership': request<void>()(
    z.strictObject({
      session,
      action: z.enum(['join', 'leave']),
      group: z.string().check(z.maxLength(255)),
      interface: z.string().check(z.maxLength(255)),
    }),
    ['session.unknown', 'session.idle', 'udp.*'],
  ),
  /** Sessions whose changes this page wants at full rate (20 a second); others come twice a second. */
  'session.watch': request<void>()(z.strictObject({ sessions: z.array(session).check(z.maxLength(100)) })),
} as const;
