import { mount, type VueWrapper } from '@vue/test-utils';
import { afterEach, describe, expect, it } from 'vitest';
import { nextTick } from 'vue';
import KeyValueList from './KeyValueList.vue';
import ValueList from './ValueList.vue';
import type { KeyValueRow } from './types.js';

const prop = (wrapper: VueWrapper, name: string): unknown =>
  (wrapper.props() as Record<string, unknown>)[name];

const cookies = [
  { name: 'Cookie', value: 'a=1' },
  { name: 'X-Trace', value: '7' },
  { name: 'Cookie', value: 'b=2' },
];

function render(modelValue: readonly KeyValueRow[]): VueWrapper {
  const wrapper: VueWrapper = mount(KeyValueList, {
    attachTo: document.body,
    props: {
      label: 'Headers',
      modelValue,
      'onUpdate:modelValue': (value: readonly KeyValueRow[]) => void wrapper.setProps({ modelValue: value }),
    },
  });
  return wrapper;
}

afterEach(() => document.body.replaceChildren());

describe('KeyValueList', () => {
  it('keeps duplicates and their order while one of them is edited', async () => {
    const wrapper = render(cookies);
    await wrapper.get('[aria-label="Headers: Value 3"]').setValue('c=3');
    expect(prop(wrapper, 'modelValue')).toEqual([cookies[0], cookies[1], { name: 'Cookie', value: 'c=3' }]);
  });

  it('adds an empty row and stands in its name', async () => {
    const wrapper = render(cookies);
    await wrapper.get('.add').trigger('click');
    await nextTick();
    expect(prop(wrapper, 'modelValue')).toHaveLength(4);
    expect(document.activeElement?.getAttribute('aria-label')).toBe('Headers: Name 4');
  });

  it('leaves the keyboard at the button that adds, once no row is left', async () => {
    const wrapper = render(cookies.slice(0, 1));
    await wrapper.get('[aria-label="Remove row 1"]').trigger('click');
    await nextTick();
    expect(document.activeElement).toBe(wrapper.get('.add').element);
  });

  it('tells what is wrong with a row at its name', async () => {
    const wrapper = render(cookies);
    await wrapper.setProps({
      rowError: (row: KeyValueRow) => (row.value === '7' ? 'Not allowed' : undefined),
    });
    const name = wrapper.get('[aria-label="Headers: Name 2"]');
    expect(wrapper.get(`[id="${name.attributes('aria-describedby') ?? ''}"]`).text()).toBe('Not allowed');
    expect(wrapper.get('[aria-label="Headers: Name 1"]').attributes('aria-describedby')).toBeUndefined();
  });

  it('adds a row on Enter in the last one only', async () => {
    const wrapper = render(cookies);
    await wrapper.get('[aria-label="Headers: Value 1"]').trigger('keydown', { key: 'Enter' });
    expect(prop(wrapper, 'modelValue')).toHaveLength(3);
    await wrapper.get('[aria-label="Headers: Value 3"]').trigger('keydown', { key: 'Enter' });
    expect(prop(wrapper, 'modelValue')).toHaveLength(4);
  });

  it('moves a row with Alt and an arrow, focus along, and not past the ends', async () => {
    const wrapper = render(cookies);
    await wrapper
      .get('[aria-label="Headers: Name 1"]')
      .trigger('keydown', { key: 'ArrowDown', altKey: true });
    await nextTick();
    expect(prop(wrapper, 'modelValue')).toEqual([cookies[1], cookies[0], cookies[2]]);
    expect(document.activeElement?.getAttribute('aria-label')).toBe('Headers: Name 2');
    await wrapper.get('[aria-label="Headers: Name 1"]').trigger('keydown', { key: 'ArrowUp', altKey: true });
    expect(prop(wrapper, 'modelValue')).toEqual([cookies[1], cookies[0], cookies[2]]);
  });

  it('removes a row', async () => {
    const wrapper = render(cookies);
    await wrapper.get('[aria-label="Remove row 2"]').trigger('click');
    expect(prop(wrapper, 'modelValue')).toEqual([cookies[0], cookies[2]]);
  });

  it('switches a row off without losing it', async () => {
    const wrapper = render(cookies);
    await wrapper.setProps({ checkable: true });
    await wrapper.get('input[type=checkbox]').setValue(false);
    expect(prop(wrapper, 'modelValue')).toEqual([{ ...cookies[0], enabled: false }, cookies[1], cookies[2]]);
  });
});

describe('ValueList', () => {
  it('edits plain strings in one column', async () => {
    const wrapper = mount(ValueList, {
      props: { label: 'Subprotocols', itemLabel: 'Name', modelValue: ['v1', 'v2'] },
    });
    expect(wrapper.findAll('input')).toHaveLength(2);
    await wrapper.get('[aria-label="Subprotocols: Name 2"]').setValue('v3');
    expect(wrapper.emitted('update:modelValue')).toEqual([[['v1', 'v3']]]);
  });
});
