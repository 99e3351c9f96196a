import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
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

describe.each(transports)('what the engine keeps, over %s', (_, open) => {
  const page = () => bench.page(open);

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
    const { id: session } = await one.start('old', 'server', '127.0.0.1:0');
    await one.until(session, ({ state }) => state === 'listening');
    await one.ask('session.stop', { session });
    const kept = async () => (await one.ask('session.info', { session })).diskBytes;
    await expect.poll(kept).toBeGreaterThan(0);
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
});
