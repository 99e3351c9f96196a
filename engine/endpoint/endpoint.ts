import type {
  ConnectionConfig,
  Direction,
  Failure,
  FailureStage,
  FullOptions,
  LifeDetail,
  Outgoing,
  PeerInfo,
  Result,
  RowKind,
  SessionInfo,
  SessionState,
} from '../../contract/index.js';
import type { FramePart, ParsedAddress } from '../../codec/index.js';
import type { FrameRun } from '../frame-run.js';
import type { Network } from './network.js';
import type { TlsRecorder } from './tls-tap.js';

/**
 * An endpoint is one life of a socket (or of a listener and its peers): it is made, started once,
 * and ends once. It turns what the operating system says into rows and states of its session, and
 * knows neither logs nor screens. Trying again after an end is the session's business.
 */
export interface Endpoint {
  /** Begins. Everything that follows, failures included, is told to the host; it never throws. */
  start(): void;
  /**
   * Sends to one peer (0 with `message.to` for an unconnected datagram) and answers with the bytes
   * of payload the kernel took. The row is recorded when the write was accepted, with `flags`.
   */
  send(peer: number, message: Outgoing, flags?: number): Promise<Result<number>>;
  /**
   * Present on WebSocket endpoints: writes raw bytes beside the protocol library, once what was sent
   * before has left, and answers with how many the kernel took. Each call is one row, flagged
   * crafted: the frame it is, or `bytes`. Nothing is judged, nothing is mended.
   */
  craft?(peer: number, bytes: Uint8Array): Promise<Result<number>>;
  /** A message of known size written piece by piece; one at a time for each peer. */
  openStream(peer: number, message: StreamHead): Result<SendStream>;
  /** FIN one direction, close (with a WebSocket code) or reset one peer; answers when it is under way. */
  end(
    peer: number,
    how: 'half-close' | 'close' | 'reset',
    code?: number,
    reason?: string,
  ): Promise<Result<void>>;
  /** Takes everything down, a WebSocket by its closing handshake, and answers when it is. Safe in every state. */
  stop(how: StopHow): Promise<void>;
  /** Stops and resumes reading, of every peer (no argument) or of one. Reference-free: the last call wins. */
  pause(peer?: number): void;
  resume(peer?: number): void;
  /** Bytes accepted and not yet taken by the kernel. */
  queuedBytes(peer: number): number;
  /** Present on UDP endpoints: joins or leaves a multicast group. */
  membership?(action: 'join' | 'leave', group: string, networkInterface: string): Result<void>;
}

export interface StreamHead {
  readonly kind: 'data' | 'text' | 'binary';
  readonly size: number;
  /** UDP, as in `Outgoing`. */
  readonly to?: string;
}

/** Chunks are written one after the other: the next only when the promise of the last has settled. */
export interface SendStream {
  write(chunk: Uint8Array): Promise<Result<void>>;
  /** Completes the message. */
  end(): Promise<Result<void>>;
  /** Gives up; a WebSocket, which cannot take back half a message, closes. */
  abort(): void;
}

export interface StopHow {
  readonly code?: number;
  readonly reason?: string;
  readonly reset?: boolean;
}

/** What an endpoint says to the session that made it. */
export interface EndpointHost {
  /** Monotonic nanoseconds since the session's origin. */
  now(): number;
  /**
   * Records bytes that crossed the socket. `flags` are `RowFlag` bits. Of `chunk` and `bytes` rows that came
   * in, the payload is good during the call alone: a host copies what it keeps. Others are copied or kept, and never changed after.
   */
  record(
    kind: RowKind,
    direction: Direction,
    peer: number,
    time: number,
    payload: Uint8Array,
    flags?: number,
  ): void;
  /**
   * Records one WebSocket frame, `bytes[start, end)`: its head as it crossed the wire, then its payload
   * unmasked. Copied at once, unless it is more than 1 MiB: then it must not be changed after.
   */
  recordFrame(
    kind: RowKind,
    direction: Direction,
    peer: number,
    time: number,
    bytes: Uint8Array,
    start: number,
    end: number,
    flags?: number,
  ): void;
  /** The same of a frame that lies in several places; always copied. */
  recordFrameParts(
    kind: RowKind,
    direction: Direction,
    peer: number,
    time: number,
    parts: readonly FramePart[],
    flags?: number,
  ): void;
  /** Records each frame of a run by itself; the run is the caller's again when this returns. */
  recordRun(direction: Direction, peer: number, time: number, run: FrameRun): void;
  /** Records an event of life. */
  life(kind: RowKind, peer: number, detail: LifeDetail, direction?: Direction): void;
  /** The session's state has become this. */
  state(state: SessionState): void;
  /** Facts for the status line: addresses, TLS, what was negotiated, round trip. */
  facts(facts: Partial<Pick<SessionInfo, EndpointFact>>): void;
  /** A peer appeared; answers its number (a client's far end is always 1). */
  openPeer(facts: PeerFacts): number;
  updatePeer(peer: number, facts: Partial<PeerFacts>): void;
  closePeer(peer: number): void;
  /**
   * The endpoint is over; called exactly once, last. `failure` is null where it ended by the will
   * of one side (a clean close); rows about the end have been recorded already.
   */
  ended(by: 'us' | 'peer' | 'error', failure: (Failure & { readonly stage: FailureStage }) | null): void;
}

type EndpointFact = 'local' | 'remote' | 'tls' | 'subprotocol' | 'extensions' | 'roundTripMs' | 'missedPongs';

export type PeerFacts = Pick<
  PeerInfo,
  'state' | 'remote' | 'local' | 'path' | 'subprotocol' | 'extensions' | 'headers' | 'tls'
>;

/** Who is told of the steps on a way. */
export type StepHost = Pick<EndpointHost, 'life' | 'state'>;

/** What an endpoint is made from; addresses and options have been judged already. */
export interface EndpointInput {
  readonly config: ConnectionConfig;
  readonly address: ParsedAddress;
  readonly options: FullOptions;
  /** Certificate and key files are relative to this directory. */
  readonly directory: string;
  /** Local sockets: remove a stale file before listening. */
  readonly replaceStale: boolean;
  /** TLS: records what is encrypted and its secrets, where the options ask for it. */
  readonly recorder?: TlsRecorder | undefined;
  /** What the settings of the app say of proxies and certificates. */
  readonly network?: Network | undefined;
}

/** Makes an endpoint; each kind has one. */
export type MakeEndpoint = (input: EndpointInput, host: EndpointHost) => Endpoint;
