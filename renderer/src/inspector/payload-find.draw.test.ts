import { mount } from '@vue/test-utils';
import { describe, expect, it, vi } from 'vitest';
import { effectScope, h, nextTick, ref } from 'vue';
import { ok } from '../../../contract/index.js';
import type { Needle, Output, Result } from '../../../contract/index.js';
import FindBar from './FindBar.vue';
import { needleOf, usePayloadFind } from './payload-find.js';
import type { PayloadFind } from './payload-find.js';

/** Finds `abc` at 10, 40 and 90 of 100 bytes, looking through 25 at a time. */
async function ask(_: Needle, from: number, back: boolean): Promise<Result<Output<'payload.find'>>> {
  await Promise.resolve();
  const places = [10, 40, 90];
  const at = back ? places.findLast((one) => one < from) : places.find((one) => one >= from);
  const edge = back ? from - 25 : from + 25;
  if (at !== undefined && (back ? at >= edge : at < edge))
    return ok({ found: { from: at, to: at + 3 }, next: null, unsearched: [] });
  return ok({ found: null, next: edge <= 0 || edge >= 100 ? null : edge, unsearched: [] });
}

/** Two in the first half, one in the second. */
async function countFrom(_: Needle, from: number): Promise<Result<Output<'payload.count'>>> {
  await Promise.resolve();
  return ok(from === 0 ? { count: 2, next: 50, unsearched: [] } : { count: 1, next: null, unsearched: [] });
}

function open(looks: typeof ask = ask): { find: PayloadFind; key: ReturnType<typeof ref<string>> } {
  const key = ref('a');
  const find = effectScope().run(() => usePayloadFind(key, ref(100), looks, countFrom));
  if (find === undefined) throw new Error('no scope');
  return { find, key };
}

describe('usePayloadFind', () => {
  it('goes from place to place and around the end, both ways', async () => {
    const { find } = open();
    find.typed.value = 'abc';
    await nextTick();
    const at: (number | undefined)[] = [];
    for (const by of [1, 1, 1, 1, -1, -1] as const) {
      await find.step(by);
      at.push(find.found.value?.from);
    }
    expect(at).toEqual([10, 40, 90, 10, 90, 40]);
    expect(find.progress.value).toBeNull();
  });

  it('says that it is around, and that there is none', async () => {
    const { find } = open();
    find.typed.value = 'abc';
    await nextTick();
    await find.step(-1);
    expect(find.found.value?.from).toBe(90);
    await find.step(1);
    expect(find.said.value).toBe('On from the beginning.');
    const none = open(() => Promise.resolve(ok({ found: null, next: null, unsearched: [] }))).find;
    none.typed.value = 'zzz';
    await nextTick();
    await none.step(1);
    expect(none.said.value).toBe('It is not in this payload.');
  });

  it('forgets what was found once another payload is meant, and drops a late answer', async () => {
    const { find, key } = open();
    find.typed.value = 'abc';
    await nextTick();
    await find.step(1);
    key.value = 'b';
    await nextTick();
    expect(find.found.value).toBeNull();
    const late = find.step(1);
    find.cancel();
    await late;
    expect(find.found.value).toBeNull();
    expect(find.said.value).toBe('Stopped.');
  });

  it('reads bytes behind hex:, and says what is wrong with them', async () => {
    expect(needleOf('hex: 01 ?? ff')).toEqual(ok({ kind: 'hex', bytes: [1, -1, 255] }));
    expect(needleOf('hex')).toEqual(ok({ kind: 'text', text: 'hex' }));
    expect(needleOf('"type":"tick"')).toEqual(ok({ kind: 'text', text: '"type":"tick"' }));
    const { find } = open();
    find.typed.value = 'hex:0';
    await nextTick();
    await find.step(1);
    expect(find.said.value).not.toBe('');
    expect(find.found.value).toBeNull();
  });

  it('counts the places while it goes through them, and says which one it is at', async () => {
    const { find } = open();
    find.typed.value = 'abc';
    await nextTick();
    await find.step(-1);
    expect(find.places.value).toEqual({ count: 0, done: false });
    await vi.waitFor(() => expect(find.places.value).toEqual({ count: 3, done: true }));
    expect(find.ordinal.value).toBe(3);
    await find.step(-1);
    expect(find.ordinal.value).toBe(2);
    await find.step(1);
    await find.step(1);
    expect(find.ordinal.value).toBe(1);
    find.typed.value = 'abcd';
    await nextTick();
    expect(find.places.value).toBeNull();
  });

  it('stops counting when told to, and says that there are more', async () => {
    const { find } = open();
    find.typed.value = 'abc';
    await nextTick();
    await find.step(1);
    find.cancel();
    await Promise.resolve();
    expect(find.places.value).toMatchObject({ done: false });
    expect(find.said.value).toBe('Stopped.');
  });
});

describe('what is looked for', () => {
  it('is a pattern between slashes, bytes behind hex:, else text', () => {
    expect(needleOf('/a+b/i')).toEqual(ok({ kind: 'pattern', source: 'a+b', flags: 'i' }));
    expect(needleOf('hex:01 ??')).toEqual(ok({ kind: 'hex', bytes: [1, -1] }));
    expect(needleOf('/usr/bin and more')).toEqual(ok({ kind: 'text', text: '/usr/bin and more' }));
    expect(needleOf('/(a/')).toMatchObject({ ok: false, error: { code: 'filter.invalid' } });
  });

  it('says what was not searched, and that there may be more than it counts', async () => {
    const parts = [{ from: 20, to: 25 }];
    const { find } = open((_, from, back) =>
      ask(_, from, back).then((answer) =>
        answer.ok ? ok({ ...answer.value, unsearched: from === 0 ? parts : [{ from: 25, to: 30 }] }) : answer,
      ),
    );
    find.typed.value = '/a+/';
    await nextTick();
    await find.step(1);
    expect(find.unsearched.value).toEqual(parts);
    await find.step(1);
    expect(find.unsearched.value).toEqual([{ from: 20, to: 30 }]);
    const bar = mount(FindBar, { props: { find } });
    await vi.waitFor(() => expect(bar.get('[role="status"]').text()).toContain('3+'));
    expect(bar.get('[role="note"]').text()).toMatch(/^Parts of it were not searched: bytes 20 to 30\./);
    find.typed.value = 'b';
    await nextTick();
    expect(find.unsearched.value).toEqual([]);
    expect(bar.find('[role="note"]').exists()).toBe(false);
    bar.unmount();
    const none = open(() => Promise.resolve(ok({ found: null, next: null, unsearched: parts }))).find;
    none.typed.value = '/b/';
    await nextTick();
    await none.step(1);
    expect(none.said.value).toBe('It is not in what was searched.');
  });

  it('gives the keyboard back to what had it when its bar is closed, unless it has gone on', async () => {
    document.body.innerHTML = '<button id="before"></button><button id="other"></button>';
    const { find } = open();
    const [before, other] = document.querySelectorAll('button');
    for (const [goesTo, ends] of [
      [null, before],
      [other, other],
    ] as const) {
      before?.focus();
      const pane = mount((props: { finding: boolean }) => (props.finding ? h(FindBar, { find }) : h('p')), {
        props: { finding: true },
        attachTo: document.body,
      });
      expect(document.activeElement).toBe(pane.get('input').element);
      goesTo?.focus();
      await pane.setProps({ finding: false });
      expect(document.activeElement).toBe(ends);
      pane.unmount();
    }
  });
});
