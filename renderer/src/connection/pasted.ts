import {
  commandSettings,
  formatAddress,
  isTemplate,
  parseAddress,
  parseCommandLine,
} from '../../../codec/index.js';
import type { ParsedAddress, PastedCommand } from '../../../codec/index.js';
import type { ConnectionConfig, ConnectionOptions, Protocol, Result } from '../../../contract/index.js';
import { ok, protocols } from '../../../contract/index.js';
import { t } from '../language/index.js';
import { withOption } from '../stores/options.js';

/** What a typed or pasted text made of a connection. */
export interface ReadAddress {
  readonly config: ConnectionConfig;
  /** Worth telling: what was understood beyond the letter. */
  readonly notes: readonly string[];
  /** Of a command line that could not be taken over, as typed. */
  readonly unmapped: readonly string[];
  /** A message that the command line would have sent. */
  readonly message: string | null;
  readonly messageMode: 'text' | 'hex';
  /** What ends it on a stream. */
  readonly messageEnding: 'none' | 'lf' | 'crlf';
  /** What it is on a WebSocket. */
  readonly messageKind: 'text' | 'binary';
  /** The program whose command line it was. */
  readonly tool: string | null;
}

const noMessage = { message: null, messageMode: 'text', messageEnding: 'none', messageKind: 'text' } as const;

/**
 * Reads a text typed or pasted as an address: `host:port`, a URL (whose scheme switches the protocol), a
 * path, or a line of wscat, websocat, nc, ncat, socat, curl or packetsender, which brings its options along. Fails with the codes of
 * `parseAddress` and `parseCommandLine`.
 */
export function readAddress(text: string, current: ConnectionConfig): Result<ReadAddress> {
  const command = parseCommandLine(text);
  if (command === null && isTemplate(text)) return ok(fromTemplate(text, current));
  if (command !== null) return command.ok ? fromCommand(command.value, current) : command;
  const parsed = parseAddress(text, { protocol: current.protocol, role: current.role });
  if (!parsed.ok) return parsed;
  const { protocol, note } = parsed.value;
  return ok({
    config: { ...current, protocol, address: writtenAddress(parsed.value) },
    notes: note === undefined ? [] : [note],
    unmapped: [],
    ...noMessage,
    tool: null,
  });
}

/** As connections keep it: the URL of a WebSocket, host:port, or a path; the protocol stands beside it. */
export function writtenAddress(parsed: ParsedAddress): string {
  if (parsed.url !== undefined) return parsed.url;
  if (parsed.path !== undefined) return parsed.path;
  return formatAddress(parsed).replace(/^[a-z]+:\/\//, '');
}

/** What variables stand for is not known here: of the text only the scheme is taken, the rest stays as it is. */
function fromTemplate(text: string, current: ConnectionConfig): ReadAddress {
  const scheme = /^\s*(ws|wss|tcp|tls|udp|unix):/i.exec(text)?.[1]?.toLowerCase();
  const protocol = protocols.find((one) => one === scheme) ?? current.protocol;
  const address = text.trim();
  return {
    config: { ...current, protocol, address },
    notes: [],
    unmapped: [],
    ...noMessage,
    tool: null,
  };
}

function fromCommand(command: PastedCommand, current: ConnectionConfig): Result<ReadAddress> {
  const { protocol, role } = command;
  const parsed = parseAddress(command.address, { protocol, role });
  if (!parsed.ok) return parsed;
  return ok({
    config: {
      ...current,
      protocol: parsed.value.protocol,
      role,
      address: writtenAddress(parsed.value),
      options: optionsOf({ ...command, protocol: parsed.value.protocol }),
    },
    notes: parsed.value.note === undefined ? [] : [parsed.value.note],
    unmapped: [...command.unmapped, ...furtherMessages(command)],
    message: command.message ?? null,
    messageMode: command.messageMode ?? 'text',
    messageEnding: command.messageEnding ?? 'none',
    messageKind: command.messageKind ?? (command.messageMode === 'hex' ? 'binary' : 'text'),
    tool: command.tool,
  });
}

/** A composer holds one message. */
function furtherMessages({ moreMessages = [] }: PastedCommand): string[] {
  if (moreMessages.length === 0) return [];
  return [
    t(
      '{count, plural, one {another message} other {# more messages}} that it sends (import the line to have all)',
      { count: moreMessages.length },
    ),
  ];
}

/** A command line says all there is: what it leaves out is at its default. */
function optionsOf(command: PastedCommand): ConnectionOptions {
  return commandSettings(command).reduce<ConnectionOptions>(
    (options, [group, name, value]) => withOption(options, group, name, value),
    {},
  );
}

/** An address carried over to another protocol: host and port stay, path and scheme follow the protocol. */
export function carriedAddress(address: string, from: ConnectionConfig, to: Protocol): string {
  const parsed = parseAddress(address, { protocol: from.protocol, role: from.role });
  if (!parsed.ok || parsed.value.protocol === to) return address;
  const { host, port, path, target } = parsed.value;
  // A path is no host and a host is no path.
  if (to === 'unix' || path !== undefined) return '';
  const { url: _, ...rest } = parsed.value;
  const written = formatAddress({ ...rest, protocol: 'tcp', host: host ?? '127.0.0.1' }).replace(
    'tcp://',
    '',
  );
  if (to !== 'ws' && to !== 'wss') return written;
  // The port that a URL may leave out is another one for ws and wss.
  const authority = port === 80 || port === 443 ? written.replace(/:\d+$/, '') : written;
  return `${to}://${authority}${target === undefined || target === '/' ? '' : target}`;
}

const loopback = /^(localhost|127\.\d+\.\d+\.\d+|::1|0:0:0:0:0:0:0:1)$/i;

/** Where a listener is heard: null where the address does not say yet. No host means loopback. */
function boundHost(config: ConnectionConfig): string | null {
  if (config.role !== 'server' || config.protocol === 'unix') return null;
  const parsed = parseAddress(config.address, config);
  return parsed.ok ? (parsed.value.host ?? '127.0.0.1') : null;
}

/** True where other machines would reach the listener. */
export function listensBeyondLoopback(config: ConnectionConfig): boolean {
  const host = boundHost(config);
  return host !== null && !loopback.test(host);
}

export function listensOnLoopback(config: ConnectionConfig): boolean {
  const host = boundHost(config);
  return host !== null && loopback.test(host);
}

/** The address with another port; 0 leaves it to the system. As it is where it has none. */
export function withPort(config: ConnectionConfig, port: number): string {
  const parsed = parseAddress(config.address, config);
  if (!parsed.ok || parsed.value.port === undefined) return config.address;
  const { url: _, ...rest } = parsed.value;
  const host = rest.host ?? '127.0.0.1';
  const written = formatAddress({ ...rest, protocol: 'tcp', host, port }).replace('tcp://', '');
  const web = config.protocol === 'ws' || config.protocol === 'wss';
  const { target } = parsed.value;
  return web ? `${config.protocol}://${written}${target === '/' ? '' : (target ?? '')}` : written;
}
