import { mount, type VueWrapper } from '@vue/test-utils';
import { afterEach, describe, expect, it } from 'vitest';
import BitGrid from './BitGrid.vue';
import { bitRows, type BitCell } from './bit-cells.js';

afterEach(() => document.body.replaceChildren());

const cell = (id: string, first: number, count: number): BitCell => ({
  id,
  first,
  count,
  label: id,
  value: `${count} bits`,
  spoken: `${id}, ${count} bits`,
});
const cells = [cell('FIN', 0, 1), cell('RSV1', 1, 1), cell('opcode', 4, 4), cell('length', 16, 32)];
const bytes = new Uint8Array([0x81, 0x7e, 0x01, 0x02, 0xff, 0x00]);

describe('bitRows', () => {
  it('lays the bits of each field into rows of sixteen', () => {
    const rows = bitRows(cells, bytes);
    expect(rows[0]?.map((one) => [one.cell.id, one.column, one.bits.join('')])).toEqual([
      ['FIN', 0, '1'],
      ['RSV1', 1, '0'],
      ['opcode', 4, '0001'],
    ]);
    expect(rows[1]?.map((one) => [one.head, one.count, one.bits.join('')])).toEqual([
      [true, 16, '0000000100000010'],
    ]);
    expect(rows[2]?.map((one) => [one.head, one.bits.join('')])).toEqual([[false, '1111111100000000']]);
  });

  it('lays them into rows of a byte where there is little room', () => {
    const rows = bitRows([cell('opcode', 4, 4), cell('length', 8, 16)], bytes, 8);
    expect(rows.map((row) => row.map((one) => [one.column, one.head, one.bits.join('')]))).toEqual([
      [[4, true, '0001']],
      [[0, true, '01111110']],
      [[0, false, '00000001']],
    ]);
  });

  it('ends where the bytes end', () => {
    const rows = bitRows([cell('length', 0, 16)], new Uint8Array([0xf0]));
    expect(rows[0]?.[0]?.bits.join('')).toBe('11110000');
  });
});

describe('BitGrid', () => {
  const render = (props: object = {}): VueWrapper => {
    const wrapper: VueWrapper = mount(BitGrid, {
      attachTo: document.body,
      props: {
        cells,
        bytes,
        label: 'Header bits',
        'onUpdate:active': (active: unknown) => void wrapper.setProps({ active }),
        ...props,
      },
    });
    return wrapper;
  };

  it('names each field once, however many rows it takes', () => {
    const options = render().findAll('[role=option]');
    expect(options.map((one) => one.attributes('aria-label'))).toEqual([
      'FIN, 1 bits',
      'RSV1, 1 bits',
      'opcode, 4 bits',
      'length, 32 bits',
    ]);
  });

  it('goes from field to field by keys and stays within', async () => {
    const wrapper = render();
    const list = wrapper.get('[role=listbox]');
    for (const key of ['ArrowRight', 'ArrowRight', 'ArrowRight']) await list.trigger('keydown', { key });
    expect(wrapper.get('[aria-selected=true]').attributes('aria-label')).toBe('opcode, 4 bits');
    expect(list.attributes('aria-activedescendant')).toBe(wrapper.get('[aria-selected=true]').element.id);
    await list.trigger('keydown', { key: 'End' });
    await list.trigger('keydown', { key: 'ArrowRight' });
    expect(wrapper.get('[aria-selected=true]').attributes('aria-label')).toBe('length, 32 bits');
  });

  it('tells what the pointer is over, and lights what it is told', async () => {
    const wrapper = render({ lit: new Set(['RSV1']) });
    await wrapper.get('[data-bits=opcode]').trigger('pointerenter');
    await wrapper.get('[role=listbox]').trigger('pointerleave');
    expect(wrapper.emitted('hover')).toEqual([['opcode'], [null]]);
    expect(wrapper.findAll('.lit').map((one) => one.attributes('data-bits'))).toEqual(['RSV1']);
  });
});
