import { once } from 'node:events';
import { afterEach, describe, expect, it } from 'vitest';
import { plainServer } from './test-endpoint.js';
import type { Plain } from './test-endpoint.js';
import { bytes, rawClient, text } from './test-websocket.js';
import { WireTap, headComplete } from './websocket-tap.js';

let server: Plain | undefined;
afterEach(() => server?.close());

async function tapped() {
  server = await plainServer();
  const peer = await rawClient(server.port);
  const abort = new AbortController();
  const socket = await server.accepted();
  return { peer, socket, abort, tap: new WireTap(socket, abort.signal) };
}

const limits = { ms: 0, bytes: 1_000 };

describe('WireTap', () => {
  it('keeps bytes as they came and hands what follows a head to the next reader', async () => {
    const { peer, socket, tap } = await tapped();
    const head = text('GET / HTTP/1.1\r\nX: y\r\n\r\n');
    for (const byte of head) peer.socket.write(Buffer.of(byte));
    peer.socket.write(bytes('81 00'));
    expect(await tap.wait((came) => came.length === head.length + 2, limits)).toBe('enough');
    expect(await tap.wait(headComplete(), limits)).toBe('enough');
    expect(tap.bytes.subarray(0, head.length)).toEqual(head);
    expect(tap.release(head.length)).toEqual(bytes('81 00'));
    expect(socket.isPaused()).toBe(true);
    const heard = once(socket, 'data');
    socket.unshift('for another');
    socket.resume();
    await heard;
    expect(tap.bytes).toHaveLength(head.length + 2);
  });

  it('grows beyond its first buffer and stops at the limit', async () => {
    const { peer, tap } = await tapped();
    const many = Buffer.alloc(100_000, 7);
    peer.socket.write(many);
    expect(await tap.wait((came) => came.length === many.length, { ms: 0, bytes: 1_000_000 })).toBe('enough');
    expect(tap.bytes.equals(many)).toBe(true);
    expect(await tap.wait(() => false, limits)).toBe('limit');
  });

  it('tells an end from a failure, a timeout and an abort', async () => {
    const ended = await tapped();
    ended.peer.socket.end();
    expect(await ended.tap.wait(() => false, limits)).toBe('ended');
    await server?.close();
    const failed = await tapped();
    failed.peer.socket.resetAndDestroy();
    expect(await failed.tap.wait(() => false, limits)).toBe('failed');
    expect(failed.tap.error).toMatchObject({ code: 'ECONNRESET' });
    await server?.close();
    const silent = await tapped();
    expect(await silent.tap.wait(() => false, { ms: 5, bytes: 10 })).toBe('timeout');
    const waiting = silent.tap.wait(() => false, limits);
    silent.abort.abort();
    expect(await waiting).toBe('aborted');
    silent.peer.socket.destroy();
  });
});
