import type { Socket } from 'node:net';
import { findHeadEnd, headerValues, parseHttpHead, visibleText } from '../../codec/index.js';
import type { HttpHead } from '../../codec/index.js';
import { Direction, RowFlag, RowKind } from '../../contract/index.js';
import type { FullOptions } from '../../contract/index.js';
import type { EndpointHost } from './endpoint.js';
import { failureOf } from './failure.js';
import type { StageFailure } from './failure.js';
import type { UpgradeRequest } from './websocket-request.js';
import { judgeSwitch, refusalOf, upgradeFailure } from './websocket-response.js';
import type { Agreed } from './websocket-response.js';
import { WireTap, headComplete } from './websocket-tap.js';
import type { Arrived } from './websocket-tap.js';

/** No server sends a longer head; what is longer is not one. */
export const maxHeadBytes = 64 * 1024;

/** Of the body of a refusal: enough to read why. */
const maxBodyBytes = 64 * 1024;

/** A body whose end is not announced is over when nothing more comes for so long. */
const bodyWaitMs = 1_000;

/** Interim responses (RFC 9110 §15.2) before the final one; more is a game. */
const maxInterim = 8;

export type Upgraded =
  | { readonly kind: 'open'; readonly agreed: Agreed; readonly rest: Buffer }
  | {
      readonly kind: 'redirect';
      readonly status: number;
      readonly location: string;
      readonly refusal: StageFailure;
    }
  | { readonly kind: 'failed'; readonly error: StageFailure };

export interface UpgradeContext {
  readonly host: EndpointHost;
  readonly peer: number;
  /** `host:port` of the server. */
  readonly place: string;
  readonly options: FullOptions['ws'];
  readonly signal: AbortSignal;
}

/** Sends the request and reads the answer, both as rows, exactly as they crossed the wire. */
export async function upgrade(
  socket: Socket,
  request: UpgradeRequest,
  context: UpgradeContext,
): Promise<Upgraded> {
  const { host, peer, place, options, signal } = context;
  const tap = new WireTap(socket, signal);
  socket.write(request.bytes);
  host.record(RowKind.request, Direction.out, peer, host.now(), request.bytes);

  const deadline =
    options.handshakeTimeoutMs === 0 ? Infinity : host.now() + options.handshakeTimeoutMs * 1e6;
  const left = () => (deadline === Infinity ? 0 : Math.max(1, (deadline - host.now()) / 1e6));
  const answer = (to: number, flags = 0) => {
    const bytes = Buffer.from(tap.bytes.subarray(0, to));
    if (bytes.length > 0) host.record(RowKind.response, Direction.in, peer, host.now(), bytes, flags);
    return bytes;
  };
  const failed = (error: StageFailure): Upgraded => {
    tap.release(0);
    return { kind: 'failed', error };
  };

  let from = 0;
  for (let interim = 0; interim < maxInterim; interim += 1) {
    const start = from;
    const complete = headComplete();
    const arrived = await tap.wait(
      (bytes) => {
        const head = bytes.subarray(start);
        return !mayBeHttp(head) || complete(head);
      },
      { ms: left(), bytes: start + maxHeadBytes },
    );
    const came = tap.bytes.subarray(start);
    const response = parseHttpHead(came);
    const whole = arrived === 'enough' && response.ok && response.value.status !== undefined;
    if (!whole) {
      answer(tap.bytes.length, RowFlag.invalid | RowFlag.partial);
      return failed(noResponse(arrived, came, tap.error, context));
    }
    const head = response.value;
    const end = start + findHeadEnd(came);
    if (head.status === 101) {
      const judged = judgeSwitch(request.head, head, options);
      answer(end, judged.ok ? 0 : RowFlag.invalid);
      if (!judged.ok) return failed(judged.error);
      return { kind: 'open', agreed: judged.value, rest: tap.release(end) };
    }
    if (head.status !== undefined && head.status >= 100 && head.status < 200) {
      from = end;
      continue;
    }
    return refused(head, end);
  }
  answer(tap.bytes.length, RowFlag.invalid);
  return failed(upgradeFailure('interim', `${place} sent ${maxInterim} interim responses and no final one`));

  async function refused(head: HttpHead, bodyStart: number): Promise<Upgraded> {
    const length = Number(headerValues(head, 'Content-Length')[0] ?? NaN);
    const chunked = headerValues(head, 'Transfer-Encoding').some((value) => /chunked/i.test(value));
    const arrived = await tap.wait(
      (bytes) => {
        const body = bytes.subarray(bodyStart);
        if (chunked) return body.includes('\r\n0\r\n\r\n') || body.subarray(0, 5).equals(lastChunk);
        return body.length >= length;
      },
      {
        ms: Number.isNaN(length) && !chunked ? bodyWaitMs : Math.min(left() || bodyWaitMs, bodyWaitMs),
        bytes: bodyStart + maxBodyBytes,
      },
    );
    answer(Math.min(tap.bytes.length, bodyStart + maxBodyBytes), arrived === 'limit' ? RowFlag.partial : 0);
    if (arrived === 'aborted') return failed(cancelled(place));
    const refusal = refusalOf(head, options.followRedirects);
    const { status = 0 } = head;
    const location = headerValues(head, 'Location')[0];
    if (options.followRedirects && status >= 300 && status < 400 && location !== undefined) {
      tap.release(0);
      return { kind: 'redirect', status, location, refusal };
    }
    return failed(refusal);
  }
}

const lastChunk = Buffer.from('0\r\n\r\n');
const httpStart = Buffer.from('HTTP/');

/** Told as early as possible: whatever greets us in another protocol may never end a line. */
function mayBeHttp(bytes: Buffer): boolean {
  const length = Math.min(bytes.length, httpStart.length);
  return bytes.subarray(0, length).equals(httpStart.subarray(0, length));
}

function cancelled(place: string): StageFailure {
  return upgradeFailure('cancelled', `stopped before ${place} had answered the upgrade`);
}

function noResponse(
  arrived: Arrived,
  came: Buffer,
  error: Error | null,
  context: UpgradeContext,
): StageFailure {
  const { place, options } = context;
  if (arrived === 'aborted') return cancelled(place);
  if (arrived === 'enough') {
    const start = visibleText(came.subarray(0, 40).toString('latin1'));
    return upgradeFailure(
      'not-http',
      `${place} did not answer in HTTP: it began with ${JSON.stringify(start)}; is another protocol spoken there?`,
    );
  }
  if (arrived === 'limit') {
    return upgradeFailure(
      'head-too-large',
      `${place} sent a response whose head is over ${maxHeadBytes} bytes`,
      { limit: maxHeadBytes },
    );
  }
  if (arrived === 'timeout') {
    const said =
      came.length === 0
        ? 'nothing'
        : `only ${came.length} ${came.length === 1 ? 'byte' : 'bytes'} of a response`;
    return upgradeFailure(
      'timeout',
      `${place} sent ${said} within ${options.handshakeTimeoutMs} ms of the upgrade request: it may speak another protocol, or TLS (wss)`,
      {
        timeoutMs: options.handshakeTimeoutMs,
      },
    );
  }
  if (arrived === 'failed') {
    const { code, ...failure } = failureOf(error, { stage: 'upgrade', host: place });
    return { ...failure, code: code === 'open.reset' ? 'upgrade.reset' : code };
  }
  if (came.length === 0)
    return upgradeFailure('closed', `${place} closed the connection without answering the upgrade request`);
  return upgradeFailure(
    'incomplete',
    `${place} closed the connection within the head of its response (${came.length} ${came.length === 1 ? 'byte' : 'bytes'})`,
  );
}
