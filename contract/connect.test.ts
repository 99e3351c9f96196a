import { describe, expect, it } from 'vitest';
import { connect } from './connect.js';
import { memoryPair } from './memory.js';
import type { Transport } from './transport.js';
import { decode, encode } from './wire.js';

/** A host played by hand: what it gets, and what it says. */
function open() {
  const [host, page] = memoryPair();
  const calls: { id: number; call: string; input: unknown }[] = [];
  let arrived: (() => void) | undefined;
  host.onMessage((bytes) => {
    const message = decode(bytes);
    calls.push((message.ok ? message.value : undefined) as (typeof calls)[number]);
    arrived?.();
  });
  const nextCall = async () => {
    if (calls.length === 0) await new Promise<void>((resolve) => (arrived = resolve));
    return calls.shift()!;
  };
  return { host, nextCall, client: connect(page), say: (message: unknown) => host.send(encode(message)) };
}

describe('connect', () => {
  it('is ready once the host has said hello', async () => {
    const { client, say } = open();
    say({ contract: 1 });
    expect(await client.ready).toEqual({ ok: true });
  });

  it('settles each call with its own answer, in whatever order they come', async () => {
    const { client, nextCall, say } = open();
    const first = client.call('session.list', {});
    const second = client.call('view.close', { view: 3 });
    const [a, b] = [await nextCall(), await nextCall()];
    expect(a).toMatchObject({ call: 'session.list', input: {} });
    expect(b).toMatchObject({ call: 'view.close', input: { view: 3 } });
    expect(a.id).not.toBe(b.id);
    say({ id: b.id, ok: false, error: { code: 'x.y', message: 'z', detail: { n: 1 } } });
    say({ id: a.id, ok: true, value: [] });
    expect(await first).toEqual({ ok: true, value: [] });
    expect(await second).toEqual({ ok: false, error: { code: 'x.y', message: 'z', detail: { n: 1 } } });
  });

  it('copies the bytes of a call before it returns', async () => {
    const { client, nextCall } = open();
    const data = Uint8Array.of(1, 2);
    void client.call('transfer.chunk', { transfer: 1, data });
    data.fill(9);
    expect((await nextCall()).input).toEqual({ transfer: 1, data: Uint8Array.of(1, 2) });
  });

  it('ignores what answers nothing and what it cannot read', async () => {
    const { client, host, nextCall, say } = open();
    const call = client.call('session.list', {});
    const { id } = await nextCall();
    host.send(Uint8Array.of(1));
    say({ id: id + 1, ok: true, value: 'not mine' });
    say({ id: null, ok: false, error: { code: 'request.malformed', message: '' } });
    say({ id, ok: false, error: 'no failure' });
    say({ id, ok: 'yes' });
    say([]);
    say({ event: 'unheard', value: 1 });
    say({ id, ok: true, value: ['mine'] });
    expect(await call).toEqual({ ok: true, value: ['mine'] });
  });

  it('hands events to those who listen, until they stop', async () => {
    const { client, nextCall, say } = open();
    const heard: string[] = [];
    const off = client.on('workspace.changed', ({ outside }) => heard.push(`a ${outside}`));
    client.on('workspace.changed', ({ outside }) => heard.push(`b ${outside}`));
    say({ event: 'workspace.changed', value: { outside: true } });
    const call = client.call('session.list', {});
    const { id } = await nextCall();
    off();
    say({ event: 'workspace.changed', value: { outside: false } });
    say({ id, ok: true, value: [] });
    await call;
    expect(heard).toEqual(['a true', 'b true', 'b false']);
  });

  it('settles everything when the transport dies, and every later call at once', async () => {
    const { client, host } = open();
    const call = client.call('session.list', {});
    host.close();
    const closed = { ok: false, error: { code: 'transport.closed' } };
    expect(await call).toMatchObject(closed);
    expect(await client.ready).toMatchObject(closed);
    expect(await client.call('session.list', {})).toMatchObject(closed);
    const reason = await new Promise((resolve) => client.onClose(resolve));
    expect(reason).toMatchObject({ code: 'transport.closed' });
  });

  it('closes where the host speaks another contract, and says so', async () => {
    const { client, host, say } = open();
    const call = client.call('session.list', {});
    const gone = new Promise<void>((resolve) => host.onClose(resolve));
    say({ contract: 2 });
    const refused = {
      ok: false,
      error: { code: 'transport.version', message: expect.stringContaining('reload the page') as string },
    };
    expect(await call).toMatchObject(refused);
    expect(await client.ready).toMatchObject(refused);
    await gone;
    expect(await client.call('session.list', {})).toMatchObject(refused);
  });

  it('works on a transport that is closed already', async () => {
    const dead: Transport = {
      send() {},
      onMessage() {},
      onClose: (listener) => listener(),
      close() {},
    };
    expect(await connect(dead).call('session.list', {})).toMatchObject({
      error: { code: 'transport.closed' },
    });
  });
});
