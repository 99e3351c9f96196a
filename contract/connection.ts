import * as z from 'zod/mini';

/** What a connection is: everything a person can set, as it is stored in a workspace and sent to the host. */

export const protocols = ['tcp', 'tls', 'udp', 'ws', 'wss', 'unix'] as const;
export const Protocol = z.enum(protocols);
export type Protocol = z.output<typeof Protocol>;

export const roles = ['client', 'server'] as const;
export const Role = z.enum(roles);
export type Role = z.output<typeof Role>;

const text = (most: number) => z.string().check(z.maxLength(most));
const int = (least: number, most: number) => z.int().check(z.gte(least), z.lte(most));
const milliseconds = int(0, 86_400_000);
const port = int(0, 65_535);

export const TcpOptions = z.exactPartial(
  z.strictObject({
    /** Which addresses of a name to try; `auto` is happy eyeballs (RFC 8305). */
    family: z.enum(['auto', 'ipv4', 'ipv6']),
    /** Local address to bind; empty lets the system choose. */
    localAddress: text(255),
    /** Local port to bind; 0 lets the system choose. */
    localPort: port,
    /** Milliseconds for resolve and connect together; 0 waits as long as the system does. */
    connectTimeoutMs: milliseconds,
    /** Send small segments at once (TCP_NODELAY). */
    noDelay: z.boolean(),
    keepAlive: z.boolean(),
    /** Milliseconds of silence before the first keep-alive probe. */
    keepAliveDelayMs: milliseconds,
  }),
);

export const ReconnectOptions = z.exactPartial(
  z.strictObject({
    enabled: z.boolean(),
    /** Attempts after a loss before giving up; 0 never gives up. */
    attempts: int(0, 1_000_000),
    delayMs: milliseconds,
    /** Upper bound of the delay. */
    maxDelayMs: milliseconds,
    /** Each delay is the one before times this. */
    factor: z.number().check(z.gte(1), z.lte(10)),
    /** Share of the delay, 0 to 1, that is drawn at random. */
    jitter: z.number().check(z.gte(0), z.lte(1)),
  }),
);

export const Greeting = z.strictObject({
  kind: z.enum(['text', 'binary']),
  /** Text, or hex digits where kind is binary. */
  body: text(65_536),
});

export const ListenOptions = z.exactPartial(
  z.strictObject({
    /** Peers open at one time; one more is refused with a row. */
    maxPeers: int(1, 100_000),
    /** Answer each message with itself, same type. */
    echo: z.boolean(),
    /** Sent to each peer when it opens. */
    greeting: Greeting,
  }),
);

export const Membership = z.strictObject({
  /** Multicast group, IPv4 or IPv6. */
  group: text(255),
  /** Address or name of the interface; empty lets the system choose. */
  interface: text(255),
});

export const UdpOptions = z.exactPartial(
  z.strictObject({
    /** `connected` fixes the peer: other senders are ignored and refusals (ICMP) are reported. */
    mode: z.enum(['unconnected', 'connected']),
    family: z.enum(['auto', 'ipv4', 'ipv6']),
    localAddress: text(255),
    localPort: port,
    broadcast: z.boolean(),
    reuseAddress: z.boolean(),
    memberships: z.array(Membership).check(z.maxLength(64)),
    /** Unicast time to live, 1 to 255; 0 leaves the system's. */
    ttl: int(0, 255),
    multicastTtl: int(0, 255),
    multicastLoopback: z.boolean(),
    /** Interface that multicast leaves by; empty lets the system choose. */
    multicastInterface: text(255),
  }),
);

export const HeaderPair = z.tuple([text(1_024), text(65_536)]);

export const WebSocketOptions = z.exactPartial(
  z.strictObject({
    /** Extra request headers: order, case and duplicates are kept. */
    headers: z.array(HeaderPair).check(z.maxLength(200)),
    /** Client: offered, in order. Listener: accepted, the first that the client offers too. */
    subprotocols: z.array(text(255)).check(z.maxLength(64)),
    origin: text(2_048),
    /** Sec-WebSocket-Version, RFC 6455 is 13. */
    version: z.union([z.literal(13), z.literal(8)]),
    /** Offer or accept permessage-deflate (RFC 7692). */
    deflate: z.boolean(),
    maxMessageBytes: int(1, 1_073_741_824),
    handshakeTimeoutMs: milliseconds,
    followRedirects: z.boolean(),
    maxRedirects: int(0, 20),
    /** Milliseconds between keep-alive pings; 0 sends none. */
    pingIntervalMs: milliseconds,
    /** Answer pings by ourselves (RFC 6455 §5.5.3 asks for it). */
    autoPong: z.boolean(),
    /** Listener: upgrade requests for another path are refused with 404; empty accepts any. */
    path: text(2_048),
    /** Listener: refuse every upgrade with this status; 0 accepts. */
    refuseStatus: z.union([z.literal(0), int(300, 599)]),
    refuseBody: text(65_536),
  }),
);

export const TlsVersion = z.enum(['TLSv1', 'TLSv1.1', 'TLSv1.2', 'TLSv1.3']);

export const TlsOptions = z.exactPartial(
  z.strictObject({
    /** Check the peer's certificate. Off is shown wherever the connection is shown. */
    verify: z.boolean(),
    /** Files on the host's machine, absolute or relative to the workspace. */
    caFile: text(4_096),
    certFile: text(4_096),
    keyFile: text(4_096),
    pfxFile: text(4_096),
    /** Of the key or PFX; kept beside the workspace, never in its files. */
    passphrase: text(4_096),
    /** Name sent (SNI) and verified; empty uses the address's host. */
    serverName: text(255),
    alpn: z.array(text(255)).check(z.maxLength(32)),
    minVersion: TlsVersion,
    maxVersion: TlsVersion,
    /** Listener: ask peers for a certificate, or refuse those without a valid one. */
    clientCertificate: z.enum(['none', 'request', 'require']),
    /** Record what TLS encrypts, and the secrets that decrypt it, beside the session: for Wireshark. */
    recordSecrets: z.boolean(),
  }),
);

export const ProxyOptions = z.exactPartial(
  z.strictObject({
    /** Clients of TCP, TLS and WebSocket: as the settings of the app say, straight there, or by `url`. */
    use: z.enum(['settings', 'none', 'own']),
    /** `http://user@host:3128`, `https://`, `socks5://` (names are looked up here) or `socks5h://` (by the proxy). */
    url: text(2_048),
    /** Kept beside the workspace, never in its files. */
    password: text(4_096),
  }),
);

const offset = int(0, 65_535);
/** How a byte stream is cut into messages, as a view: nothing stored depends on it. */
export const FramingSpec = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('raw') }),
  z.strictObject({
    kind: z.literal('line'),
    /** Show empty lines as messages of their own; they are unless said otherwise. */
    keepEmpty: z.exactOptional(z.boolean()),
  }),
  z.strictObject({ kind: z.literal('delimiter'), /** hex digits */ delimiter: text(512) }),
  z.strictObject({
    kind: z.literal('length-prefix'),
    width: z.union([z.literal(1), z.literal(2), z.literal(4), z.literal(8)]),
    endian: z.enum(['big', 'little']),
    /** Whether the length counts the bytes up to and with the length field. */
    includesHeader: z.boolean(),
    /** Bytes before the length field. */
    offset,
    /** Added to the length read, to get the bytes that follow the length field. */
    adjust: int(-65_535, 65_535),
    /** A longer message is reported as invalid. */
    maxLength: int(1, 1_073_741_824),
  }),
  z.strictObject({ kind: z.literal('fixed'), length: int(1, 16_777_216) }),
  z.strictObject({ kind: z.literal('idle'), gapMs: int(1, 3_600_000) }),
  z.strictObject({ kind: z.literal('slip') }),
  z.strictObject({ kind: z.literal('cobs') }),
]);
export type FramingSpec = z.output<typeof FramingSpec>;

/** Every group may be absent: what is stored is what a person changed. `defaultOptions` holds the rest. */
export const ConnectionOptions = z.exactPartial(
  z.strictObject({
    tcp: TcpOptions,
    reconnect: ReconnectOptions,
    listen: ListenOptions,
    udp: UdpOptions,
    ws: WebSocketOptions,
    tls: TlsOptions,
    proxy: ProxyOptions,
    framing: FramingSpec,
  }),
);
export type ConnectionOptions = z.output<typeof ConnectionOptions>;

export const ConnectionConfig = z.strictObject({
  protocol: Protocol,
  role: Role,
  /** As typed: `ws://…` for WebSocket, `host:port` for TCP, TLS and UDP, a path for local sockets. */
  address: text(8_192),
  options: ConnectionOptions,
});
export type ConnectionConfig = z.output<typeof ConnectionConfig>;

export type Greeting = z.output<typeof Greeting>;
export type Membership = z.output<typeof Membership>;
export type TlsVersion = z.output<typeof TlsVersion>;

/** The options with nothing left out. */
export interface FullOptions {
  readonly tcp: Required<z.output<typeof TcpOptions>>;
  readonly reconnect: Required<z.output<typeof ReconnectOptions>>;
  readonly listen: Omit<Required<z.output<typeof ListenOptions>>, 'greeting'> & {
    readonly greeting: Greeting | null;
  };
  readonly udp: Required<z.output<typeof UdpOptions>>;
  readonly ws: Required<z.output<typeof WebSocketOptions>>;
  readonly tls: Required<z.output<typeof TlsOptions>>;
  readonly proxy: Required<z.output<typeof ProxyOptions>>;
  readonly framing: FramingSpec;
}

/** Safe defaults: loopback-sized limits, verification on, nothing automatic but the pong the RFC asks for. */
export const defaultOptions: FullOptions = {
  tcp: {
    family: 'auto',
    localAddress: '',
    localPort: 0,
    connectTimeoutMs: 10_000,
    noDelay: true,
    keepAlive: false,
    keepAliveDelayMs: 60_000,
  },
  reconnect: { enabled: false, attempts: 5, delayMs: 500, maxDelayMs: 30_000, factor: 2, jitter: 0.2 },
  listen: { maxPeers: 1_000, echo: false, greeting: null },
  udp: {
    mode: 'unconnected',
    family: 'auto',
    localAddress: '',
    localPort: 0,
    broadcast: false,
    reuseAddress: false,
    memberships: [],
    ttl: 0,
    multicastTtl: 1,
    multicastLoopback: true,
    multicastInterface: '',
  },
  ws: {
    headers: [],
    subprotocols: [],
    origin: '',
    version: 13,
    deflate: true,
    maxMessageBytes: 64 * 1024 * 1024,
    handshakeTimeoutMs: 10_000,
    followRedirects: false,
    maxRedirects: 5,
    pingIntervalMs: 0,
    autoPong: true,
    path: '',
    refuseStatus: 0,
    refuseBody: '',
  },
  tls: {
    verify: true,
    caFile: '',
    certFile: '',
    keyFile: '',
    pfxFile: '',
    passphrase: '',
    serverName: '',
    alpn: [],
    minVersion: 'TLSv1.2',
    maxVersion: 'TLSv1.3',
    clientCertificate: 'none',
    recordSecrets: false,
  },
  proxy: { use: 'settings', url: '', password: '' },
  framing: { kind: 'raw' },
};

/** Fills what a person left alone with `defaultOptions`. */
export function fullOptions(options: ConnectionOptions): FullOptions {
  const d = defaultOptions;
  return {
    tcp: { ...d.tcp, ...options.tcp },
    reconnect: { ...d.reconnect, ...options.reconnect },
    listen: { ...d.listen, ...options.listen },
    udp: { ...d.udp, ...options.udp },
    ws: { ...d.ws, ...options.ws },
    tls: { ...d.tls, ...options.tls },
    proxy: { ...d.proxy, ...options.proxy },
    framing: options.framing ?? d.framing,
  };
}

/** Whether whoever answers is taken for the peer, whatever its certificate: shown wherever the connection is. */
export function isUnverified({ protocol, role, options }: ConnectionConfig): boolean {
  return (protocol === 'tls' || protocol === 'wss') && role === 'client' && options.tls?.verify === false;
}
