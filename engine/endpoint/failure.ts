import type { Failure, FailureStage } from '../../contract/index.js';
import { explainTls, isTlsError } from './tls-explain.js';

/** A failure with the step of a connection's life at which it came, and what the system said. */
export interface StageFailure extends Failure {
  readonly stage: FailureStage;
  readonly errno?: string;
  readonly syscall?: string;
}

/** What was being tried when an error came: it gives the words their subject. */
export interface FailureContext {
  readonly stage: FailureStage;
  readonly host?: string;
  readonly port?: number;
  /** Of a local socket. */
  readonly path?: string;
  /** The local address asked for, where a client binds one. */
  readonly local?: string;
}

/** `host:port` with brackets around IPv6, or the path of a local socket. */
export function placeOf(context: { host?: string; port?: number; path?: string }): string {
  if (context.path !== undefined) return context.path;
  const host = context.host ?? 'the peer';
  if (context.port === undefined) return host;
  return host.includes(':') ? `[${host}]:${context.port}` : `${host}:${context.port}`;
}

type Words = readonly [code: string, message: string];
type Explain = (where: string, context: FailureContext) => Words;

const listening = (context: FailureContext) => context.stage === 'listen';
const opened = (context: FailureContext) => context.stage === 'open';

/** System errors in words: `area.reason`, then what happened, where, and what to try. */
const explanations: Readonly<Record<string, Explain>> = {
  ECONNREFUSED: (where, { path }) => [
    'connect.refused',
    path === undefined
      ? `connection refused by ${where}: nothing listens there; start the server or check the port`
      : `connection refused by ${where}: the socket file is there but no program listens on it (it is stale)`,
  ],
  ETIMEDOUT: (where, context) =>
    opened(context)
      ? ['open.timeout', `connection to ${where} lost: the peer stopped acknowledging what was sent`]
      : ['connect.timeout', `no answer from ${where}: the host is down, or a firewall drops the packets`],
  ENOTFOUND: (_, { host }) => [
    'resolve.unknown-host',
    `unknown host ${host ?? ''}: the name has no address; check its spelling`,
  ],
  EAI_AGAIN: (_, { host }) => [
    'resolve.unavailable',
    `cannot look up ${host ?? 'the name'}: no name server answered; check the network, then try again`,
  ],
  EHOSTUNREACH: (where) => ['connect.host-unreachable', `no route to ${where}: the host cannot be reached`],
  EHOSTDOWN: (where) => ['connect.host-unreachable', `${where} is down`],
  ENETUNREACH: (where) => [
    'connect.network-unreachable',
    `network of ${where} is unreachable: this machine has no route for that kind of address`,
  ],
  ENETDOWN: (where) => ['connect.network-down', `cannot reach ${where}: the network interface is down`],
  EADDRINUSE: (where, context) =>
    listening(context)
      ? ['listen.in-use', `${where} is in use by another program: stop it, or choose another port`]
      : [
          'connect.local-in-use',
          `local address ${context.local ?? where} is in use: choose another local port, or 0 for any`,
        ],
  EADDRNOTAVAIL: (where, context) =>
    listening(context)
      ? ['listen.address-unavailable', `${where} is not an address of this machine: listen on one that is`]
      : [
          'connect.local-unavailable',
          context.local === undefined
            ? `cannot reach ${where}: this machine has no address of that kind to connect from`
            : `local address ${context.local} is not an address of this machine: choose one that is`,
        ],
  EACCES: (where, { stage, port, path }) => {
    if (path !== undefined)
      return [
        `${stage}.denied`,
        `no permission for ${where}: check the rights of the file and its directory`,
      ];
    if (stage === 'listen' && port !== undefined && port > 0 && port < 1_024)
      return [
        'listen.denied',
        `no permission to listen on ${where}: ports below 1024 are reserved; choose a higher one`,
      ];
    return [
      `${stage}.denied`,
      `no permission for ${where}: a firewall forbids it, or it is a broadcast address and broadcast is off`,
    ];
  },
  EPERM: (where, { stage }) => [
    `${stage}.denied`,
    `not permitted for ${where}: a firewall or policy forbids it`,
  ],
  EPIPE: (where) => [
    'open.broken-pipe',
    `cannot send to ${where}: it has closed the connection (broken pipe)`,
  ],
  ECONNRESET: (where) => ['open.reset', `connection reset by ${where} (RST)`],
  ECONNABORTED: (where) => ['open.aborted', `connection to ${where} was aborted by the system`],
  ENOTCONN: (where) => ['open.not-connected', `not connected to ${where} any more`],
  EMFILE: (_, { stage }) => [
    `${stage}.too-many-files`,
    'too many open files: close connections, or raise the limit of this process (ulimit -n)',
  ],
  ENFILE: (_, { stage }) => [
    `${stage}.too-many-files`,
    'too many open files on this machine: close some programs',
  ],
  ENOENT: (where, { stage }) =>
    stage === 'listen'
      ? ['listen.no-directory', `cannot listen on ${where}: its directory does not exist`]
      : [
          'connect.no-file',
          `no socket at ${where}: the file does not exist; start the listener or check the path`,
        ],
  ENOTDIR: (where, { stage }) => [
    `${stage}.no-directory`,
    `${where} leads through something that is not a directory`,
  ],
  ENOTSOCK: (where, { stage }) => [`${stage}.not-a-socket`, `${where} is not a socket`],
  EPROTOTYPE: (where, { stage }) => [
    `${stage}.wrong-type`,
    `${where} is a local socket of another type (datagram, not stream)`,
  ],
  ENAMETOOLONG: (where, { stage }) => [`${stage}.path-too-long`, `the path ${where} is too long`],
  EAGAIN: (where, { stage }) => [`${stage}.busy`, `${where} has too many connections waiting: try again`],
  EROFS: (where, { stage }) => [`${stage}.read-only`, `${where} is on a read-only file system`],
  EMSGSIZE: (where) => [
    'open.too-large',
    `too large for one datagram to ${where}: at most 65 507 bytes over IPv4, less where the network says so`,
  ],
  ENOBUFS: (where) => [
    'open.no-buffers',
    `the system has no buffer left to send to ${where}: send more slowly`,
  ],
  ENOMEM: (where, { stage }) => [`${stage}.no-memory`, `the system has no memory left for ${where}`],
  EAFNOSUPPORT: (where, { stage }) => [
    `${stage}.family`,
    `this machine does not support the address family of ${where}`,
  ],
  EINVAL: (where, { stage }) => [
    `${stage}.invalid`,
    `the system calls the address or option invalid for ${where}`,
  ],
  ENODEV: (where, { stage }) => [`${stage}.no-interface`, `no such network interface for ${where}`],
  ENOPROTOOPT: (where, { stage }) => [
    `${stage}.option`,
    `the system does not know an option set for ${where}`,
  ],
  EDESTADDRREQ: () => ['open.no-destination', 'no destination: say where to send it'],
  ECANCELED: (where) => ['open.cancelled', `cancelled: the connection to ${where} was closed first`],
};

const aliases: Readonly<Record<string, string>> = {
  ENODATA: 'ENOTFOUND',
  EAI_NODATA: 'ENOTFOUND',
  EAI_NONAME: 'ENOTFOUND',
  EAI_FAIL: 'EAI_AGAIN',
  ESERVFAIL: 'EAI_AGAIN',
  ECANCELLED: 'ECANCELED',
  ERR_STREAM_DESTROYED: 'ECANCELED',
  ERR_STREAM_WRITE_AFTER_END: 'ENOTCONN',
  ERR_SOCKET_CLOSED: 'ENOTCONN',
};

/** Reads a text property of whatever was thrown. */
export function errorText(error: unknown, name: 'code' | 'syscall' | 'message'): string | undefined {
  if (typeof error !== 'object' || error === null) return undefined;
  const value: unknown = Reflect.get(error, name);
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/**
 * Puts an error of a socket into words with a cure. `code` is stable (`connect.refused`,
 * `listen.in-use`, `tls.*`…); `detail` holds errno, syscall and address as the system named them.
 */
export function failureOf(error: unknown, context: FailureContext): StageFailure {
  const errno = errorText(error, 'code');
  const syscall = errorText(error, 'syscall');
  const system = {
    ...(errno !== undefined && { errno }),
    ...(syscall !== undefined && { syscall }),
  };
  if (isTlsError(error) || (context.stage === 'tls' && errno === 'ECONNRESET')) {
    const { host, port } = context;
    const about = { ...(host !== undefined && { host }), ...(port !== undefined && { port }) };
    return { ...explainTls(error, about), stage: 'tls', ...system };
  }
  const where = placeOf(context);
  const explain = errno === undefined ? undefined : explanations[aliases[errno] ?? errno];
  const [code, message] = explain?.(where, context) ?? [
    `${context.stage}.failed`,
    `${context.stage} ${where} failed: ${errorText(error, 'message') ?? errno ?? String(error)}`,
  ];
  return { code, message, detail: { ...system, address: where }, stage: context.stage, ...system };
}

/** errno and syscall of a failure, for the detail of its row. */
export function systemOf(failure: StageFailure): { errno?: string; syscall?: string } {
  return {
    ...(failure.errno !== undefined && { errno: failure.errno }),
    ...(failure.syscall !== undefined && { syscall: failure.syscall }),
  };
}
