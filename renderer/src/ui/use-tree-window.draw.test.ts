import { mount, type VueWrapper } from '@vue/test-utils';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { nextTick } from 'vue';
import TreeList from './TreeList.vue';

const nodes = Array.from({ length: 1_000 }, (_, n) => ({
  id: `n${n}`,
  label: n === 700 ? 'zebra' : `node ${n}`,
}));
/** px that have been scrolled away above the tree. */
let scrolled: number;

const ids = (wrapper: VueWrapper): string[] =>
  wrapper.findAll('[role=treeitem]').map((item) => item.attributes('data-id') ?? '');

function render(props: Record<string, unknown> = {}): VueWrapper {
  const wrapper: VueWrapper = mount(TreeList, {
    attachTo: document.body,
    props: {
      label: 'Tree',
      renamable: true,
      nodes,
      selected: 'n0',
      'onUpdate:selected': (selected: string | null) => void wrapper.setProps({ selected }),
      ...props,
    },
  });
  return wrapper;
}

async function scrollTo(px: number): Promise<void> {
  scrolled = px;
  document.body.dispatchEvent(new Event('scroll'));
  await nextTick();
}

/** Layout is what a browser gives: rows of 26 px in a pane of 520. */
beforeEach(() => {
  scrolled = 0;
  vi.spyOn(Element.prototype, 'getBoundingClientRect').mockImplementation(function (this: Element) {
    const rows = this.classList.contains('rows');
    return rows ? new DOMRect(0, -scrolled, 200, 26 * nodes.length) : new DOMRect(0, 0, 200, 520);
  });
});
afterEach(() => {
  vi.restoreAllMocks();
  document.body.replaceChildren();
});

describe('a long tree', () => {
  it('draws what shows and a few rows around it, in a frame of its whole height', async () => {
    const wrapper = render();
    await nextTick();
    expect(wrapper.get<HTMLElement>('.rows').element.style.height).toBe('26000px');
    expect(ids(wrapper)).toEqual(nodes.slice(0, 32).map(({ id }) => id));
    await scrollTo(13_000);
    // The row that Tab leads to stays.
    expect(ids(wrapper)).toEqual(['n0', ...nodes.slice(488, 532).map(({ id }) => id)]);
    const row = wrapper.get<HTMLElement>('[data-id=n500]');
    expect(row.element.style.top).toBe('13000px');
    expect(row.attributes()).toMatchObject({
      'aria-posinset': '501',
      'aria-setsize': '1000',
      'aria-level': '1',
    });
  });

  it('leads the focus to rows that are not drawn: End, Home and typed letters', async () => {
    const wrapper = render();
    const press = async (key: string): Promise<void> => {
      await wrapper.get('[role=treeitem][tabindex="0"]').trigger('keydown', { key });
      await nextTick();
      await nextTick();
    };
    await press('End');
    expect(document.activeElement?.getAttribute('data-id')).toBe('n999');
    await press('Home');
    expect(document.activeElement?.getAttribute('data-id')).toBe('n0');
    await press('z');
    expect(document.activeElement?.getAttribute('data-id')).toBe('n700');
  });

  it('keeps a row whose name is being typed while others scroll by', async () => {
    const wrapper = render();
    await wrapper.get('[data-id=n0]').trigger('keydown', { key: 'F2' });
    await nextTick();
    await wrapper.get('input').setValue('half a na');
    await scrollTo(13_000);
    expect(wrapper.get<HTMLInputElement>('input').element.value).toBe('half a na');
  });

  it('draws a short tree whole', () => {
    expect(ids(render({ nodes: nodes.slice(0, 60) }))).toHaveLength(60);
  });
});
