import { describe, expect, it } from 'vitest';
import * as z from 'zod/mini';
import { request } from './define.js';
import type { EventValue } from './index.js';
import { memoryPair } from './memory.js';
import { fail, ok } from './result.js';
import type { Result } from './result.js';
import { serve } from './serve.js';
import type { ServeOptions } from './serve.js';
import { decode, encode } from './wire.js';

const table = {
  double: request<number>()(z.strictObject({ n: z.int().check(z.gte(0), z.lte(100)) })),
  reverse: request<Uint8Array>()(
    z.strictObject({ message: z.strictObject({ data: z.instanceof(Uint8Array) }) }),
  ),
  list: request<number>()(
    z.strictObject({ rows: z.array(z.tuple([z.string().check(z.maxLength(3)), z.enum(['in', 'out'])])) }),
  ),
  throws: request<void>()(z.strictObject({})),
  rejects: request<void>()(z.strictObject({})),
  nothing: request<void>()(z.strictObject({})),
  unsendable: request<unknown>()(z.strictObject({})),
  refuses: request<void>()(z.strictObject({})),
  waits: request<string>()(z.strictObject({})),
  missing: request<void>()(z.strictObject({})),
};

function open(options: Partial<ServeOptions> = {}) {
  const [host, page] = memoryPair();
  const logged: string[] = [];
  const gates: (() => void)[] = [];
  const handlers = {
    double: ({ n }: { n: number }) => ok(n * 2),
    reverse: async ({ message }: { message: { data: Uint8Array } }) => ok(message.data.slice().reverse()),
    list: ({ rows }: { rows: unknown[] }) => ok(rows.length),
    throws: () => {
      throw new Error('secret /people/someone/file');
    },
    rejects: () => Promise.reject(new Error('secret')),
    nothing: () => undefined as unknown as Result<void>,
    unsendable: () => ok(1n),
    refuses: () => fail('area.reason', 'It is so.', { path: ['a', 1] }),
    waits: () => new Promise<Result<string>>((resolve) => gates.push(() => resolve(ok('late')))),
  };
  const serving = serve(host, table, handlers, {
    log: (problem, error) => logged.push(error instanceof Error ? `${problem}: ${error.message}` : problem),
    ...options,
  });
  const received: unknown[] = [];
  let arrived: (() => void) | undefined;
  page.onMessage((bytes) => {
    const message = decode(bytes);
    received.push(message.ok ? message.value : message.error);
    arrived?.();
  });
  const next = async (): Promise<unknown> => {
    if (received.length === 0) await new Promise<void>((resolve) => (arrived = resolve));
    return received.shift();
  };
  const ask = async (message: unknown) => {
    page.send(encode(message));
    return next();
  };
  return { page, serving, logged, gates, next, ask, received };
}

describe('serve', () => {
  it('says first which contract it speaks', async () => {
    expect(await open().next()).toEqual({ contract: 1 });
  });

  it('answers a call with what its handler answered', async () => {
    const { ask, next } = open();
    await next();
    expect(await ask({ id: 1, call: 'double', input: { n: 21 } })).toEqual({ id: 1, ok: true, value: 42 });
    const data = Uint8Array.of(1, 2, 3);
    expect(await ask({ id: 2, call: 'reverse', input: { message: { data } } })).toEqual({
      id: 2,
      ok: true,
      value: Uint8Array.of(3, 2, 1),
    });
    expect(await ask({ id: 3, call: 'refuses', input: {} })).toEqual({
      id: 3,
      ok: false,
      error: { code: 'area.reason', message: 'It is so.', detail: { path: ['a', 1] } },
    });
  });

  it.each([
    ['reverse', { message: { data: 'text' } }, 'message.data: expected Uint8Array'],
    ['double', { n: '1' }, 'n: expected number'],
    ['double', { n: 1.5 }, 'n: expected int'],
    ['double', { n: 101 }, 'n: expected at most 100'],
    ['double', { n: -1 }, 'n: expected at least 0'],
    ['double', { n: 1, m: 2 }, 'input: unknown key "m"'],
    ['double', null, 'input: expected object'],
    ['double', undefined, 'input: expected object'],
    [
      'list',
      {
        rows: [
          ['a', 'in'],
          ['abcd', 'in'],
        ],
      },
      'rows[1][0]: expected a length of at most 3',
    ],
    ['list', { rows: [['a', 'up']] }, 'rows[0][1]: expected "in" or "out"'],
  ])('refuses the input of %s %j with its path', async (call, input, message) => {
    const { ask, next, logged } = open();
    await next();
    expect(await ask({ id: 1, call, input })).toMatchObject({
      id: 1,
      ok: false,
      error: { code: 'request.invalid', message },
    });
    expect(logged).toEqual([]);
  });

  it.each(['none', 'constructor', '__proto__', 'hasOwnProperty', 'toString'])(
    'refuses the unknown request %s',
    async (call) => {
      const { ask, next } = open();
      await next();
      expect(await ask({ id: 1, call, input: {} })).toMatchObject({
        id: 1,
        ok: false,
        error: { code: 'request.unknown', message: `This host has no request named "${call}"` },
      });
    },
  );

  it.each([
    ['throws', 'secret'],
    ['rejects', 'secret'],
    ['nothing', 'answered no Result'],
    ['unsendable', 'bigint'],
    ['missing', 'No handler'],
  ])('answers internal where a handler %s, and logs why', async (call, why) => {
    const { ask, next, logged } = open();
    await next();
    const answer = await ask({ id: 1, call, input: {} });
    expect(answer).toMatchObject({ id: 1, ok: false, error: { code: 'internal' } });
    expect(JSON.stringify(answer)).not.toContain('secret');
    expect(logged).toHaveLength(1);
    expect(logged[0]).toContain(why);
    expect(await ask({ id: 2, call: 'double', input: { n: 1 } })).toMatchObject({ id: 2, value: 2 });
  });

  it.each([
    ['bytes that are no message', Uint8Array.of(1, 2, 3)],
    ['a message without id', encode({ call: 'double', input: { n: 1 } })],
    ['a negative id', encode({ id: -1, call: 'double', input: { n: 1 } })],
    ['a message without a name', encode({ id: 1, input: { n: 1 } })],
    ['a list', encode([1])],
    ['null', encode(null)],
  ])('answers %s with request.malformed and goes on', async (_, bytes) => {
    const { page, ask, next, logged } = open();
    await next();
    page.send(bytes);
    expect(await next()).toMatchObject({ id: null, ok: false, error: { code: 'request.malformed' } });
    expect(logged).toHaveLength(1);
    expect(await ask({ id: 1, call: 'double', input: { n: 1 } })).toMatchObject({ value: 2 });
  });

  it('refuses a message over the limit', async () => {
    const { ask, next } = open({ maxMessageBytes: 200 });
    await next();
    const input = { message: { data: new Uint8Array(200) } };
    expect(await ask({ id: 1, call: 'reverse', input })).toMatchObject({
      id: null,
      ok: false,
      error: { message: expect.stringContaining('200 is the most') as string },
    });
  });

  it('refuses a second call under a number that is under way, and answers the first', async () => {
    const { page, ask, next, gates } = open();
    await next();
    page.send(encode({ id: 1, call: 'waits', input: {} }));
    expect(await ask({ id: 1, call: 'double', input: { n: 1 } })).toMatchObject({
      id: 1,
      error: { code: 'request.duplicate' },
    });
    gates[0]!();
    expect(await next()).toEqual({ id: 1, ok: true, value: 'late' });
  });

  it('refuses calls over the limit in flight, and takes more once one is answered', async () => {
    const { page, ask, next, gates } = open({ maxInFlight: 2 });
    await next();
    page.send(encode({ id: 1, call: 'waits', input: {} }));
    page.send(encode({ id: 2, call: 'waits', input: {} }));
    expect(await ask({ id: 3, call: 'double', input: { n: 1 } })).toMatchObject({
      id: 3,
      error: { code: 'request.busy' },
    });
    gates[0]!();
    expect(await next()).toEqual({ id: 1, ok: true, value: 'late' });
    expect(await ask({ id: 4, call: 'double', input: { n: 1 } })).toMatchObject({ id: 4, value: 2 });
  });

  it('refuses calls that come faster than is allowed, and answers each of them', async () => {
    const { ask, next } = open({ calls: { perSecond: 0, burst: 2 } });
    await next();
    for (const id of [1, 2]) {
      expect(await ask({ id, call: 'double', input: { n: 1 } })).toEqual({ id, ok: true, value: 2 });
    }
    expect(await ask({ id: 3, call: 'double', input: { n: 1 } })).toMatchObject({
      id: 3,
      error: { code: 'request.busy' },
    });
  });

  it('lets a page go that sends nothing but rubbish, and does not fill its log with it', async () => {
    const { page, logged, received } = open();
    const closed = new Promise<void>((resolve) => page.onClose(resolve));
    for (let i = 0; i < 1_100; i++) page.send(Uint8Array.of(1, 2, 3));
    await closed;
    expect(logged).toHaveLength(11);
    expect(logged.at(-1)).toContain('let go');
    expect(received.length).toBeLessThanOrEqual(1_001);
  });

  it('pushes events, and nothing after the close', async () => {
    const { page, serving, next, received } = open();
    await next();
    const problem: EventValue<'host.problem'> = { code: 'a.b', message: 'c' };
    serving.client.emit('host.problem', problem);
    expect(await next()).toEqual({ event: 'host.problem', value: problem });
    const closed = new Promise<void>((resolve) => page.onClose(resolve));
    serving.close();
    await closed;
    serving.client.emit('host.problem', problem);
    await Promise.resolve();
    expect(received).toEqual([]);
  });

  it('tells what belongs to the page once that its transport has gone', async () => {
    const { page, serving } = open();
    let told = 0;
    const closed = new Promise<void>((resolve) => page.onClose(resolve));
    serving.client.onClose(() => told++);
    page.close();
    page.close();
    await closed;
    expect(told).toBe(1);
    serving.client.onClose(() => told++);
    expect(told).toBe(2);
  });

  it('drops the answer of a call whose page has gone', async () => {
    const { page, next, gates, received, logged } = open();
    await next();
    page.send(encode({ id: 1, call: 'waits', input: {} }));
    await Promise.resolve();
    const closed = new Promise<void>((resolve) => page.onClose(resolve));
    page.close();
    await closed;
    gates[0]?.();
    await Promise.resolve();
    expect({ received, logged }).toEqual({ received: [], logged: [] });
  });
});
