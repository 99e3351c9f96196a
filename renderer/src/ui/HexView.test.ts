import { mount, type VueWrapper } from '@vue/test-utils';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { nextTick } from 'vue';
import ContextMenu from './ContextMenu.vue';
import HexView from './HexView.vue';

const prop = (wrapper: VueWrapper, name: string): unknown =>
  (wrapper.props() as Record<string, unknown>)[name];

const height = Object.getOwnPropertyDescriptor(HTMLElement.prototype, 'clientHeight');
beforeEach(() => {
  Object.defineProperty(HTMLElement.prototype, 'clientHeight', { configurable: true, get: () => 180 });
});
afterEach(() => {
  if (height) Object.defineProperty(HTMLElement.prototype, 'clientHeight', height);
  document.body.replaceChildren();
});

async function render(props: Record<string, unknown> = {}): Promise<VueWrapper> {
  const wrapper: VueWrapper = mount(HexView, {
    attachTo: document.body,
    props: {
      bytes: new TextEncoder().encode('Hello, wire. These are more than sixteen bytes.'),
      'onUpdate:selection': (selection: unknown) => void wrapper.setProps({ selection }),
      ...props,
    },
  });
  await nextTick();
  return wrapper;
}

const press = (wrapper: VueWrapper, key: string, more: object = {}): Promise<void> =>
  wrapper.get('[role=grid]').trigger('keydown', { key, ...more });

describe('HexView', () => {
  it('shows offset, bytes and characters', async () => {
    const wrapper = await render();
    const row = wrapper.get('[data-index="1"]');
    expect(row.get('[role=rowheader]').text()).toBe('0010');
    expect(row.findAll('[role=gridcell]')[0]?.text().replace(/\s+/g, ' ')).toBe(
      '73 65 20 61 72 65 20 6d 6f 72 65 20 74 68 61 6e',
    );
    expect(row.findAll('[role=gridcell]')[1]?.text()).toBe('se are more than');
    expect(wrapper.findAll('[role=columnheader]').map((head) => head.text())).toEqual([
      'Offset',
      'Bytes',
      'Text',
    ]);
  });

  it('selects with the keys, and says where it stands', async () => {
    const wrapper = await render();
    await press(wrapper, 'ArrowRight');
    await press(wrapper, 'ArrowRight');
    await press(wrapper, 'ArrowDown', { shiftKey: true });
    expect(prop(wrapper, 'selection')).toEqual({ from: 1, to: 18 });
    expect(wrapper.get('[aria-live]').text()).toBe('offset 17, 65, 17 bytes selected');
    expect(wrapper.findAll('.hex .chosen')).toHaveLength(17);
  });

  it('selects from the byte that was clicked to the one whose menu says so, without a drag', async () => {
    const wrapper = await render();
    wrapper.get('.hex-view').element.setPointerCapture = () => {};
    await wrapper.get('.hex [data-at="9"]').trigger('pointerdown', { pointerType: 'mouse', button: 0 });
    // The menu itself needs a browser; what it is asked for is seen before it opens.
    const grid = wrapper.get('[role=grid]').element;
    grid.addEventListener('contextmenu', (event) => event.stopPropagation(), { capture: true });
    await wrapper.get('.text [data-at="4"]').trigger('contextmenu');
    wrapper.getComponent(ContextMenu).vm.$emit('select', 'to');
    await nextTick();
    expect(prop(wrapper, 'selection')).toEqual({ from: 4, to: 10 });
    wrapper.getComponent(ContextMenu).vm.$emit('select', 'all');
    await nextTick();
    expect(prop(wrapper, 'selection')).toEqual({ from: 0, to: 47 });
  });

  it('selects with the mouse, and stretches with Shift', async () => {
    const wrapper = await render();
    wrapper.get('.hex-view').element.setPointerCapture = () => {};
    await wrapper.get('.hex [data-at="4"]').trigger('pointerdown', { pointerType: 'mouse', button: 0 });
    await wrapper
      .get('.text [data-at="9"]')
      .trigger('pointerdown', { pointerType: 'mouse', button: 0, shiftKey: true });
    expect(prop(wrapper, 'selection')).toEqual({ from: 4, to: 10 });
  });

  it('marks highlights and names them', async () => {
    const wrapper = await render({ highlights: [{ from: 0, to: 2, tone: 'ctl', label: 'length' }] });
    expect(wrapper.findAll('.hex .ctl')).toHaveLength(2);
    expect(wrapper.get('.hex .ctl').attributes('title')).toBe('length');
  });

  it('reads a large payload by range and shows a failure with a way on', async () => {
    let fail = true;
    const reads: [number, number][] = [];
    const read = (from: number, to: number): Promise<Uint8Array> => {
      reads.push([from, to]);
      return fail
        ? Promise.reject(new Error('the log is gone'))
        : Promise.resolve(new Uint8Array(to - from).fill(0xab));
    };
    const wrapper = await render({ bytes: undefined, size: 2 ** 31, read });
    await expect.poll(() => wrapper.find('[role=alert]').exists()).toBe(true);
    expect(wrapper.get('[role=alert]').text()).toContain('the log is gone');
    fail = false;
    await wrapper.get('[role=alert] button').trigger('click');
    await expect.poll(() => wrapper.find('[data-at="0"]').exists()).toBe(true);
    expect(wrapper.get('[data-at="0"]').text()).toBe('ab');
    expect(reads).toEqual([
      [0, 16_384],
      [0, 16_384],
    ]);
    await press(wrapper, 'End', { ctrlKey: true });
    await press(wrapper, 'End', { ctrlKey: true });
    expect(prop(wrapper, 'selection')).toEqual({ from: 2 ** 31 - 1, to: 2 ** 31 });
  });

  it('takes its cursor along when the selection is set from outside', async () => {
    const wrapper = await render();
    await wrapper.setProps({ selection: { from: 10, to: 12 } });
    await press(wrapper, 'ArrowRight', { shiftKey: true });
    expect(prop(wrapper, 'selection')).toEqual({ from: 10, to: 13 });
  });
});
