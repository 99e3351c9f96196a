import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { readChunks } from './stream-reading.js';

const open: { destroy(): unknown }[] = [];

afterEach(() => {
  for (const one of open.splice(0)) one.destroy();
});

/** An accepted socket, and the one that connected to it. */
async function pair(): Promise<{ near: Socket; far: Socket }> {
  const server = createServer({ allowHalfOpen: true });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  // It listens on a port, so Node answers an AddressInfo.
  const { port } = server.address() as AddressInfo;
  const accepted = once(server, 'connection') as Promise<[Socket]>;
  const far = connect({ port, host: '127.0.0.1', allowHalfOpen: true });
  const [near] = await accepted;
  server.close();
  open.push(near, far);
  return { near, far };
}

/** Chunks as they came, each with the memory it was read into. */
function reading(socket: Socket) {
  const chunks: string[] = [];
  const memory = new Set<ArrayBufferLike>();
  let wake = () => {};
  readChunks(socket, {
    take: (bytes) => {
      chunks.push(bytes.toString());
      memory.add(bytes.buffer);
      wake();
      return undefined;
    },
  });
  const until = async (text: string) => {
    while (chunks.join('') !== text) await new Promise<void>((more) => (wake = more));
  };
  return { chunks, memory, until };
}

describe('reading a stream', () => {
  it('reads accepted and connected sockets into one memory', async () => {
    const { near, far } = await pair();
    const [here, there] = [reading(near), reading(far)];
    far.write('one');
    await here.until('one');
    far.write('two');
    near.write('answer');
    await Promise.all([here.until('onetwo'), there.until('answer')]);
    // Where this fails, a newer Node has moved the members that `onread` sets: floods are slow again.
    expect(new Set([...here.memory, ...there.memory]).size).toBe(1);
  });

  it('tells the end after what came before it', async () => {
    const { near, far } = await pair();
    const here = reading(near);
    const ended = once(near, 'end');
    far.end('last words');
    await ended;
    expect(here.chunks.join('')).toBe('last words');
  });

  it('reads nothing while it is paused, and all of it afterwards', async () => {
    const { near, far } = await pair();
    const here = reading(near);
    near.pause();
    far.write('kept back');
    // What is written to the other side and answered took longer than reading this would have.
    near.write('go');
    await once(far, 'data');
    expect(here.chunks).toEqual([]);
    near.resume();
    await here.until('kept back');
  });

  it('hands over what was read before anybody listened', async () => {
    const { near, far } = await pair();
    near.pause();
    far.write('early ');
    await once(near, 'readable');
    const here = reading(near);
    near.resume();
    far.write('late');
    await here.until('early late');
  });

  it('hears of a reset', async () => {
    const { near, far } = await pair();
    reading(near);
    const failed = once(near, 'error');
    far.resetAndDestroy();
    const [error] = (await failed) as [NodeJS.ErrnoException];
    expect(error.code).toBe('ECONNRESET');
  });
});
