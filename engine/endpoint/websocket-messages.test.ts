import { afterEach, describe, expect, it } from 'vitest';
import { RowFlag } from '../../contract/index.js';
import { bytes, switching, text } from './test-websocket.js';
import { closeAll, dial, open, serve } from './test-websocket-client.js';

afterEach(closeAll);

describe('an open client', () => {
  it('tells its steps as states and rows', async () => {
    const { host, server } = await open();
    expect(host.states).toEqual(['resolving', 'connecting', 'upgrading', 'open']);
    expect(host.rows.map(({ kind }) => kind)).toEqual(['resolve', 'connect', 'request', 'response', 'open']);
    expect(host.known.remote).toEqual({ host: '127.0.0.1', port: server.port, family: 'IPv4' });
    expect(host.peers.get(1)?.state).toBe('open');
  });

  it('takes frames that came with the response', async () => {
    const server = await serve((request) => Buffer.concat([text(switching(request)), bytes('81 02 68 69')]));
    const { host } = dial(`ws://127.0.0.1:${server.port}/`);
    expect((await host.row('text')).payload).toEqual(text('hi'));
    expect(host.rows.findIndex(({ kind }) => kind === 'open')).toBeLessThan(
      host.rows.findIndex(({ kind }) => kind === 'text'),
    );
  });

  it('sends each kind of message masked and shows it', async () => {
    const { endpoint, host, peer } = await open();
    expect(await endpoint.send(1, { kind: 'text', data: text('héllo') })).toEqual({ ok: true, value: 6 });
    expect(await endpoint.send(1, { kind: 'binary', data: bytes('00 ff') })).toEqual({ ok: true, value: 2 });
    expect(await endpoint.send(1, { kind: 'data', data: bytes('01') })).toEqual({ ok: true, value: 1 });
    expect(await endpoint.send(1, { kind: 'ping', data: bytes('aa') })).toEqual({ ok: true, value: 1 });
    expect(await endpoint.send(1, { kind: 'pong', data: bytes('') })).toEqual({ ok: true, value: 0 });
    const frames = [
      await peer.frame(),
      await peer.frame(),
      await peer.frame(),
      await peer.frame(),
      await peer.frame(),
    ];
    expect(frames).toEqual([
      { first: 0x81, masked: true, payload: text('héllo') },
      { first: 0x82, masked: true, payload: bytes('00 ff') },
      { first: 0x82, masked: true, payload: bytes('01') },
      { first: 0x89, masked: true, payload: bytes('aa') },
      { first: 0x8a, masked: true, payload: bytes('') },
    ]);
    const out = host.rows.filter(
      ({ direction, kind }) => direction === 2 && kind !== 'request' && kind !== 'connect',
    );
    expect(out.map(({ kind, flags }) => [kind, flags])).toEqual([
      ['text', 0],
      ['binary', 0],
      ['binary', 0],
      ['ping', 0],
      ['pong', 0],
    ]);
    expect(out[0]?.payload).toEqual(text('héllo'));
  });

  it('refuses text that is not UTF-8 with its offset, and control frames over 125 bytes', async () => {
    const { endpoint, host } = await open();
    expect(await endpoint.send(1, { kind: 'text', data: bytes('61 62 c3 28') })).toMatchObject({
      error: { code: 'send.invalid-utf8', detail: { offset: 2 } },
    });
    expect(await endpoint.send(1, { kind: 'ping', data: Buffer.alloc(126) })).toMatchObject({
      error: { code: 'send.too-large', detail: { limit: 125 } },
    });
    expect(
      host.rows.some(({ direction, kind }) => direction === 2 && (kind === 'text' || kind === 'ping')),
    ).toBe(false);
  });

  it('shows fragments as one message with its flag', async () => {
    const { host, peer } = await open();
    peer.socket.write(bytes('01 03 48 65 6c  89 01 70  80 02 6c 6f'));
    const row = await host.row('text');
    expect(row).toMatchObject({ payload: text('Hello'), flags: RowFlag.fragmented });
    peer.socket.write(bytes('82 01 07'));
    expect(await host.row('binary')).toMatchObject({ payload: bytes('07'), flags: 0 });
  });

  it('answers pings by itself, after showing them, and marks the answer', async () => {
    const { host, peer } = await open();
    peer.socket.write(bytes('89 02 ab cd'));
    expect(await peer.frame()).toEqual({ first: 0x8a, masked: true, payload: bytes('ab cd') });
    const order = host.rows.slice(-2);
    expect(order.map(({ kind, direction, flags }) => [kind, direction, flags])).toEqual([
      ['ping', 1, 0],
      ['pong', 2, RowFlag.automatic],
    ]);
  });

  it('leaves pings unanswered where automatic pong is off', async () => {
    const { endpoint, host, peer } = await open({ autoPong: false });
    peer.socket.write(bytes('89 00'));
    await host.row('ping');
    await endpoint.send(1, { kind: 'text', data: text('x') });
    expect((await peer.frame()).first).toBe(0x81);
    expect(host.all('pong')).toEqual([]);
  });

  it('measures the round trip of a ping', async () => {
    const { endpoint, host, peer } = await open();
    await endpoint.send(1, { kind: 'ping', data: bytes('01 02') });
    const { payload } = await peer.frame();
    peer.socket.write(Buffer.concat([bytes('8a 02'), payload]));
    expect(await host.when('round trip', () => host.known.roundTripMs ?? undefined)).toBeGreaterThan(0);
  });

  it('sends keep-alive pings and counts pongs that never come', async () => {
    const { host, peer } = await open({ pingIntervalMs: 20 });
    const { first } = await peer.frame();
    expect(first).toBe(0x89);
    await host.when('two missed', () => ((host.known.missedPongs ?? 0) >= 2 ? true : undefined));
    expect(host.all('missedPong').length).toBeGreaterThanOrEqual(2);
    expect(host.all('ping').every(({ flags }) => flags === RowFlag.automatic)).toBe(true);
    expect(host.ends).toEqual([]);
  });

  it('misses no pong that comes', async () => {
    const { host, peer } = await open({ pingIntervalMs: 40 });
    for (let index = 0; index < 3; index += 1) {
      const { payload } = await peer.frame();
      peer.socket.write(Buffer.concat([bytes('8a 04'), payload]));
    }
    await host.when('pongs', () => host.all('pong')[2]);
    expect(host.known.missedPongs).toBe(0);
    expect(host.known.roundTripMs).toBeGreaterThan(0);
  });

  it('compresses both ways where agreed, and says which message was', async () => {
    const { endpoint, host, peer } = await open({}, ['Sec-WebSocket-Extensions: permessage-deflate']);
    expect(host.known.extensions).toBe('permessage-deflate');
    // RFC 7692 §7.2.3.1: "Hello" compressed.
    peer.socket.write(bytes('c1 07 f2 48 cd c9 c9 07 00'));
    expect(await host.row('text')).toMatchObject({ payload: text('Hello'), flags: RowFlag.compressed });
    await endpoint.send(1, { kind: 'text', data: text('Hello') });
    const { first, payload } = await peer.frame();
    expect([first, payload]).toEqual([0xc1, bytes('f2 48 cd c9 c9 07 00')]);
    expect(host.all('text')[1]).toMatchObject({ direction: 2, flags: RowFlag.compressed });
  });

  it('stops reading while paused', async () => {
    const { endpoint, host, peer } = await open();
    endpoint.pause();
    peer.socket.write(bytes('81 01 61'));
    await endpoint.send(1, { kind: 'text', data: text('x') });
    await peer.frame();
    expect(host.all('text').map(({ direction }) => direction)).toEqual([2]);
    endpoint.resume();
    expect((await host.row('text', ({ direction }) => direction === 1)).payload).toEqual(text('a'));
  });
});

describe('a streamed message', () => {
  it('is one frame where it fits one chunk', async () => {
    const { endpoint, host, peer } = await open();
    const stream = endpoint.openStream(1, { kind: 'binary', size: 3 });
    if (!stream.ok) throw new Error(stream.error.message);
    expect((await stream.value.write(bytes('01 02 03'))).ok).toBe(true);
    expect((await stream.value.end()).ok).toBe(true);
    expect(await peer.frame()).toMatchObject({ first: 0x82, payload: bytes('01 02 03') });
    expect(host.all('binary')[0]?.flags).toBe(0);
  });

  it('is fragmented otherwise, holds other messages back and lets pings through', async () => {
    const { endpoint, host, peer } = await open({ deflate: false });
    const stream = endpoint.openStream(1, { kind: 'text', size: 4 });
    if (!stream.ok) throw new Error(stream.error.message);
    expect(endpoint.openStream(1, { kind: 'text', size: 1 })).toMatchObject({ error: { code: 'send.busy' } });
    const { value } = stream;
    await value.write(bytes('61 c3'));
    await value.write(bytes('a9'));
    const other = endpoint.send(1, { kind: 'text', data: text('other') });
    await endpoint.send(1, { kind: 'ping', data: bytes('') });
    await value.write(bytes('62'));
    expect((await value.end()).ok).toBe(true);
    expect((await other).ok).toBe(true);
    const frames = [
      await peer.frame(),
      await peer.frame(),
      await peer.frame(),
      await peer.frame(),
      await peer.frame(),
    ];
    expect(frames.map(({ first, payload }) => [first, payload.toString('hex')])).toEqual([
      [0x01, '61c3'],
      [0x89, ''],
      [0x00, 'a9'],
      [0x80, '62'],
      [0x81, '6f74686572'],
    ]);
    expect(host.all('text').map(({ flags }) => flags)).toEqual([
      RowFlag.fragmented | RowFlag.partial,
      RowFlag.fragmented | RowFlag.partial,
      RowFlag.fragmented,
      0,
    ]);
  });

  it('stops before text that is not UTF-8 leaves, and closes where a part has left', async () => {
    const { endpoint, peer } = await open();
    const first = endpoint.openStream(1, { kind: 'text', size: 2 });
    if (!first.ok) throw new Error(first.error.message);
    expect(await first.value.write(bytes('61 ff'))).toMatchObject({
      error: { code: 'send.invalid-utf8', detail: { offset: 1 } },
    });
    await endpoint.send(1, { kind: 'text', data: text('still open') });
    expect((await peer.frame()).payload).toEqual(text('still open'));
    const second = endpoint.openStream(1, { kind: 'text', size: 3 });
    if (!second.ok) throw new Error(second.error.message);
    await second.value.write(bytes('61'));
    await second.value.write(bytes('62 c3'));
    expect(await second.value.end()).toMatchObject({
      error: { code: 'send.invalid-utf8', detail: { offset: 2 } },
    });
    expect((await peer.frame()).first).toBe(0x01);
    expect(await peer.frame()).toMatchObject({ first: 0x88 });
  });

  it('that is cancelled half-way closes the connection with 1001', async () => {
    const { endpoint, peer } = await open();
    const stream = endpoint.openStream(1, { kind: 'binary', size: 100 });
    if (!stream.ok) throw new Error(stream.error.message);
    await stream.value.write(bytes('01'));
    await stream.value.write(bytes('02'));
    stream.value.abort();
    expect((await peer.frame()).first).toBe(0x02);
    expect((await peer.frame()).payload.readUInt16BE()).toBe(1001);
    expect((await stream.value.write(bytes('03'))).ok).toBe(false);
  });
});
