import { mount, type VueWrapper } from '@vue/test-utils';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { nextTick } from 'vue';
import VirtualList from './VirtualList.vue';

const prop = (wrapper: VueWrapper, name: string): unknown =>
  (wrapper.props() as Record<string, unknown>)[name];

// The test DOM lays nothing out: this is the one thing a browser would have told the list.
const height = Object.getOwnPropertyDescriptor(HTMLElement.prototype, 'clientHeight');
beforeEach(() => {
  Object.defineProperty(HTMLElement.prototype, 'clientHeight', { configurable: true, get: () => 240 });
});
afterEach(() => {
  if (height) Object.defineProperty(HTMLElement.prototype, 'clientHeight', height);
  document.body.replaceChildren();
});

async function render(props: Record<string, unknown> = {}): Promise<VueWrapper> {
  const wrapper: VueWrapper = mount(VirtualList, {
    attachTo: document.body,
    props: {
      count: 10_000_000,
      label: 'Timeline',
      'onUpdate:active': (active: number) => void wrapper.setProps({ active }),
      'onUpdate:follow': (follow: boolean) => void wrapper.setProps({ follow }),
      ...props,
    },
    slots: {
      default: '<template #default="{ index }"><span role="gridcell">row {{ index }}</span></template>',
    },
  });
  await nextTick();
  return wrapper;
}

const drawn = (wrapper: VueWrapper): number[] =>
  wrapper.findAll('[data-index]').map((row) => Number(row.attributes('data-index')));

async function press(wrapper: VueWrapper, key: string): Promise<void> {
  await wrapper.get('[role=grid]').trigger('keydown', { key });
  await nextTick();
}

describe('VirtualList', () => {
  it('says how many rows there are and which ones are drawn', async () => {
    const wrapper = await render();
    expect(wrapper.get('[role=grid]').attributes('aria-rowcount')).toBe('10000000');
    expect(drawn(wrapper)).toEqual(Array.from({ length: 19 }, (_, at) => at));
    expect(wrapper.get('[role=row]').attributes('aria-rowindex')).toBe('1');
    expect(wrapper.emitted('range')?.at(-1)).toEqual([{ from: 0, to: 19 }]);
  });

  it('goes to the last of ten million rows and follows from there', async () => {
    const wrapper = await render();
    await press(wrapper, 'End');
    expect(drawn(wrapper).at(-1)).toBe(9_999_999);
    expect(prop(wrapper, 'active')).toBe(9_999_999);
    expect(prop(wrapper, 'follow')).toBe(true);
    expect(wrapper.get('[role=grid]').attributes('aria-activedescendant')).toBe(
      wrapper.get('[data-index="9999999"]').attributes('id'),
    );
  });

  it('does not look where the scrollbar stands while it stays there', async () => {
    const wrapper = await render({ follow: true });
    let looked = 0;
    const grid = wrapper.get('[role=grid]').element;
    const at = grid.scrollTop;
    Object.defineProperty(grid, 'scrollTop', {
      configurable: true,
      get: () => (looked++, at),
      set: () => looked++,
    });
    for (let more = 1; more <= 20; more++) await wrapper.setProps({ count: 10_000_000 + more * 500 });
    expect(drawn(wrapper).at(-1)).toBe(10_009_999);
    expect(looked).toBe(0);
  });

  it('stays at the end while it grows, until the keys go up', async () => {
    const wrapper = await render({ follow: true });
    await wrapper.setProps({ count: 10_000_500 });
    expect(drawn(wrapper).at(-1)).toBe(10_000_499);
    for (let at = 0; at < 12; at++) await press(wrapper, 'ArrowUp');
    expect(prop(wrapper, 'follow')).toBe(false);
    const before = wrapper.vm.$.exposed?.['firstVisible'] as { value: number };
    const row = before.value;
    await wrapper.setProps({ count: 11_000_000 });
    expect(row).toBe(10_000_488);
    expect(before.value).toBe(row);
  });

  it('starts at what is seen, then moves by row and by page', async () => {
    const wrapper = await render();
    await press(wrapper, 'ArrowDown');
    expect(prop(wrapper, 'active')).toBe(0);
    await press(wrapper, 'ArrowDown');
    await press(wrapper, 'PageDown');
    expect(prop(wrapper, 'active')).toBe(10);
    await press(wrapper, 'PageUp');
    await press(wrapper, 'Home');
    await press(wrapper, 'ArrowUp');
    expect(prop(wrapper, 'active')).toBe(0);
  });

  it('goes on following where the browser moves it for having become higher, and not where a person does', async () => {
    const wrapper = await render({ count: 1_000, follow: true });
    const list = wrapper.get('[role=grid]').element;
    let spacer = 24_000;
    let higher = 269;
    Object.defineProperty(list, 'scrollHeight', { configurable: true, get: () => spacer });
    Object.defineProperty(list, 'clientHeight', { configurable: true, get: () => higher });
    list.scrollTop = 24_000 - 269;
    list.dispatchEvent(new Event('scroll'));
    await nextTick();
    expect(prop(wrapper, 'follow')).toBe(true);
    expect(drawn(wrapper).at(-1)).toBe(999);
    // Rows came between the move and what is heard of it: it was to the end that there was.
    spacer = 26_400;
    list.scrollTop = 24_000 - 290;
    higher = 290;
    list.dispatchEvent(new Event('scroll'));
    await nextTick();
    expect(prop(wrapper, 'follow')).toBe(true);
    // As high as it is known to be, it is moved by a person.
    higher = 240;
    list.scrollTop = 20_000;
    list.dispatchEvent(new Event('scroll'));
    await nextTick();
    expect(prop(wrapper, 'follow')).toBe(false);
  });

  it('moves by real pixels for a wheel although the scrollbar is scaled', async () => {
    const wrapper = await render();
    await wrapper.get('[role=grid]').trigger('wheel', { deltaY: 240, deltaMode: 0 });
    expect(wrapper.emitted('range')?.at(-1)).toEqual([{ from: 6, to: 25 }]);
  });

  it('opens the row of a double click and of Enter', async () => {
    const wrapper = await render();
    await wrapper.get('[data-index="3"]').trigger('click');
    await wrapper.get('[data-index="3"]').trigger('dblclick');
    await press(wrapper, 'Enter');
    expect(wrapper.emitted('activate')).toEqual([[3], [3]]);
  });

  it('takes a right click as a choice, and the menu key as the chosen row', async () => {
    const wrapper = await render();
    await wrapper.get('[data-index="5"] span').trigger('contextmenu');
    await wrapper.get('[role=grid]').trigger('contextmenu');
    expect(wrapper.emitted('rowmenu')?.map(([index]) => index)).toEqual([5, 5]);
    expect(prop(wrapper, 'active')).toBe(5);
  });

  it('reuses the elements of rows that leave', async () => {
    const wrapper = await render();
    const before = new Set(wrapper.findAll('[data-index]').map((row) => row.element));
    for (let at = 0; at < 15; at++) await press(wrapper, 'PageDown');
    const after = wrapper.findAll('[data-index]').map((row) => row.element);
    expect(after.filter((element) => before.has(element)).length).toBe(before.size);
  });

  it('keeps to the rows there are when the list shrinks', async () => {
    const wrapper = await render({ count: 1_000 });
    await press(wrapper, 'End');
    await wrapper.setProps({ count: 5, follow: false });
    expect(drawn(wrapper)).toEqual([0, 1, 2, 3, 4]);
  });
});
