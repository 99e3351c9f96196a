import { mount } from '@vue/test-utils';
import { describe, expect, it } from 'vitest';
import SelectField from './SelectField.vue';

describe('a select', () => {
  it('shows the chosen one by its own direction, so that an address is cut at its end', () => {
    const address = 'ws://127.0.0.1:4000 · 3 rows';
    const field = mount(SelectField, {
      props: { label: 'Left session', modelValue: 'a', options: [{ value: 'a', label: address }] },
    });
    const shown = field.get('.value');
    expect(shown.text()).toBe(address);
    expect(shown.attributes('dir')).toBe('auto');
  });
});
