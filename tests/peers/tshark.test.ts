import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, onTestFinished } from 'vitest';
import { WebSocket, WebSocketServer } from 'ws';
import type { ClientOptions } from 'ws';
import {
  MessageReader,
  findHeadEnd,
  formatHex,
  headerValues,
  maskKeyBytes,
  maskedPayload,
  parseDeflateParameters,
  parseHttpHead,
  type ReadFrame,
  type ReadMessage,
} from '../../codec/index.js';
import { FrameCapture, mayCapture, type SeenConnection, type SeenFrame } from './frame-capture.js';
import { PeerProcess } from './process.js';
import { needs } from './program.js';

const python = needs('python3', 'websockets');
const tshark = needs('tshark');
const allowed = mayCapture(tshark);
const script = (name: string) => fileURLToPath(new URL(`programs/${name}.py`, import.meta.url));
const note = `${python.note}${tshark.note}${tshark.missing || allowed ? '' : ' (needs the right to capture)'}`;

const hex = (bytes: Uint8Array): string => formatHex(bytes, { separator: '' });

/** A client of `ws` that is open, and what it has received so far. */
async function connect(url: string, options: ClientOptions = {}) {
  const socket = new WebSocket(url, options);
  let count = 0;
  let wake: () => void = () => undefined;
  socket.on('message', () => {
    count++;
    wake();
  });
  await once(socket, 'open');
  return {
    socket,
    received: async (wanted: number) => {
      while (count < wanted) await new Promise<void>((done) => (wake = done));
    },
    close: async (code: number, reason: string) => {
      socket.close(code, reason);
      await once(socket, 'close');
    },
  };
}

/** What our reader makes of one direction of a captured connection. */
function read(
  connection: SeenConnection,
  role: 'client' | 'server',
): { frames: ReadFrame[]; messages: ReadMessage[] } {
  const [client, server] = connection.bytes;
  const response = parseHttpHead(server.subarray(0, findHeadEnd(server)));
  if (!response.ok) throw new Error(response.error.message);
  const deflate = parseDeflateParameters(headerValues(response.value, 'Sec-WebSocket-Extensions').join(', '));
  if (!deflate.ok) throw new Error(deflate.error.message);
  const frames: ReadFrame[] = [];
  const messages: ReadMessage[] = [];
  const reader = new MessageReader(
    {
      frame: (one) => frames.push(one),
      message: (one) => messages.push(one),
      bytes: () => expect.fail('no junk'),
    },
    { role, deflate: deflate.value },
  );
  const bytes = role === 'client' ? client : server;
  reader.push(bytes.subarray(findHeadEnd(bytes)));
  expect(reader.pending().length).toBe(0);
  expect(frames.flatMap((one) => one.violations)).toEqual([]);
  return { frames, messages };
}

/**
 * Our frame in Wireshark's terms. Its text is that of the message which ends with it; of a compressed one
 * in fragments, what Wireshark puts together and does not inflate.
 */
function inItsTerms(
  { index, head, headBytes, payload }: ReadFrame,
  frames: readonly ReadFrame[],
  messages: readonly ReadMessage[],
): SeenFrame {
  const message = messages.find(({ last, opcode }) => last === index && opcode === 1);
  const own = frames.slice(message?.first, index + 1).filter((one) => one.head.opcode < 8);
  const text =
    message?.compressed === true && message.fragments > 1
      ? own.map((one) => hex(one.payload)).join('')
      : hex(message?.payload ?? new Uint8Array(0));
  return {
    fin: head.fin,
    rsv: head.rsv,
    opcode: head.opcode,
    masked: head.masked,
    maskKey: head.masked ? hex(maskKeyBytes(head.maskKey)) : '',
    lengthForm: head.lengthForm,
    payloadLength: head.payloadLength,
    maskedPayload: head.masked ? hex(maskedPayload(headBytes, payload)) : '',
    payload: hex(payload),
    text: text === '' ? null : text,
  };
}

describe.skipIf(python.missing || !allowed)(`A capture that tshark dissects${note}`, () => {
  it('holds the frames our reader finds, field by field', { timeout: 180_000 }, async () => {
    const directory = await mkdtemp(join(tmpdir(), 'wirebench-capture-'));
    onTestFinished(() => rm(directory, { recursive: true, force: true }));
    const server = new PeerProcess(python.path, [script('websocket_server')], directory);
    onTestFinished(() => server.kill());
    const port = await server.port(/listening on (\d+)/);
    const listener = new WebSocketServer({ port: 0, host: '127.0.0.1', perMessageDeflate: { threshold: 0 } });
    onTestFinished(() => new Promise<void>((done) => listener.close(() => done())));
    await once(listener, 'listening');
    listener.on('connection', (socket) =>
      socket.on('message', (data: Buffer, binary) => socket.send(data, { binary })),
    );
    const ownPort = (listener.address() as AddressInfo).port;
    const capture = await FrameCapture.start(tshark, directory, [port, ownPort]);
    onTestFinished(() => capture.end());

    // 0: every length form, control frames between fragments, an empty message, nothing compressed.
    const plain = await connect(`ws://127.0.0.1:${port}/echo`, { perMessageDeflate: false });
    plain.socket.send('Grüße 👋');
    plain.socket.send('');
    for (const size of [1, 125, 126, 65_535, 65_536, 200_000]) plain.socket.send(Buffer.alloc(size, 0x5a));
    plain.socket.send('one ', { fin: false });
    plain.socket.ping('beat');
    plain.socket.send('message in ', { fin: false });
    plain.socket.send('three', { fin: true });
    await plain.received(9);
    await plain.close(4010, 'done for today');

    // 1: compressed, with the window kept from message to message, fragments too.
    const squeezed = await connect(`ws://127.0.0.1:${port}/echo`, { perMessageDeflate: { threshold: 0 } });
    for (let i = 0; i < 3; i++) squeezed.socket.send('again and again and again');
    squeezed.socket.send('part one, ', { fin: false });
    squeezed.socket.send('part two', { fin: true });
    squeezed.socket.send(Buffer.alloc(100_000, 0x41));
    await squeezed.received(5);
    await squeezed.close(1000, '');

    // 2: fragments of the server, compressed.
    const given = await connect(`ws://127.0.0.1:${port}/fragments`);
    await given.received(2);
    await given.close(1001, 'seen');

    // 3 and 4: Python as the client, masked fragments and a compressed message.
    const parts = new PeerProcess(
      python.path,
      [script('websocket_client'), `ws://127.0.0.1:${ownPort}/`, 'fragments'],
      directory,
    );
    onTestFinished(() => parts.kill());
    await parts.sees('answer cut in three');
    await parts.exit;
    const packed = new PeerProcess(
      python.path,
      [script('websocket_client'), `ws://127.0.0.1:${ownPort}/`, 'deflate'],
      directory,
    );
    onTestFinished(() => packed.kill());
    await packed.sees('same True');
    await packed.exit;

    const connections = await capture.stop(5);
    const opcodes = new Set<number>();
    const found = { compressed: 0, fragments: 0, frames: 0, texts: 0 };
    for (const connection of connections) {
      for (const [side, role] of [
        [0, 'client'],
        [1, 'server'],
      ] as const) {
        const { frames, messages } = read(connection, role);
        const theirs = connection.frames[side];
        const ours = frames.map((one) => inItsTerms(one, frames, messages));
        // tshark does not show every text, but what it shows must be what we read.
        expect(ours.map((one) => ({ ...one, text: null }))).toEqual(
          theirs.map((one) => ({ ...one, text: null })),
        );
        theirs.forEach(({ text }, i) => {
          if (text === null) return;
          found.texts++;
          expect(ours[i]?.text).toBe(text);
        });
        for (const one of theirs) opcodes.add(one.opcode);
        found.frames += theirs.length;
        found.compressed += messages.filter((one) => one.compressed).length;
        found.fragments += messages.filter((one) => one.fragments > 1).length;
      }
    }
    // The conversation was what it was meant to be, or agreeing would prove little.
    expect([...opcodes].sort((one, other) => one - other)).toEqual([0, 1, 2, 8, 9, 10]);
    expect(found.frames).toBeGreaterThan(40);
    expect(found.compressed).toBeGreaterThanOrEqual(10);
    expect(found.fragments).toBeGreaterThanOrEqual(4);
    expect(found.texts).toBeGreaterThanOrEqual(10);
    const [first] = connections;
    expect(first?.frames[0].map((one) => one.lengthForm)).toEqual(expect.arrayContaining([7, 16, 64]));
  });
});
