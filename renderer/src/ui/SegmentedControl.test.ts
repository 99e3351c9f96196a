import { mount, type VueWrapper } from '@vue/test-utils';
import { afterEach, describe, expect, it } from 'vitest';
import SegmentedControl from './SegmentedControl.vue';

const prop = (wrapper: VueWrapper, name: string): unknown =>
  (wrapper.props() as Record<string, unknown>)[name];

function render(modelValue: string): VueWrapper {
  const wrapper: VueWrapper = mount(SegmentedControl, {
    attachTo: document.body,
    props: {
      label: 'Composer mode',
      options: [
        { value: 'text', label: 'Text' },
        { value: 'json', label: 'JSON' },
        { value: 'hex', label: 'Hex', disabled: true },
        { value: 'file', label: 'File' },
      ],
      modelValue,
      'onUpdate:modelValue': (value: string) => void wrapper.setProps({ modelValue: value }),
    },
  });
  return wrapper;
}

async function press(wrapper: VueWrapper, key: string): Promise<void> {
  await wrapper.get('[role=radio][tabindex="0"]').trigger('keydown', { key });
}

afterEach(() => document.body.replaceChildren());

describe('SegmentedControl', () => {
  it('has one tab stop, the chosen radio', () => {
    const wrapper = render('json');
    const stops = wrapper.findAll('[role=radio]').map((radio) => radio.attributes('tabindex'));
    expect(stops).toEqual(['-1', '0', '-1', '-1']);
    expect(wrapper.get('[aria-checked=true]').text()).toBe('JSON');
  });

  it('is named by what is read on it, a sign by its tooltip alone, so that nothing is said twice', () => {
    const wrapper = mount(SegmentedControl, {
      props: {
        label: 'Rows shown',
        options: [
          { value: 'all', label: 'All' },
          { value: 'in', label: '↓', title: 'Received' },
          { value: 'json', label: 'JSON', title: 'JSON tree' },
          { value: 'ctl', label: 'Ctl', title: 'Control' },
          { value: 'de', label: 'Deutsch', lang: 'de' },
        ],
        modelValue: 'all',
      },
    });
    const named = wrapper
      .findAll('[role=radio]')
      .map((one) => [
        one.attributes('aria-label'),
        one.attributes('title'),
        one.find('[aria-hidden]').exists(),
      ]);
    expect(named).toEqual([
      [undefined, undefined, false],
      [undefined, 'Received', true],
      [undefined, 'JSON tree', true],
      ['Ctl, Control', 'Control', false],
      [undefined, undefined, false],
    ]);
    expect(wrapper.get('[lang]').text()).toBe('Deutsch');
  });

  it('gives the tab stop to the first one when none is chosen', () => {
    expect(render('').get('[tabindex="0"]').text()).toBe('Text');
  });

  it('chooses and focuses with the arrows, past what is disabled and round the ends', async () => {
    const wrapper = render('json');
    await press(wrapper, 'ArrowRight');
    expect(prop(wrapper, 'modelValue')).toBe('file');
    expect(document.activeElement?.textContent).toContain('File');
    await press(wrapper, 'ArrowRight');
    expect(prop(wrapper, 'modelValue')).toBe('text');
    await press(wrapper, 'ArrowLeft');
    expect(prop(wrapper, 'modelValue')).toBe('file');
    await press(wrapper, 'Home');
    expect(prop(wrapper, 'modelValue')).toBe('text');
    await press(wrapper, 'End');
    expect(prop(wrapper, 'modelValue')).toBe('file');
  });
});
