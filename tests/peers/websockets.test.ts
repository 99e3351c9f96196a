import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { RowFlag } from '../../contract/index.js';
import type { ConnectionOptions } from '../../contract/index.js';
import { PeerBench, exchange } from './engine-fixture.js';
import type { PeerProcess } from './process.js';
import { needs } from './program.js';

const python = needs('python3', 'websockets');
const script = (name: string) => fileURLToPath(new URL(`programs/${name}.py`, import.meta.url));

type WebSocketOptions = NonNullable<ConnectionOptions['ws']>;

describe.skipIf(python.missing)(`Python's websockets as a server${python.note}`, () => {
  let bench: PeerBench;
  let server: PeerProcess;
  let port: number;
  beforeEach(async () => {
    bench = await PeerBench.make();
    server = bench.run(python.path, [script('websocket_server')]);
    port = await server.port(/listening on (\d+)/);
  });
  afterEach(() => bench.close());

  const connect = (path: string, ws: WebSocketOptions = {}) =>
    bench.connect('ws', `ws://127.0.0.1:${port}${path}`, { ws });

  it('echoes text and binary, and closes with our code and reason', async () => {
    const client = await connect('/echo', { deflate: false });
    await client.send('text', 'Grüße 👋');
    await client.when('the echo', (rows) => rows.find(({ dir, kind }) => dir === 'in' && kind === 'text'));
    await client.send('binary', Uint8Array.of(0, 1, 0xfe, 0xff));
    await client.row('binary', ({ dir }) => dir === 'in');
    await client.session.stop({ code: 4010, reason: 'done for today' });
    await server.sees("closed 4010 'done for today'");
    const rows = await client.rows();
    const messages = rows.filter(({ kind }) => kind === 'text' || kind === 'binary');
    expect(messages.map(({ dir, kind, bytes }) => `${dir} ${kind} ${bytes.toString('hex')}`)).toEqual([
      `out text ${Buffer.from('Grüße 👋').toString('hex')}`,
      `in text ${Buffer.from('Grüße 👋').toString('hex')}`,
      'out binary 0001feff',
      'in binary 0001feff',
    ]);
    // 4010 is 0x0faa; the library answers with the same payload (RFC 6455 §5.5.1).
    const closes = rows.filter(({ kind }) => kind === 'close');
    expect(closes.map(({ dir, bytes }) => `${dir} ${bytes.subarray(0, 2).toString('hex')}`)).toEqual([
      'out 0faa',
      'in 0faa',
    ]);
    expect((await client.row('end')).detail).toMatchObject({ by: 'us', code: 4010, clean: true });
    expect(rows.find(({ kind }) => kind === 'request')?.bytes.toString()).toMatch(
      /^GET \/echo HTTP\/1\.1\r\n/,
    );
    expect(rows.find(({ kind }) => kind === 'response')?.bytes.toString()).toMatch(/^HTTP\/1\.1 101 /);
  });

  it('takes the subprotocol it prefers of those we offer', async () => {
    const client = await connect('/echo', { subprotocols: ['chat.v1', 'superchat'] });
    await server.sees('subprotocol chat.v1');
    expect(client.session.info.subprotocol).toBe('chat.v1');
    expect((await client.row('open')).detail?.protocol).toBe('chat.v1');
  });

  it('compresses where both want it: rows hold the message and say that it was compressed', async () => {
    const client = await connect('/echo', { deflate: true });
    expect(client.session.info.extensions).toContain('permessage-deflate');
    const text = 'again and '.repeat(1_000);
    await client.send('text', text);
    const echo = await client.received(text);
    expect(echo.flags & RowFlag.compressed).toBe(RowFlag.compressed);
    const sent = await client.row('text', ({ dir }) => dir === 'out');
    expect(sent.flags & RowFlag.compressed).toBe(RowFlag.compressed);
    expect(sent.bytes.length).toBe(10_000);
  });

  it('sends a message in fragments: one row, flagged', async () => {
    const client = await connect('/fragments');
    const text = await client.received('one message in four');
    expect(text.kind).toBe('text');
    expect(text.flags & RowFlag.fragmented).toBe(RowFlag.fragmented);
    const binary = await client.row('binary');
    expect(binary.bytes.toString('hex')).toBe('0001feff');
    expect(binary.flags & RowFlag.fragmented).toBe(0);
  });

  it('closes with its own code and reason: the end names who, and why', async () => {
    const client = await connect('/close');
    await client.send('text', 'please close');
    const end = await client.row('end');
    expect(end.detail).toMatchObject({ by: 'peer', code: 4001, reason: 'as you wish', clean: true });
    const close = await client.row('close', ({ dir }) => dir === 'in');
    expect(close.bytes.toString('latin1')).toBe('\x0f\xa1as you wish');
    await server.sees("closed 4001 'as you wish'");
  });

  it('pings: the pong is a row of its own, marked automatic', async () => {
    const client = await connect('/ping');
    await client.received('you are alive');
    const control = (await client.rows()).filter(({ kind }) => kind === 'ping' || kind === 'pong');
    expect(
      control.map(({ dir, kind, bytes, flags }) => `${dir} ${kind} ${bytes.toString()} ${flags}`),
    ).toEqual(['in ping are you alive 0', `out pong are you alive ${RowFlag.automatic}`]);
  });

  it('answers our ping with its payload, and the round trip is known', async () => {
    const client = await connect('/echo');
    await client.send('ping', 'beat 1');
    const pong = await client.row('pong', ({ dir }) => dir === 'in');
    expect(pong.bytes.toString()).toBe('beat 1');
    expect(client.session.info.roundTripMs).toBeGreaterThan(0);
  });

  it('sends more than we allow: 1009 is answered, said in words, and the rows before stay', async () => {
    const client = await connect('/big', { maxMessageBytes: 100_000, deflate: false });
    const error = await client.row('error');
    expect(error.detail?.text).toMatch(/200.?000|100.?000/);
    await server.sees('closed 1009');
    const close = await client.row('close', ({ dir }) => dir === 'out');
    expect(close.bytes.readUInt16BE(0)).toBe(1009);
    expect((await client.rows()).filter(({ kind }) => kind === 'text')).toEqual([]);
  });
});

describe.skipIf(python.missing)(`Python's websockets as a client${python.note}`, () => {
  let bench: PeerBench;
  beforeEach(async () => {
    bench = await PeerBench.make();
  });
  afterEach(() => bench.close());

  async function listen(options: ConnectionOptions) {
    const listener = await bench.listen('ws', 'ws://127.0.0.1:0/talk', options);
    const run = (deed: string, path = '/talk') =>
      bench.run(python.path, [script('websocket_client'), `ws://127.0.0.1:${listener.port}${path}`, deed]);
    return { listener, run };
  }

  it('is echoed, agrees on the subprotocol we list first, and closes with a code', async () => {
    const { listener, run } = await listen({
      listen: { echo: true },
      ws: { subprotocols: ['chat.v2', 'chat.v1'] },
    });
    const client = run('talk');
    await client.sees('subprotocol chat.v2');
    await client.sees('same True');
    await client.sees('bytes 00ff');
    const end = await listener.row('end', ({ peer }) => peer === 1);
    expect(end.detail).toMatchObject({ by: 'peer', code: 4002, reason: 'enough', clean: true });
    const rows = await listener.rows();
    expect(exchange(rows).filter((line) => / text /.test(line))).toEqual([
      'in text hello from Python',
      'out text hello from Python',
    ]);
    expect(rows.find(({ kind }) => kind === 'request')?.bytes.toString()).toContain('X-Deed: talk\r\n');
    expect(listener.session.peers[0]).toMatchObject({
      path: '/talk',
      subprotocol: 'chat.v2',
      state: 'closed',
    });
  });

  it('compresses: our listener inflates and deflates', async () => {
    const { listener, run } = await listen({ listen: { echo: true }, ws: { deflate: true } });
    await run('deflate').sees('same True');
    const [question, answer] = await listener.when('both texts', (rows) => {
      const texts = rows.filter(({ kind }) => kind === 'text');
      return texts.length === 2 ? texts : undefined;
    });
    expect(question?.bytes.length).toBe(5_000);
    expect((question?.flags ?? 0) & RowFlag.compressed).toBe(RowFlag.compressed);
    expect((answer?.flags ?? 0) & RowFlag.compressed).toBe(RowFlag.compressed);
  });

  it('sends fragments and is answered by hand', async () => {
    const { listener, run } = await listen({});
    const client = run('fragments');
    const question = await listener.received('cut in three');
    expect(question.flags & RowFlag.fragmented).toBe(RowFlag.fragmented);
    await listener.session.send([question.peer], { kind: 'text', data: Buffer.from('whole again') });
    await client.sees('answer whole again');
  });

  it('pings and gets its pong', async () => {
    const { listener, run } = await listen({});
    await run('ping').sees('pong came');
    expect((await listener.row('ping')).bytes.toString()).toBe('knock');
    expect((await listener.row('pong')).dir).toBe('out');
  });

  it('hears our greeting, our message to all, and the code and reason we close with', async () => {
    const { listener, run } = await listen({ listen: { greeting: { kind: 'text', body: 'welcome' } } });
    const client = run('listen');
    await client.sees('heard welcome');
    await listener.send('text', 'news for all');
    await client.sees('heard news for all');
    await listener.session.end('all', 'close', 4321, 'closing time');
    await client.sees('closed 4321 closing time');
    const end = await listener.row('end', ({ peer }) => peer === 1);
    expect(end.detail).toMatchObject({ by: 'us', code: 4321, clean: true });
    const greeting = await listener.row('text');
    expect(greeting.flags & RowFlag.automatic).toBe(RowFlag.automatic);
  });

  it('is refused at another path, and with the status we choose', async () => {
    const { listener, run } = await listen({});
    await run('talk', '/elsewhere').sees(/refused: .*404/);
    expect((await listener.row('response')).bytes.toString()).toMatch(/^HTTP\/1\.1 404 /);
    const closed = await listen({ ws: { refuseStatus: 503, refuseBody: 'back at nine' } });
    await closed.run('talk').sees(/refused: .*503/);
    expect((await closed.listener.row('response')).bytes.toString()).toMatch(/\r\n\r\nback at nine$/);
  });
});
