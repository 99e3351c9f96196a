import { afterEach, describe, expect, it } from 'vitest';
import { connect } from '../../contract/connect.js';
import type { Client } from '../../contract/connect.js';
import { maxHeadBytes, ok, requests } from '../../contract/index.js';
import type { HostInfo, Input, RowBatch } from '../../contract/index.js';
import { serve } from '../../contract/serve.js';
import type { Emit } from '../../contract/serve.js';
import { transports } from './transports.js';

const info: HostInfo = {
  contract: 1,
  version: '0.0.0',
  capabilities: { ownWindow: false, namedPipes: false, nativeDialogs: false, openLinks: false },
  runtime: 'test',
  interfaces: [],
};

function rows({ from, to }: Input<'rows.read'>): RowBatch {
  const length = to - from;
  return {
    from,
    length,
    total: 1e9,
    seq: Float64Array.from({ length }, (_, i) => from + i + 1),
    time: Float64Array.from({ length }, (_, i) => (from + i) * 1e6),
    kind: new Uint8Array(length).fill(1),
    direction: new Uint8Array(length).fill(2),
    flags: new Uint8Array(length),
    peer: new Uint32Array(length).fill(1),
    size: new Float64Array(length).fill(4),
    previewAt: Uint32Array.from({ length: length + 1 }, (_, i) => i * 4),
    previews: new Uint8Array(length * 4).fill(0x61),
    headSize: new Uint8Array(length),
    heads: new Uint8Array(length * maxHeadBytes),
  };
}

/** Few handlers, each for a shape that travels: none of them holds state. */
const handlers = {
  'host.info': () => ok(info),
  'rows.read': (input: Input<'rows.read'>) => ok(rows(input)),
  'transfer.chunk': ({ data }: Input<'transfer.chunk'>) => ok({ sent: data.length }),
  'state.read': () => new Promise<never>(() => {}),
};

let dispose: () => void | Promise<void>;
afterEach(() => dispose());

describe.each(transports)('the contract over %s', (_, open) => {
  async function start(): Promise<{
    client: Client;
    emit: Emit;
    stop(): void;
    logged: string[];
    gone: Promise<void>;
  }> {
    const ends = await open();
    dispose = () => ends.dispose();
    const logged: string[] = [];
    const serving = serve(ends.host, requests, handlers, {
      log: (problem) => logged.push(problem),
      maxInFlight: 300,
    });
    const gone = new Promise<void>((resolve) => serving.client.onClose(resolve));
    return {
      client: connect(ends.page),
      emit: serving.client.emit,
      stop: () => serving.close(),
      logged,
      gone,
    };
  }

  it('says hello, then answers', async () => {
    const { client } = await start();
    expect(await client.ready).toEqual({ ok: true });
    expect(await client.call('host.info', {})).toEqual({ ok: true, value: info });
  });

  it('carries a page of rows', async () => {
    const { client } = await start();
    const input = { session: 's', view: 0, from: 1_000_000, to: 1_001_000 };
    expect(await client.call('rows.read', input)).toEqual({ ok: true, value: rows(input) });
  });

  it('carries bytes to the host', async () => {
    const { client } = await start();
    const data = new Uint8Array(1024 * 1024);
    expect(await client.call('transfer.chunk', { transfer: 0, data })).toEqual({
      ok: true,
      value: { sent: data.length },
    });
  });

  it('answers many calls at once, each its own', async () => {
    const { client } = await start();
    const answers = await Promise.all(
      Array.from({ length: 250 }, (_, from) =>
        client.call('rows.read', { session: 's', view: 0, from, to: from + 1 }),
      ),
    );
    expect(answers.map((answer) => answer.ok && answer.value.from)).toEqual(
      Array.from({ length: 250 }, (_, i) => i),
    );
  });

  it('refuses hostile input with its path', async () => {
    const { client } = await start();
    const input = { session: '../../etc', view: 0, from: 0, to: 1 };
    expect(await client.call('rows.read', input)).toMatchObject({
      ok: false,
      error: { code: 'request.invalid', detail: { path: 'session' } },
    });
    expect(
      await client.call('transfer.chunk', { transfer: 0, data: 'text' as unknown as Uint8Array }),
    ).toMatchObject({
      error: { message: 'data: expected bytes' },
    });
  });

  it('pushes events in order', async () => {
    const { client, emit } = await start();
    const heard: string[] = [];
    const last = new Promise<void>((resolve) => {
      client.on('host.problem', ({ message }) => {
        heard.push(message);
        if (message === '99') resolve();
      });
    });
    for (let i = 0; i < 100; i++) emit('host.problem', { code: 'a.b', message: String(i) });
    await last;
    expect(heard).toEqual(Array.from({ length: 100 }, (_, i) => String(i)));
  });

  it('settles what waits when the host goes, and frees the page there', async () => {
    const { client, stop, gone } = await start();
    await client.ready;
    const call = client.call('state.read', {});
    stop();
    expect(await call).toMatchObject({ ok: false, error: { code: 'transport.closed' } });
    await gone;
  });

  it('frees the page at the host when the page goes', async () => {
    const { client, gone, logged } = await start();
    await client.ready;
    client.close();
    await gone;
    expect(await client.call('host.info', {})).toMatchObject({ error: { code: 'transport.closed' } });
    expect(logged).toEqual([]);
  });
});
