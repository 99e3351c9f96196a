import { flushPromises } from '@vue/test-utils';
import { describe, expect, it } from 'vitest';
import { RowKind, fail, ok } from '../../../contract/index.js';
import { readHandshake } from './handshakes.js';
import { useHostStore } from './host.js';
import { openTestHost } from './test-host.js';
import { testBatch } from './test-batch.js';

const { request, response } = RowKind;
type Fact = readonly [kind: number, peer: number, text: string];
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const text = (of: Uint8Array | null | undefined): string | null =>
  of == null ? null : new TextDecoder().decode(of);

/** A session whose handshakes are these; `done` false has the host still looking for them. */
function session(facts: readonly Fact[], done = true) {
  const view = { view: 7, session: 's', count: done ? facts.length : 0, scanned: 0, done, generation: 0 };
  const host = openTestHost({
    'view.open': () => ok(view),
    'view.close': () => ok(),
    'rows.read': () => ok(testBatch(facts.map(([kind, peer, words]) => ({ kind, peer, payload: words })))),
    'payload.read': ({ position }: { position: number }) =>
      ok({ bytes: bytes(facts[position]?.[2] ?? ''), total: 1 }),
  });
  return { host, finish: () => host.say('view.changed', { ...view, count: facts.length, done: true }) };
}

describe('readHandshake', () => {
  it('finds the last upgrade of one peer among those that overlap', async () => {
    const { host } = session([
      [request, 1, 'one?'],
      [request, 2, 'two?'],
      [response, 2, 'two!'],
      [response, 1, 'one!'],
    ]);
    const latest = await readHandshake(useHostStore(), 's', null);
    expect(latest).toMatchObject({ ok: true, value: { peer: 1 } });
    if (!latest.ok) return;
    expect([text(latest.value?.request), text(latest.value?.response)]).toEqual(['one?', 'one!']);
    const second = await readHandshake(useHostStore(), 's', 2);
    if (!second.ok) throw new Error(second.error.message);
    expect([text(second.value?.request), text(second.value?.response)]).toEqual(['two?', 'two!']);
    expect(host.of('view.open')[1]).toMatchObject({ filter: { peer: 2, kinds: ['request', 'response'] } });
  });

  it('takes a request without an answer, and an answer without a request', async () => {
    session([[request, 1, 'hello?']]);
    expect(await readHandshake(useHostStore(), 's', null)).toMatchObject({ value: { response: null } });
    session([[response, 1, 'SSH-2.0']]);
    expect(await readHandshake(useHostStore(), 's', null)).toMatchObject({ value: { request: null } });
  });

  it('waits until the host has looked at every row', async () => {
    const { finish } = session([[request, 1, 'late?']], false);
    const reading = readHandshake(useHostStore(), 's', null);
    await Promise.resolve();
    finish();
    const found = await reading;
    expect(found.ok && text(found.value?.request)).toBe('late?');
  });

  it.each(['goAway', 'comeBack'] as const)('ends where the host is lost while it looks (%s)', async (how) => {
    const { host } = session([[request, 1, 'late?']], false);
    const reading = readHandshake(useHostStore(), 's', null);
    await flushPromises();
    host[how]();
    expect(await reading).toMatchObject({ ok: false, error: { code: 'transport.closed' } });
    expect(host.of('view.close')).toEqual([{ view: 7 }]);
  });

  it('gives its view back, whatever came of it', async () => {
    const { host } = session([]);
    expect(await readHandshake(useHostStore(), 's', null)).toEqual(ok(null));
    expect(host.of('view.close')).toEqual([{ view: 7 }]);
    const broken = openTestHost({
      'view.open': () => ok({ view: 8, session: 's', count: 1, scanned: 1, done: true }),
      'rows.read': () => fail('log.read', 'torn'),
      'view.close': () => ok(),
    });
    expect(await readHandshake(useHostStore(), 's', null)).toMatchObject({ error: { code: 'log.read' } });
    expect(broken.of('view.close')).toEqual([{ view: 8 }]);
  });

  it('says why there is no view', async () => {
    const host = openTestHost({ 'view.open': () => fail('view.limit', 'too many') });
    expect(await readHandshake(useHostStore(), 's', null)).toMatchObject({ error: { code: 'view.limit' } });
    expect(host.of('view.close')).toEqual([]);
  });
});
