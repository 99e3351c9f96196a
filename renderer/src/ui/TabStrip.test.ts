import { mount, type VueWrapper } from '@vue/test-utils';
import { afterEach, describe, expect, it } from 'vitest';
import { nextTick } from 'vue';
import TabStrip from './TabStrip.vue';

const prop = (wrapper: VueWrapper, name: string): unknown =>
  (wrapper.props() as Record<string, unknown>)[name];

function render(props: Record<string, unknown> = {}): VueWrapper {
  const wrapper: VueWrapper = mount(TabStrip, {
    attachTo: document.body,
    props: {
      label: 'Open tabs',
      tabs: [
        { id: 'a', title: 'alpha' },
        { id: 'b', title: 'beta', disabled: true },
        { id: 'c', title: 'gamma' },
      ],
      active: 'a',
      closable: true,
      reorderable: true,
      'onUpdate:active': (active: string | null) => void wrapper.setProps({ active }),
      ...props,
    },
  });
  return wrapper;
}

async function press(wrapper: VueWrapper, key: string, more: object = {}): Promise<void> {
  await wrapper.get('[role=tab][tabindex="0"]').trigger('keydown', { key, ...more });
  await nextTick();
}

afterEach(() => document.body.replaceChildren());

describe('TabStrip', () => {
  it('owns tabs, of which one is chosen and in the tab order', () => {
    const wrapper = render({ panelId: (id: string) => `panel-${id}` });
    expect(wrapper.get('[role=tablist]').attributes('aria-label')).toBe('Open tabs');
    expect(wrapper.get('[aria-selected=true]').attributes('aria-controls')).toBe('panel-a');
    expect(wrapper.findAll('[tabindex="0"]')).toHaveLength(1);
  });

  it('goes with the arrows past disabled tabs and round the ends', async () => {
    const wrapper = render();
    await press(wrapper, 'ArrowRight');
    expect(prop(wrapper, 'active')).toBe('c');
    expect(document.activeElement?.id).toBe('tab-c');
    await press(wrapper, 'ArrowRight');
    expect(prop(wrapper, 'active')).toBe('a');
    await press(wrapper, 'End');
    expect(prop(wrapper, 'active')).toBe('c');
    await press(wrapper, 'Home');
    expect(prop(wrapper, 'active')).toBe('a');
  });

  it('asks to close by Delete, by the middle button and by the cross, unless it may not', async () => {
    const wrapper = render();
    await press(wrapper, 'Delete');
    await wrapper.get('#tab-c').trigger('auxclick', { button: 1 });
    await wrapper.get('.close').trigger('click');
    expect(wrapper.emitted('close')).toEqual([['a'], ['c'], ['a']]);
    const fixed = render({ closable: false });
    await press(fixed, 'Delete');
    await fixed.get('#tab-c').trigger('auxclick', { button: 1 });
    expect(fixed.emitted('close')).toBeUndefined();
  });

  it('asks to reorder with Alt and an arrow, not past the ends', async () => {
    const wrapper = render();
    await press(wrapper, 'ArrowLeft', { altKey: true });
    await press(wrapper, 'ArrowRight', { altKey: true });
    expect(wrapper.emitted('reorder')).toEqual([[{ id: 'a', index: 1 }]]);
    expect(prop(wrapper, 'active')).toBe('a');
  });

  it('asks to reorder by dragging, counting places without the dragged tab', async () => {
    const wrapper = render();
    const items = wrapper.findAll('.item');
    await items[0]?.trigger('dragstart');
    // Nothing is laid out here, so the pointer is right of every middle: after the tab.
    await items[2]?.trigger('dragover');
    await wrapper.get('[role=tablist]').trigger('drop');
    expect(wrapper.emitted('reorder')).toEqual([[{ id: 'a', index: 2 }]]);
  });

  describe('dragged', () => {
    const passport = { type: 'application/x-test', dataOf: (id: string) => `tab ${id}` };
    /** What a drag carries, as far as a tab needs it. */
    function load(data: Record<string, string> = {}) {
      const carried = new Map(Object.entries(data));
      return {
        dropEffect: 'none',
        get types() {
          return [...carried.keys()];
        },
        setData: (type: string, value: string) => void carried.set(type, value),
        getData: (type: string) => carried.get(type) ?? '',
      };
    }
    const itemOf = (wrapper: VueWrapper, id: string) => wrapper.get(`.item:has(#tab-${id})`);

    it('takes a tab of another window before the place it was dropped at', async () => {
      const wrapper = render({ passport });
      const dataTransfer = load({ 'application/x-test': 'tab x' });
      await itemOf(wrapper, 'c').trigger('dragover', { dataTransfer, clientX: -1 });
      await wrapper.get('[role=tablist]').trigger('drop', { dataTransfer });
      expect(wrapper.emitted('receive')).toEqual([[{ data: 'tab x', index: 2 }]]);
      await wrapper.get('[role=tablist]').trigger('dragover', { dataTransfer });
      await wrapper.get('[role=tablist]').trigger('drop', { dataTransfer });
      expect(wrapper.emitted('receive')?.[1]).toEqual([{ data: 'tab x', index: 3 }]);
    });

    it('takes nothing else, and no tab where it has no passport', async () => {
      for (const [props, data] of [
        [{ passport }, { 'text/plain': 'x' }],
        [{}, { 'application/x-test': 'tab x' }],
      ] as const) {
        const wrapper = render(props);
        const event = new Event('dragover', { bubbles: true, cancelable: true });
        Object.assign(event, { dataTransfer: load(data) });
        itemOf(wrapper, 'c').element.dispatchEvent(event);
        expect(event.defaultPrevented).toBe(false);
        await wrapper.get('[role=tablist]').trigger('drop', { dataTransfer: load(data) });
        expect(wrapper.emitted('receive')).toBeUndefined();
      }
    });

    it('goes out of the window with its passport, unless something took it or it fell within', async () => {
      const wrapper = render({ passport });
      const drag = async (end: { screenX: number; dropEffect: string }) => {
        const dataTransfer = load();
        await itemOf(wrapper, 'a').trigger('dragstart', { dataTransfer });
        expect(dataTransfer.getData('application/x-test')).toBe('tab a');
        dataTransfer.dropEffect = end.dropEffect;
        await itemOf(wrapper, 'a').trigger('dragend', { dataTransfer, screenX: end.screenX, screenY: 10 });
      };
      const outside = window.screenX + window.outerWidth + 10;
      await drag({ screenX: outside, dropEffect: 'move' });
      await drag({ screenX: window.screenX + 10, dropEffect: 'none' });
      expect(wrapper.emitted('release')).toBeUndefined();
      await drag({ screenX: outside, dropEffect: 'none' });
      expect(wrapper.emitted('release')).toEqual([['a']]);
    });

    it('moves within the strip', async () => {
      const wrapper = render({ passport });
      const dataTransfer = load();
      await itemOf(wrapper, 'a').trigger('dragstart', { dataTransfer });
      await itemOf(wrapper, 'c').trigger('dragover', { dataTransfer, clientX: 10_000 });
      await wrapper.get('[role=tablist]').trigger('drop', { dataTransfer });
      expect(wrapper.emitted('reorder')).toEqual([[{ id: 'a', index: 2 }]]);
    });
  });
});
