import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { Direction, RowKind } from '../../contract/index.js';
import type { RequestName } from '../../contract/index.js';
import { EngineBench } from './engine-bench.js';
import { transports } from './transports.js';

let bench: EngineBench;
beforeAll(async () => {
  bench = await EngineBench.make();
});
afterAll(() => bench.close());
afterEach(async () => {
  await bench.leave();
  expect(bench.logged.splice(0)).toEqual([]);
});

describe.each(transports)('the engine over %s', (_, open) => {
  const page = () => bench.page(open);

  it('holds a conversation over TCP, and every byte of it is in the log', async () => {
    const one = await page();
    expect(await one.ask('host.info', {})).toMatchObject({ contract: 1, version: '1.2.3' });
    const listener = await one.start('listener', 'server', '127.0.0.1:0');
    await one.ask('session.watch', { sessions: [listener.id] });
    const { local } = await one.until(
      listener.id,
      ({ state, local }) => state === 'listening' && local !== null,
    );
    const client = await one.start('client', 'client', `127.0.0.1:${local!.port}`);
    await one.ask('session.watch', { sessions: [client.id] });
    await one.until(client.id, ({ state }) => state === 'open');

    const data = Uint8Array.from({ length: 256 }, (_, i) => i);
    expect(
      await one.ask('session.send', { session: client.id, to: 'all', message: { kind: 'data', data } }),
    ).toEqual({
      peers: 1,
      bytes: 256,
      failures: [],
      seq: 4,
    });
    await one.until(client.id, ({ bytesIn }) => bytesIn === 256);

    const rows = await one.ask('rows.read', { session: client.id, view: 0, from: 0, to: 1000 });
    expect(rows.seq).toBeInstanceOf(Float64Array);
    expect(rows.previewAt).toHaveLength(rows.length + 1);
    let echoed = Buffer.alloc(0);
    for (let i = 0; i < rows.length; i++) {
      if (rows.kind[i] !== RowKind.chunk || rows.direction[i] !== Direction.in) continue;
      const range = { session: client.id, view: 0, position: i, from: 0, to: 10_000 };
      echoed = Buffer.concat([echoed, (await one.ask('payload.read', range)).bytes]);
    }
    expect(echoed).toEqual(Buffer.from(data));

    const filter = { directions: ['in' as const], kinds: ['chunk' as const] };
    const view = await one.ask('view.open', { session: client.id, filter, framing: { kind: 'raw' } });
    const begun = await one.ask('export.begin', { session: client.id, view: view.view, format: 'jsonl' });
    let text = '';
    for (let done = false; !done;) {
      const piece = await one.ask('export.next', { export: begun.export });
      text += Buffer.from(piece.data).toString();
      done = piece.done;
    }
    const exported = text
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { dir: string; payload: string });
    expect(Buffer.concat(exported.map(({ payload }) => Buffer.from(payload, 'base64')))).toEqual(
      Buffer.from(data),
    );

    for (const session of [client.id, listener.id]) {
      await one.ask('session.stop', { session });
      await one.until(session, ({ state }) => state === 'closed');
    }
  });

  it('shows a second page the same sessions, and loses none when the first goes', async () => {
    const first = await page();
    const second = await page();
    const listener = await first.start('shared', 'server', '127.0.0.1:0');
    await first.until(listener.id, ({ state }) => state === 'listening');
    first.client.close();
    expect(await first.client.call('session.list', {})).toMatchObject({
      error: { code: 'transport.closed' },
    });
    expect((await second.ask('session.list', {})).map(({ id }) => id)).toContain(listener.id);
    await second.until(listener.id, ({ state }) => state === 'listening');
    await second.ask('session.stop', { session: listener.id });
    await second.until(listener.id, ({ state }) => state === 'closed');
  });

  it('tells a second page what the first saves', async () => {
    const first = await page();
    const second = await page();
    const { connections } = await second.ask('workspace.read', {});
    const changed = new Promise<void>((resolve) => {
      second.client.on('workspace.changed', () => resolve());
    });
    const stored = connections[0]!;
    await first.ask('workspace.save', {
      connection: { ...stored.connection, name: `renamed ${stored.revision}` },
      base: stored.revision,
    });
    await changed;
    const again = await second.ask('workspace.read', {});
    expect(again.connections.map(({ connection }) => connection.name)).toContain(
      `renamed ${stored.revision}`,
    );
    expect(
      await second.client.call('workspace.save', { connection: stored.connection, base: stored.revision }),
    ).toMatchObject({ ok: false, error: { code: 'workspace.conflict' } });
  });

  it('shows a second page what the first marks, in the session and in a view of the marked rows', async () => {
    const first = await page();
    const second = await page();
    const { id: session } = await first.start('marked', 'server', '127.0.0.1:0');
    await second.ask('session.watch', { sessions: [session] });
    await second.until(session, ({ state }) => state === 'listening');
    expect(await second.ask('session.marks', { session })).toMatchObject({
      seqs: new Float64Array(),
      comments: [],
    });
    const filter = { marked: true };
    const { view, count, generation } = await second.ask('view.open', {
      session,
      filter,
      framing: { kind: 'raw' },
    });
    expect([count, generation]).toEqual([0, 0]);
    const changed = new Promise<number[]>((resolve) => {
      second.client.on('view.changed', (info) => {
        if (info.view === view && info.count === 1) resolve([info.generation]);
      });
    });
    const changes = [{ seq: 1, marked: true, comment: 'žluť' }];
    const { before, revision } = await first.ask('session.mark', { session, changes });
    expect(revision).toBeGreaterThan(before);
    await second.until(session, ({ marks, marksRevision }) => marks === 1 && marksRevision === revision);
    expect(await second.ask('session.marks', { session })).toEqual({
      revision,
      seqs: Float64Array.of(1),
      comments: [[1, 'žluť']],
    });
    expect(await changed).toEqual([1]);
    const rows = await second.ask('rows.read', { session, view, from: 0, to: 10 });
    expect([rows.length, rows.seq[0]]).toEqual([1, 1]);
    await first.ask('session.stop', { session });
    await first.until(session, ({ state }) => state === 'closed');
  });

  it('searches every session in pieces, and ends a search when told to', async () => {
    const one = await page();
    const listener = await one.start('haystack', 'server', '127.0.0.1:0');
    const { local } = await one.until(listener.id, ({ state }) => state === 'listening');
    const query = `"${local?.port ?? 0}"`;
    const { search, sessions } = await one.ask('search.start', { filter: { query } });
    expect(sessions).toBe((await one.ask('session.list', {})).length);
    const found = new Set<string>();
    for (;;) {
      const { group, done } = await one.ask('search.next', { search });
      if (group !== null && group.count > 0) found.add(group.session.id);
      if (done) break;
    }
    expect(found).toContain(listener.id);
    await one.ask('search.stop', { search });
    const after = await one.client.call('search.next', { search });
    expect(after).toMatchObject({ ok: false, error: { code: 'search.unknown' } });
    const wrong = await one.client.call('search.start', { filter: { query: 'text~/(/' } });
    expect(wrong).toMatchObject({ ok: false, error: { code: 'filter.invalid' } });
    await one.ask('session.stop', { session: listener.id });
  });

  it('refuses what it does not know by code, never by silence', async () => {
    const one = await page();
    const session = 'none';
    const refused = async (name: RequestName, input: never) => {
      const answer = await one.client.call(name, input);
      return answer.ok ? 'ok' : answer.error.code;
    };
    expect(await refused('session.info', { session } as never)).toBe('session.unknown');
    expect(await refused('session.marks', { session } as never)).toBe('session.unknown');
    const changes = [{ seq: 0, marked: true }];
    expect(await refused('session.mark', { session, changes } as never)).toBe('request.invalid');
    expect(await refused('rows.read', { session, view: 0, from: 0, to: 1 } as never)).toBe('session.unknown');
    expect(await refused('transfer.end', { transfer: 1, cancel: true } as never)).toBe('transfer.unknown');
    expect(await refused('export.next', { export: 1 } as never)).toBe('export.unknown');
    expect(await refused('session.start', { session: null } as never)).toBe('request.invalid');
    expect(await refused('nothing' as never, {} as never)).toBe('request.unknown');
  });
});
