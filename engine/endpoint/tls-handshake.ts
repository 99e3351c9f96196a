import { isIP } from 'node:net';
import type { Socket } from 'node:net';
import { performance } from 'node:perf_hooks';
import { connect, createServer } from 'node:tls';
import type { TLSSocket } from 'node:tls';
import type { Failure, FullOptions, OwnCertificate, TlsInfo } from '../../contract/index.js';
import { failureOf, placeOf } from './failure.js';
import type { StageFailure } from './failure.js';
import { localOf, remoteOf, roundMs } from './stream-address.js';
import type { Secured } from './stream-listener.js';
import type { TlsMaterial } from './tls-context.js';
import { explainTls } from './tls-explain.js';
import { tlsInfo } from './tls-facts.js';
import { TlsTap } from './tls-tap.js';
import type { TlsRecorder } from './tls-tap.js';

/** A handshake takes a few round trips; one that takes longer will not come. */
export const handshakeTimeoutMs = 10_000;

export interface ClientHandshake {
  readonly tls: FullOptions['tls'];
  /** As typed: what is verified and sent as server name unless the options say another. */
  readonly host: string;
  readonly port: number;
  readonly signal: AbortSignal;
  readonly timeoutMs?: number;
  /** Where the connection asks for it. */
  readonly recorder?: TlsRecorder | undefined;
  /** What of ours is in the material. */
  readonly own?: OwnCertificate | null;
}

export type SecuredClient =
  | { readonly ok: true; readonly socket: TLSSocket; readonly info: TlsInfo; readonly ms: number }
  /** `info` is there where the handshake succeeded and its certificate was refused. */
  | { readonly ok: false; readonly error: StageFailure; readonly info: TlsInfo | null; readonly ms: number };

/** The name sent as SNI; an address may not be one (RFC 6066 §3), so null. */
export function serverNameOf(tls: FullOptions['tls'], host: string): string | null {
  const name = tls.serverName === '' ? host : tls.serverName;
  return isIP(name) === 0 ? name : null;
}

/**
 * Secures a connected socket. The chain is judged here and not by Node, so that a refused one is
 * still seen; where verification is on, a refusal destroys the socket before any byte of ours.
 */
export function secureClient(
  raw: Socket,
  material: TlsMaterial,
  how: ClientHandshake,
): Promise<SecuredClient> {
  const { tls, host, port, signal, timeoutMs = handshakeTimeoutMs, recorder, own } = how;
  const recording = recorder?.open({ local: localOf(raw), remote: remoteOf(raw), dialed: true });
  const began = performance.now();
  const serverName = serverNameOf(tls, host);
  const expected = tls.serverName === '' ? host : tls.serverName;
  return new Promise((settle) => {
    const socket = connect({
      ...material,
      socket: recording === undefined ? raw : new TlsTap(raw, recording),
      host: expected,
      ...(serverName !== null && { servername: serverName }),
    });
    if (recording !== undefined) socket.on('keylog', (line: Buffer) => recording.secret(line));
    const refuse = (failure: Failure, info: TlsInfo | null = null) => {
      stop();
      socket.on('error', () => {});
      socket.destroy();
      raw.destroy();
      settle({
        ok: false,
        error: { ...failure, stage: 'tls' },
        info,
        ms: roundMs(performance.now() - began),
      });
    };
    const onError = (error: unknown) => refuse(failureOf(error, { stage: 'tls', host, port }));
    const onEnd = () =>
      onError(Object.assign(new Error('the peer hung up'), { code: 'ERR_SSL_UNEXPECTED_EOF' }));
    const onAbort = () =>
      refuse({ code: 'tls.cancelled', message: `stopped during the TLS handshake with ${host}` });
    const onSecure = () => {
      const found = tlsInfo(socket, { serverName, host: expected, port });
      const info = own ? { ...found, own } : found;
      if (tls.verify && !info.authorized) {
        refuse(info.verifyError ?? explainTls('CERT_UNTRUSTED', { host, chain: info.chain }), info);
        return;
      }
      stop();
      // Whoever takes the socket adds a listener; until then an error must not be a crash.
      socket.on('error', () => {});
      settle({ ok: true, socket, info, ms: roundMs(performance.now() - began) });
    };
    const timer = setTimeout(() => refuse(timedOut(placeOf({ host, port }), timeoutMs)), timeoutMs);
    const stop = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', onAbort);
      socket.off('error', onError);
      socket.off('secureConnect', onSecure);
      socket.off('end', onEnd);
    };
    socket.on('error', onError);
    socket.on('end', onEnd);
    socket.once('secureConnect', onSecure);
    signal.addEventListener('abort', onAbort);
    if (signal.aborted) onAbort();
  });
}

export interface ServerHandshake {
  readonly tls: FullOptions['tls'];
  readonly signal: AbortSignal;
  readonly timeoutMs?: number;
  /** Where the connection asks for it. */
  readonly recorder?: TlsRecorder | undefined;
}

/**
 * Secures an accepted socket. Each has a TLS server of its own, which never listens: it is the
 * public way to know which peer a failed handshake was with.
 */
export function secureServer(raw: Socket, material: TlsMaterial, how: ServerHandshake): Promise<Secured> {
  const { tls, signal, timeoutMs = handshakeTimeoutMs, recorder } = how;
  const recording = recorder?.open({ local: localOf(raw), remote: remoteOf(raw), dialed: false });
  const began = performance.now();
  const { host, port } = remoteOf(raw);
  return new Promise((settle) => {
    const server = createServer({
      ...material,
      // Here the alert that tells a peer its certificate is missing can only come from OpenSSL.
      rejectUnauthorized: tls.clientCertificate === 'require',
      handshakeTimeout: timeoutMs,
    });
    const done = (secured: Secured) => {
      signal.removeEventListener('abort', onAbort);
      raw.off('close', onClose);
      settle(secured);
    };
    const refuse = (error: Failure) => done({ ok: false, error });
    const onAbort = () => {
      raw.destroy();
      refuse({ code: 'tls.cancelled', message: 'the listener was stopped' });
    };
    // Where there is a reason, it is told in the same turn.
    const onClose = () =>
      setImmediate(refuse, { code: 'tls.cut-short', message: 'the peer hung up during the TLS handshake' });
    // A FIN in the middle of the handshake is an end; half-open counts from its completion.
    const halfOpen = raw.allowHalfOpen;
    raw.allowHalfOpen = false;
    const below = recording === undefined ? raw : new TlsTap(raw, recording);
    if (recording !== undefined) server.on('keylog', (line: Buffer) => recording.secret(line));
    server.on('secureConnection', (socket) => {
      raw.allowHalfOpen = below.allowHalfOpen = halfOpen;
      socket.allowHalfOpen = halfOpen;
      socket.on('error', () => {});
      done({ ok: true, value: { socket, tls: tlsInfo(socket), ms: roundMs(performance.now() - began) } });
    });
    server.on('tlsClientError', (error, socket) => {
      // Node destroys a peer whose certificate does not verify and reports the hang-up; this is why.
      const verdict: unknown = socket.authorizationError;
      const why = typeof verdict === 'string' ? verdict : error;
      refuse({ ...failureOf(error, { stage: 'tls', host, port }), ...explainTls(why, { host, port }) });
    });
    signal.addEventListener('abort', onAbort);
    raw.on('close', onClose);
    server.emit('connection', below);
  });
}

function timedOut(place: string, ms: number): Failure {
  return explainTls(
    Object.assign(new Error(`no TLS handshake within ${ms} ms`), { code: 'ERR_TLS_HANDSHAKE_TIMEOUT' }),
    { host: place },
  );
}
