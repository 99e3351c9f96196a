import { mount, type VueWrapper } from '@vue/test-utils';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { nextTick } from 'vue';
import { bitField, field } from '../../../codec/index.js';
import type { Field } from '../../../codec/index.js';
import { fieldsAt } from './field-rows.js';
import FieldTree from './FieldTree.vue';

const height = Object.getOwnPropertyDescriptor(HTMLElement.prototype, 'clientHeight');
beforeEach(() => {
  Object.defineProperty(HTMLElement.prototype, 'clientHeight', { configurable: true, get: () => 400 });
});
afterEach(() => {
  if (height) Object.defineProperty(HTMLElement.prototype, 'clientHeight', height);
  document.body.replaceChildren();
});

const inner = field('inner', 3, 1, '\u202eevil\u001b[2J');
const wrap = (inside: Field): Field => field('level', 2, 2, '', [inside]);
const deep = wrap(wrap(wrap(wrap(inner))));
const bad: Field = { ...bitField('RSV2', 0, 1, { first: 2, count: 1 }, '1'), error: 'RFC 6455 §5.2' };
const header = field('header', 0, 2, '2 bytes', [bad, field('length', 1, 1, '5')]);

async function render(props: object = {}): Promise<VueWrapper> {
  const wrapper: VueWrapper = mount(FieldTree, {
    attachTo: document.body,
    props: {
      fields: [header, deep],
      label: 'Fields',
      'onUpdate:selected': (selected: unknown) => void wrapper.setProps({ selected }),
      ...props,
    },
  });
  await nextTick();
  return wrapper;
}
const names = (wrapper: VueWrapper): readonly string[] =>
  wrapper.findAll('[role=treeitem] .name').map((one) => one.text());

describe('FieldTree', () => {
  it('is a tree to those who hear it: levels, what is open, what is wrong', async () => {
    const wrapper = await render();
    const rows = wrapper.findAll('[role=treeitem]');
    expect(rows[0]?.attributes()).toMatchObject({ 'aria-level': '1', 'aria-expanded': 'true' });
    expect(rows[1]?.attributes('aria-level')).toBe('2');
    expect(rows[1]?.attributes('aria-expanded')).toBeUndefined();
    expect(rows[1]?.attributes('aria-label')).toBe('RSV2: 1, wrong: RFC 6455 §5.2');
  });

  it('opens and closes with the arrows', async () => {
    const wrapper = await render();
    const tree = wrapper.get('[role=tree]');
    await tree.trigger('keydown', { key: 'Home' });
    await tree.trigger('keydown', { key: 'ArrowLeft' });
    expect(names(wrapper)).not.toContain('length');
    await tree.trigger('keydown', { key: 'ArrowRight' });
    await tree.trigger('keydown', { key: 'ArrowDown' });
    expect(wrapper.get('[aria-selected=true] .name').text()).toBe('RSV2');
    await tree.trigger('keydown', { key: 'ArrowLeft' });
    expect(wrapper.get('[aria-selected=true] .name').text()).toBe('header');
  });

  it('shows a field chosen elsewhere, opening what holds it', async () => {
    const wrapper = await render();
    expect(names(wrapper)).not.toContain('inner');
    await wrapper.setProps({ selected: inner });
    await nextTick();
    expect(wrapper.get('[aria-selected=true] .name').text()).toBe('inner');
  });

  it('lights the branch that hides what is meant', async () => {
    const wrapper = await render({ lit: new Set(fieldsAt([deep], 3)) });
    const lit = wrapper.findAll('.lit');
    expect(lit).toHaveLength(1);
    expect(lit[0]?.attributes('aria-expanded')).toBe('false');
  });

  it('tells what the pointer is over', async () => {
    const wrapper = await render();
    await wrapper.findAll('[role=treeitem]')[1]?.trigger('pointerover');
    await wrapper.get('.tree').trigger('pointerleave');
    expect(wrapper.emitted('hover')).toEqual([
      [bad, 0],
      [null, -1],
    ]);
  });

  it('makes controls and bidi marks visible', async () => {
    const wrapper = await render({ fields: [inner] });
    expect(wrapper.get('.value').text()).toBe('⟨U+202E⟩evil␛[2J');
  });
});
