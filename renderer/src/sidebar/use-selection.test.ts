import { nextTick, shallowRef } from 'vue';
import { describe, expect, it } from 'vitest';
import { useSelection } from './use-selection.js';

const letters = (): ReturnType<typeof shallowRef<readonly string[]>> & { value: readonly string[] } =>
  shallowRef<readonly string[]>(['a', 'b', 'c', 'd', 'e']);

describe('a selection', () => {
  it('takes one, adds and takes away single ones, and answers in the order of the list', () => {
    const selection = useSelection(letters());
    selection.only('d');
    selection.toggle('b');
    selection.toggle('e');
    selection.toggle('d');
    expect(selection.ids.value).toEqual(['b', 'e']);
    selection.only('a');
    expect(selection.ids.value).toEqual(['a']);
    selection.all();
    expect(selection.ids.value).toEqual(['a', 'b', 'c', 'd', 'e']);
    selection.clear();
    expect(selection.ids.value).toEqual([]);
  });

  it('extends from the one chosen last, in either direction, and never past it', () => {
    const selection = useSelection(letters());
    selection.only('c');
    selection.extend('e');
    expect(selection.ids.value).toEqual(['c', 'd', 'e']);
    selection.extend('b');
    expect(selection.ids.value).toEqual(['b', 'c']);
    expect(selection.cursor.value).toBe('b');
  });

  it('steps within the list', () => {
    const selection = useSelection(letters());
    expect(selection.step(1)).toBe('a');
    selection.only('d');
    expect([selection.step(1), selection.step(-1), selection.step(99), selection.step(-99)]).toEqual([
      'e',
      'c',
      'e',
      'a',
    ]);
  });

  it('forgets what leaves the list, and is the row alone where the row is outside it', async () => {
    const list = letters();
    const selection = useSelection(list);
    selection.only('b');
    selection.extend('d');
    list.value = ['a', 'c', 'd', 'e'];
    await nextTick();
    list.value = ['a', 'b', 'c', 'd', 'e'];
    expect(selection.ids.value).toEqual(['c', 'd']);
    expect(selection.around('c')).toEqual(['c', 'd']);
    expect(selection.around('a')).toEqual(['a']);
  });
});
