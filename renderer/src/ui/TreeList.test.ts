import { mount, type VueWrapper } from '@vue/test-utils';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { nextTick } from 'vue';
import TreeList from './TreeList.vue';
import type { TreeMove, TreeNode } from './tree-model.js';

const prop = (wrapper: VueWrapper, name: string): unknown =>
  (wrapper.props() as Record<string, unknown>)[name];

function render(props: Record<string, unknown> = {}): VueWrapper {
  const wrapper: VueWrapper = mount(TreeList, {
    attachTo: document.body,
    props: {
      label: 'Connections',
      renamable: true,
      nodes: [
        {
          id: 'orders',
          label: 'Orders',
          children: [
            { id: 'a', label: 'alpha' },
            { id: 'b', label: 'beta' },
          ],
        },
        { id: 'z', label: 'zeta' },
      ],
      selected: 'a',
      expanded: ['orders'],
      'onUpdate:selected': (selected: string | null) => void wrapper.setProps({ selected }),
      'onUpdate:expanded': (expanded: readonly string[]) => void wrapper.setProps({ expanded }),
      ...props,
    },
  });
  return wrapper;
}

async function press(wrapper: VueWrapper, key: string, more: object = {}): Promise<void> {
  await wrapper.get('[role=treeitem][tabindex="0"]').trigger('keydown', { key, ...more });
  await nextTick();
}

const ids = (wrapper: VueWrapper): (string | undefined)[] =>
  wrapper.findAll('[role=treeitem]').map((item) => item.attributes('data-id'));

afterEach(() => document.body.replaceChildren());

describe('TreeList', () => {
  it('moves the selection and the focus with the arrows, Home and End', async () => {
    const wrapper = render();
    await press(wrapper, 'ArrowDown');
    expect(prop(wrapper, 'selected')).toBe('b');
    await press(wrapper, 'End');
    expect(prop(wrapper, 'selected')).toBe('z');
    await press(wrapper, 'ArrowDown');
    expect(prop(wrapper, 'selected')).toBe('z');
    await press(wrapper, 'Home');
    expect(prop(wrapper, 'selected')).toBe('orders');
    expect(document.activeElement?.getAttribute('data-id')).toBe('orders');
  });

  it('goes out to the folder, closes it, opens it and goes in again', async () => {
    const wrapper = render();
    await press(wrapper, 'ArrowLeft');
    expect(prop(wrapper, 'selected')).toBe('orders');
    await press(wrapper, 'ArrowLeft');
    expect(ids(wrapper)).toEqual(['orders', 'z']);
    expect(wrapper.get('[data-id=orders]').attributes('aria-expanded')).toBe('false');
    await press(wrapper, 'ArrowRight');
    await press(wrapper, 'ArrowRight');
    expect(prop(wrapper, 'selected')).toBe('a');
  });

  it('finds by typing', async () => {
    const wrapper = render();
    await press(wrapper, 'z');
    expect(prop(wrapper, 'selected')).toBe('z');
  });

  it('opens a leaf with Enter and toggles a folder', async () => {
    const wrapper = render();
    await press(wrapper, 'Enter');
    expect(wrapper.emitted('open')?.[0]).toMatchObject([{ id: 'a' }]);
    await press(wrapper, 'Home');
    await press(wrapper, 'Enter');
    expect(ids(wrapper)).toEqual(['orders', 'z']);
  });

  it('renames with F2 and Enter, and forgets with Esc', async () => {
    const wrapper = render();
    await press(wrapper, 'F2');
    const input = wrapper.get('input');
    expect(document.activeElement).toBe(input.element);
    await input.setValue('  gamma ');
    await input.trigger('keydown', { key: 'Enter' });
    expect(wrapper.emitted('rename')).toEqual([['a', 'gamma']]);
    expect(wrapper.find('input').exists()).toBe(false);
    await press(wrapper, 'F2');
    await wrapper.get('input').setValue('other');
    await wrapper.get('input').trigger('keydown', { key: 'Escape' });
    expect(wrapper.emitted('rename')).toHaveLength(1);
  });

  it('asks to move with Alt and an arrow, and to remove with Delete', async () => {
    const moves: TreeMove[] = [];
    const wrapper = render({ move: (to: TreeMove) => moves.push(to) });
    await press(wrapper, 'ArrowDown', { altKey: true });
    await press(wrapper, 'Delete');
    expect(moves).toEqual([{ id: 'a', parentId: 'orders', index: 1 }]);
    expect(wrapper.emitted('remove')).toEqual([['a']]);
  });

  it('moves by dragging into a folder', async () => {
    const moves: TreeMove[] = [];
    const wrapper = render({ move: (to: TreeMove) => moves.push(to) });
    await wrapper.get('[data-id=z]').trigger('dragstart');
    // Nothing is laid out here, so every drop is in the middle of its row.
    await wrapper.get('[data-id=orders]').trigger('dragover');
    await wrapper.get('[role=tree]').trigger('drop');
    expect(moves).toEqual([{ id: 'z', parentId: 'orders', index: 2 }]);
  });

  it('neither renames nor moves what may not be', async () => {
    const wrapper = render({ renamable: false });
    await press(wrapper, 'F2');
    await press(wrapper, 'ArrowDown', { altKey: true });
    expect(wrapper.find('input').exists()).toBe(false);
    expect(ids(wrapper)).toEqual(['orders', 'a', 'b', 'z']);
    expect(wrapper.get('[data-id=a]').attributes('draggable')).not.toBe('true');
  });

  it('takes a step by key from where the one before it left the row, however late the owner answers', async () => {
    const moves: TreeMove[] = [];
    let answer: (() => void) | undefined;
    const leaf = (id: string): TreeNode => ({ id, label: id });
    const wrapper = render({
      nodes: ['a', 'b', 'c'].map(leaf),
      selected: 'c',
      move: (to: TreeMove) => {
        moves.push(to);
        return new Promise<void>((done) => (answer = done));
      },
    });
    await press(wrapper, 'ArrowUp', { altKey: true });
    await press(wrapper, 'ArrowUp', { altKey: true });
    expect(moves).toEqual([{ id: 'c', parentId: null, index: 1 }]);
    await wrapper.setProps({ nodes: ['a', 'c', 'b'].map(leaf) });
    answer?.();
    await vi.waitFor(() => expect(moves[1]).toEqual({ id: 'c', parentId: null, index: 0 }));
  });

  it('keeps the focus on a row that was moved by key', async () => {
    let moves = 0;
    const wrapper = mount(TreeList, {
      attachTo: document.body,
      props: {
        label: 'Tree',
        move: () => moves++,
        nodes: [
          { id: 'a', label: 'a' },
          { id: 'b', label: 'b' },
        ],
      },
    });
    const row = wrapper.get<HTMLElement>('[data-id=b]');
    row.element.focus();
    await row.trigger('keydown', { key: 'ArrowUp', altKey: true });
    expect(moves).toBe(1);
    // The owner answers later, and a browser drops the focus of an element that is moved.
    row.element.blur();
    await wrapper.setProps({
      nodes: [
        { id: 'b', label: 'b' },
        { id: 'a', label: 'a' },
      ],
    });
    await nextTick();
    expect(document.activeElement?.getAttribute('data-id')).toBe('b');
    wrapper.unmount();
  });

  it('hands the keyboard on when the row that has it goes, and takes it itself when none is left', async () => {
    const leaf = (id: string): TreeNode => ({ id, label: id });
    const wrapper = render({ nodes: ['a', 'b', 'c'].map(leaf), selected: 'b' });
    wrapper.get<HTMLElement>('[data-id=b]').element.focus();
    await wrapper.setProps({ nodes: ['a', 'c'].map(leaf) });
    await vi.waitFor(() => expect(document.activeElement?.getAttribute('data-id')).toBe('c'));
    expect(prop(wrapper, 'selected')).toBe('c');
    await wrapper.setProps({ nodes: [leaf('a')] });
    await vi.waitFor(() => expect(document.activeElement?.getAttribute('data-id')).toBe('a'));
    await wrapper.setProps({ nodes: [] });
    expect(document.activeElement?.getAttribute('role')).toBe('tree');
  });

  it('takes the keyboard from nobody when another row goes', async () => {
    const leaf = (id: string): TreeNode => ({ id, label: id });
    const wrapper = render({ nodes: ['a', 'b'].map(leaf), selected: 'a' });
    const elsewhere = document.body.appendChild(document.createElement('button'));
    wrapper.get<HTMLElement>('[data-id=a]').element.focus();
    elsewhere.focus();
    await wrapper.setProps({ nodes: [leaf('b')] });
    expect(document.activeElement).toBe(elsewhere);
  });

  it('shows what an empty tree says beside the tree, which has nothing but items', () => {
    const wrapper = mount(TreeList, { props: { label: 'Tree', nodes: [] }, slots: { empty: 'Nothing yet' } });
    expect(wrapper.text()).toBe('Nothing yet');
    expect(wrapper.get('[role=tree]').text()).toBe('');
    wrapper.unmount();
  });
});
