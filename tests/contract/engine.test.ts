import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { connect } from '../../contract/connect.js';
import type { Client } from '../../contract/connect.js';
import { Direction, RowFlag, RowKind } from '../../contract/index.js';
import type { Input, Output, RequestName, SessionInfo } from '../../contract/index.js';
import { createEngine } from '../../engine/index.js';
import type { Engine } from '../../engine/index.js';
import { openPages } from '../../main/pages.js';
import { testWorkspaces } from '../../main/test-workspaces.js';
import { transports } from './transports.js';

let directory: string;
let engine: Engine;
const logged: string[] = [];
const disposals: (() => void | Promise<void>)[] = [];

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'wirebench-seam-'));
  const made = await createEngine({
    workspace: join(directory, 'workspace'),
    version: '0.0.0',
    sample: true,
  });
  if (!made.ok) throw new Error(made.error.message);
  engine = made.value;
});
afterAll(async () => {
  await engine.close();
  await rm(directory, { recursive: true });
});
afterEach(async () => {
  for (const dispose of disposals.splice(0)) await dispose();
  expect(logged.splice(0)).toEqual([]);
});

/** A page that fails the test where the host refuses it. */
class Page {
  constructor(readonly client: Client) {}

  async ask<Name extends RequestName>(name: Name, input: Input<Name>): Promise<Output<Name>> {
    const answer = await this.client.call(name, input);
    if (!answer.ok) throw new Error(`${name}: ${answer.error.code} ${answer.error.message}`);
    return answer.value;
  }

  /** The session as soon as it is so. */
  until(session: string, holds: (info: SessionInfo) => boolean): Promise<SessionInfo> {
    return new Promise((resolve, reject) => {
      const off = this.client.on('session.changed', (info) => {
        if (info.id === session && holds(info)) done(info);
      });
      const done = (info: SessionInfo) => {
        off();
        resolve(info);
      };
      this.ask('session.info', { session }).then((info) => {
        if (holds(info)) done(info);
      }, reject);
    });
  }

  start(name: string, role: 'client' | 'server', address: string): Promise<SessionInfo> {
    const options = role === 'server' ? { listen: { echo: true } } : {};
    return this.ask('session.start', {
      session: null,
      name,
      connection: null,
      config: { protocol: 'tcp', role, address, options },
    });
  }
}

describe.each(transports)('the engine over %s', (_, open) => {
  async function page(): Promise<Page> {
    const ends = await open();
    disposals.push(() => ends.dispose());
    openPages(testWorkspaces(engine, directory), {
      version: '1.2.3',
      capabilities: { ownWindow: false, namedPipes: false, nativeDialogs: false, openLinks: false },
      runtime: 'test',
      log: (problem, error) => logged.push(`${problem} ${String(error)}`),
    })(ends.host);
    return new Page(connect(ends.page));
  }

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

  it('writes crafted bytes beside the protocol, piece by piece, and gives up what waits', async () => {
    const one = await page();
    const listener = await one.ask('session.start', {
      session: null,
      name: 'frames',
      connection: null,
      config: { protocol: 'ws', role: 'server', address: 'ws://127.0.0.1:0', options: {} },
    });
    const { local } = await one.until(listener.id, ({ state }) => state === 'listening');
    const client = await one.ask('session.start', {
      session: null,
      name: 'crafts',
      connection: null,
      config: { protocol: 'ws', role: 'client', address: `ws://127.0.0.1:${local!.port}/`, options: {} },
    });
    await one.until(client.id, ({ state }) => state === 'open');

    // "Hello" in two masked fragments, the key all zeros.
    const pieces = ['01 82 00000000 4865', '80 83 00000000 6c6c6f'].map((hex, index) => ({
      data: new Uint8Array(Buffer.from(hex.replaceAll(' ', ''), 'hex')),
      afterMs: index * 20,
    }));
    expect(await one.ask('session.craft', { session: client.id, to: 'all', pieces })).toEqual({
      peers: 1,
      bytes: 17,
      failures: [],
      seq: expect.any(Number) as number,
    });
    await one.until(listener.id, ({ messagesIn }) => messagesIn === 1);
    const rows = await one.ask('rows.read', { session: client.id, view: 0, from: 0, to: 1000 });
    const crafted = [...rows.flags].filter((flags) => (flags & RowFlag.crafted) !== 0);
    expect(crafted).toHaveLength(2);

    const slow = one.ask('session.craft', {
      session: client.id,
      to: 'all',
      pieces: [{ data: pieces[0]!.data, afterMs: 600_000 }],
    });
    const again = await one.ask('session.craft', { session: client.id, to: 'all', pieces });
    expect(again.failures).toMatchObject([{ peer: 1, error: { code: 'craft.busy' } }]);
    await one.ask('session.uncraft', { session: client.id });
    expect((await slow).failures).toMatchObject([{ peer: 1, error: { code: 'craft.cancelled' } }]);

    const refused = async (list: unknown) => {
      const input = { session: client.id, to: 'all', pieces: list } as never;
      const answer = await one.client.call('session.craft', input);
      return answer.ok ? 'ok' : answer.error.code;
    };
    expect(await refused([])).toBe('request.invalid');
    expect(await refused(Array.from({ length: 1_001 }, () => pieces[0]))).toBe('request.invalid');
    expect(await refused([{ data: 'text', afterMs: 0 }])).toBe('request.invalid');
    const long = { data: new Uint8Array(), afterMs: 300_001 };
    expect(await refused([long, long])).toBe('request.invalid');

    for (const session of [client.id, listener.id]) {
      await one.ask('session.stop', { session });
      await one.until(session, ({ state }) => state === 'closed');
    }
    expect(await refused(pieces)).toBe('session.idle');
  });

  it('has no frames to craft on a stream', async () => {
    const one = await page();
    const listener = await one.start('stream', 'server', '127.0.0.1:0');
    await one.until(listener.id, ({ state }) => state === 'listening');
    const pieces = [{ data: new Uint8Array([0x81, 0x00]), afterMs: 0 }];
    expect(await one.client.call('session.craft', { session: listener.id, to: 'all', pieces })).toMatchObject(
      { ok: false, error: { code: 'craft.unsupported' } },
    );
    await one.ask('session.stop', { session: listener.id });
    await one.until(listener.id, ({ state }) => state === 'closed');
  });

  it('describes, removes and restores sessions, and tells every page', async () => {
    const [one, two] = [await page(), await page()];
    const listener = await one.start('shelf', 'server', '127.0.0.1:0');
    await one.until(listener.id, ({ state }) => state === 'listening');
    const sessions = [listener.id];
    // The host hears of a page with its first request.
    await two.ask('host.info', {});
    const named = new Promise<string>((resolve) => {
      two.client.on('sessions.changed', ({ changed }) => changed[0] && resolve(changed[0].name));
    });
    const removed = new Promise<readonly string[]>((resolve) => {
      two.client.on('sessions.changed', (news) => news.removed.length > 0 && resolve(news.removed));
    });
    const note = { name: 'kept', starred: true, comment: 'why' };
    expect(await one.ask('session.describe', { sessions, note })).toEqual({ done: sessions, failed: [] });
    expect(await named).toBe('kept');
    expect(await two.ask('session.info', { session: listener.id })).toMatchObject(note);
    const refusal = async () => (await one.ask('session.remove', { sessions })).failed[0]?.error.code;
    expect(await refusal()).toBe('session.starred');
    await one.ask('session.describe', { sessions, note: { starred: false } });
    expect(await refusal()).toBe('session.live');
    await one.ask('session.stop', { session: listener.id });
    await one.until(listener.id, ({ state }) => state === 'closed');
    await two.ask('session.tabs', { sessions });
    expect(await refusal()).toBe('session.open');
    await two.ask('session.tabs', { sessions: [] });
    expect(await one.ask('session.remove', { sessions })).toEqual({ done: sessions, failed: [] });
    expect(await removed).toEqual(sessions);
    expect((await two.ask('trash.read', {})).sessions).toMatchObject([
      { session: listener.id, name: 'kept' },
    ]);
    expect(await two.ask('session.restore', { sessions })).toEqual({ done: sessions, failed: [] });
    expect(await one.ask('session.info', { session: listener.id })).toMatchObject({ state: 'recorded' });
    await one.ask('session.remove', { sessions });
    expect(await one.ask('trash.empty', { sessions: null })).toEqual({ done: sessions, failed: [] });
    expect(await one.ask('trash.read', {})).toEqual({ sessions: [], bytes: 0 });
    const invalid = await one.client.call('session.remove', { sessions: ['../up'] });
    expect(invalid).toMatchObject({ ok: false, error: { code: 'request.invalid' } });
  });

  it('plans what limits would remove, and removes nothing by itself', async () => {
    const one = await page();
    expect(await one.ask('retention.read', {})).toEqual({ days: null, bytes: null });
    const before = await one.ask('session.list', {});
    await one.ask('retention.write', { days: 3, bytes: 1 });
    expect(await one.ask('retention.read', {})).toEqual({ days: 3, bytes: 1 });
    const plan = await one.ask('retention.plan', { policy: null });
    const known = new Set(before.map(({ id }) => id));
    expect(plan.remove.filter(({ session }) => !known.has(session))).toEqual([]);
    expect(plan.remove.length).toBeGreaterThan(0);
    expect(plan.totalBytes - plan.bytes).toBeLessThan(plan.totalBytes);
    expect(await one.ask('session.list', {})).toHaveLength(before.length);
    const nothing = await one.ask('retention.plan', { policy: { days: null, bytes: null } });
    expect(nothing).toMatchObject({ remove: [], bytes: 0 });
    // Live sessions may have written another block meanwhile.
    expect(nothing.totalBytes).toBeGreaterThanOrEqual(plan.totalBytes);
    await one.ask('retention.write', { days: null, bytes: null });
    const invalid = await one.client.call('retention.write', { days: 0, bytes: null });
    expect(invalid).toMatchObject({ ok: false, error: { code: 'request.invalid' } });
  });

  it('says and sets what a power cut may take, for every page', async () => {
    const one = await page();
    const two = await page();
    expect(await one.ask('sync.read', {})).toEqual({ ms: 1_000, given: false });
    await one.ask('sync.write', { ms: 50 });
    expect(await two.ask('sync.read', {})).toEqual({ ms: 50, given: false });
    const invalid = await one.client.call('sync.write', { ms: 60_001 });
    expect(invalid).toMatchObject({ ok: false, error: { code: 'request.invalid' } });
    await two.ask('sync.write', { ms: 1_000 });
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
