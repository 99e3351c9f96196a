import { describe, expect, it } from 'vitest';
import { shallowRef } from 'vue';
import { bitField, field } from '../../../codec/index.js';
import type { Field } from '../../../codec/index.js';
import { linkFields } from './linked-fields.js';

const fin = bitField('FIN', 0, 1, { first: 0, count: 1 }, 'final');
const opcode = bitField('opcode', 0, 1, { first: 4, count: 4 }, 'text');
const length = field('length', 1, 1, '5');
const header = field('header', 0, 2, '', [fin, opcode, length]);
const payload = field('payload', 2, 5, 'hello');

describe('linkFields', () => {
  it('marks the bytes of the field under the pointer', () => {
    const linked = linkFields(shallowRef([header, payload]));
    linked.hovered.value = length;
    expect(linked.highlights.value).toMatchObject([{ from: 1, to: 2, label: 'length' }]);
    expect([...linked.lit.value]).toEqual([length]);
  });

  it('lights every field of the byte under the pointer', () => {
    const linked = linkFields(shallowRef([header, payload]));
    linked.hoveredByte.value = 0;
    expect([...linked.lit.value]).toEqual([header, fin, opcode]);
  });

  it('selects the bytes of a chosen field, and the field over chosen bytes', () => {
    const linked = linkFields(shallowRef([header, payload]));
    linked.selected.value = payload;
    expect(linked.selection.value).toEqual({ from: 2, to: 7 });
    linked.selection.value = { from: 1, to: 2 };
    expect(linked.selected.value).toBe(length);
    expect(linked.selection.value).toEqual({ from: 1, to: 2 });
  });

  it('keeps bytes as they were chosen inside a field', () => {
    const linked = linkFields(shallowRef([header, payload]));
    linked.selection.value = { from: 3, to: 4 };
    expect(linked.selected.value).toBe(payload);
    expect(linked.selection.value).toEqual({ from: 3, to: 4 });
  });

  it('begins anew with another anatomy', () => {
    const fields = shallowRef<readonly Field[]>([header]);
    const linked = linkFields(fields);
    linked.selected.value = length;
    fields.value = [payload];
    expect([linked.selected.value, linked.selection.value]).toEqual([null, null]);
  });
});
