import type { Socket } from 'node:net';
import { afterEach, expect, it } from 'vitest';
import { defaultOptions } from '../../contract/index.js';
import type { FullOptions } from '../../contract/index.js';
import { remoteOf } from './stream-address.js';
import { plainServer } from './test-endpoint.js';
import type { Plain } from './test-endpoint.js';
import { TestHost } from './test-host.js';
import { bytes, maskedFrame, rawClient, text } from './test-websocket.js';
import { WebSocketPeer } from './websocket-peer.js';
import type { WebSocketOutcome } from './websocket-outcome.js';

let server: Plain | undefined;
afterEach(() => server?.close());

/** A peer of a listener whose handshake is done, and the socket at its far end. */
async function opened(rest = '', options: Partial<FullOptions['ws']> = {}) {
  server = await plainServer();
  const far = await rawClient(server.port);
  const socket = await server.accepted();
  const host = new TestHost();
  let ended: (outcome: WebSocketOutcome) => void = () => undefined;
  const closed = new Promise<WebSocketOutcome>((resolve) => (ended = resolve));
  const ignored = () => undefined;
  const family = {
    ...{ host, options: { ...defaultOptions.ws, ...options }, noDelay: true, server: true },
    owner: {
      closing: ignored,
      roundTrip: ignored,
      missed: ignored,
      closed: (_: number, how: WebSocketOutcome) => ended(how),
    },
  };
  const at = { peer: 1, socket, raw: socket, remote: remoteOf(socket) };
  const peer = new WebSocketPeer(family, { ...at, deflate: null, rest: bytes(rest) });
  socket.resume();
  return { far, socket, host, peer, closed };
}

/** Whether `ws` has the socket: it leaves its mark there. */
const spoken = (socket: Socket) =>
  Object.getOwnPropertySymbols(socket).some(({ description }) => description === 'websocket');

it('costs no WebSocket of ws while it says nothing but messages of one frame', async () => {
  const { far, socket, host, peer } = await opened('81 80 00 00 00 00');
  await host.row('text');
  far.socket.write(maskedFrame(0x81, text('hello')));
  far.socket.write(maskedFrame(0x82, Buffer.alloc(60_000, 7)));
  await host.row('binary');
  peer.pause();
  peer.resume();
  expect(peer.queuedBytes()).toBe(0);
  expect(host.rows.map(({ payload }) => payload.length)).toEqual([0, 5, 60_000]);
  expect(spoken(socket)).toBe(false);
  expect(socket.listenerCount('data')).toBe(1);
});

it('answers the first ping', async () => {
  const { far, socket, host } = await opened();
  far.socket.write(maskedFrame(0x89, text('are you there')));
  expect(await far.frame()).toMatchObject({ first: 0x8a, payload: text('are you there') });
  await host.row('pong');
  expect(spoken(socket)).toBe(true);
});

it('sends and goes on reading', async () => {
  const { far, host, peer } = await opened();
  expect(await peer.send({ kind: 'text', data: text('hi') })).toEqual({ ok: true, value: 2 });
  expect((await far.frame()).payload).toEqual(text('hi'));
  far.socket.write(maskedFrame(0x81, text('back')));
  await host.row('text', ({ payload }) => payload.length === 4);
});

it('stays paused when it begins to speak, and reads what came once it goes on', async () => {
  const { far, socket, host, peer } = await opened();
  peer.pause();
  far.socket.write(maskedFrame(0x81, text('kept back')));
  await peer.send({ kind: 'text', data: text('go') });
  await far.frame();
  expect(socket.isPaused()).toBe(true);
  expect(host.all('text').map(({ direction }) => direction)).toEqual([2]);
  peer.resume();
  await host.row('text', ({ direction }) => direction === 1);
});

it('tells how it ended, whatever ends it first', async () => {
  const ended = await opened();
  ended.far.socket.end();
  expect(await ended.closed).toMatchObject({ by: 'peer', failure: { code: 'open.no-close' } });
  await ended.far.end();
  await server?.close();

  const reset = await opened();
  reset.far.socket.resetAndDestroy();
  expect(await reset.closed).toMatchObject({ by: 'peer', failure: { code: 'open.reset' } });
  expect(reset.host.all('reset')).toHaveLength(1);
  await server?.close();

  const gone = await opened();
  gone.socket.destroy();
  expect(await gone.closed).toMatchObject({ by: 'peer' });
  await server?.close();

  const ours = await opened();
  expect(ours.peer.close(1000, 'bye').ok).toBe(true);
  expect((await ours.far.frame()).payload).toEqual(Buffer.concat([bytes('03 e8'), text('bye')]));
  ours.far.socket.write(maskedFrame(0x88, bytes('03 e8')));
  await ours.peer.whenClosed();
  expect(await ours.closed).toEqual({ by: 'us', failure: null });
});

it('refuses a text that is none, and a frame that breaks the rules, as the first thing that comes', async () => {
  const garbled = await opened();
  garbled.far.socket.write(maskedFrame(0x81, bytes('ff')));
  expect((await garbled.far.frame()).payload.subarray(0, 2)).toEqual(bytes('03 ef'));
  await server?.close();
  const unmasked = await opened();
  unmasked.far.socket.write(bytes('81 01 61'));
  expect((await unmasked.far.frame()).payload.subarray(0, 2)).toEqual(bytes('03 ea'));
});

it('pings at once where it is asked to, without a word before', async () => {
  const { far } = await opened('', { pingIntervalMs: 5 });
  expect((await far.frame()).first).toBe(0x89);
});
