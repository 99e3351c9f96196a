import { describe, expect, it } from 'vitest';
import { ref } from 'vue';
import { useFilterBox } from './use-filter-box.js';
import type { FilterBox } from './use-filter-box.js';

/** A box with the cursor at `|`, as if it had just been typed. */
function typed(marked: string): { box: FilterBox; text: () => string; press: (key: string) => boolean } {
  const text = ref(marked.replace('|', ''));
  const box = useFilterBox(text, () => [1, 2]);
  box.moved(marked.indexOf('|'), true);
  const put = (next: string): void => void (text.value = next);
  return { box, text: () => text.value, press: (key) => box.key(new KeyboardEvent('keydown', { key }), put) };
}

const offered = (box: FilterBox): string[] => box.items.value.map(({ text }) => text);

describe('the filter box', () => {
  it('takes the first by Tab and the chosen one by Enter, and puts a space where the term is over', () => {
    const one = typed('ki|');
    expect([offered(one.box), one.press('Tab'), one.text()]).toEqual([['kind:'], true, 'kind:']);
    expect(one.press('ArrowUp')).toBe(true);
    expect(offered(one.box).at(-1)).toBe('note');
    expect([one.press('Enter'), one.text()]).toEqual([true, 'kind:note ']);
    expect(offered(one.box)).toEqual([]);
  });

  it('leaves Enter, Tab and Escape alone where nothing is offered or chosen', () => {
    const plain = typed('hello|');
    expect(['Enter', 'Tab', 'Escape'].map(plain.press)).toEqual([false, false, false]);
    const open = typed('le|');
    expect([open.press('Enter'), open.text()]).toEqual([false, 'le']);
    expect([open.press('Escape'), offered(open.box), open.press('Escape')]).toEqual([true, [], false]);
  });

  it('opens on an arrow where nobody asked', () => {
    const { box, press } = typed('|');
    expect([offered(box), press('ArrowDown'), offered(box)[0]]).toEqual([[], true, 'dir:']);
    expect(typed('peer:|').box.items.value.map(({ text }) => text)).toEqual(['1', '2']);
  });

  it('tells what is wrong rather than what can follow it', () => {
    const { box } = typed('kind:txt len>|');
    expect(offered(box)).toEqual([]);
    expect(box.fault.value).toMatchObject({ offset: 5 });
    expect(typed('dir:in|').box.fault.value).toBeNull();
  });
});
