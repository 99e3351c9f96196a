import { afterEach, expect, it } from 'vitest';
import { useHexEditing } from './use-hex-editing.js';
import { useHexPointer } from './use-hex-pointer.js';

afterEach(() => document.body.replaceChildren());

function grid() {
  const editing = useHexEditing({ limit: 64, onChange: () => {}, onRefuse: () => {} });
  editing.reset(new Uint8Array(16));
  document.body.innerHTML = Array.from(
    { length: 16 },
    (_, at) => `<p data-column="hex"><b data-at="${at}"></b></p>`,
  ).join('');
  const pointer = useHexPointer({ editing, box: () => undefined, perRow: () => 16, capture: () => {} });
  for (const [type, on] of [
    ['pointerdown', pointer.down],
    ['contextmenu', pointer.menu],
  ] as const)
    document.body.addEventListener(type, (event) => on(event), { once: true });
  const at = (offset: number, type: string): unknown =>
    document.querySelector(`[data-at="${offset}"]`)?.dispatchEvent(new MouseEvent(type, { bubbles: true }));
  return { editing, pointer, at };
}

it.each([
  [3, 9, { from: 3, to: 10 }],
  [9, 3, { from: 3, to: 10 }],
  [5, 5, { from: 5, to: 6 }],
])('selects from a click at %i to the menu of %i, both within', (from, to, range) => {
  const { editing, pointer, at } = grid();
  at(from, 'pointerdown');
  at(to, 'contextmenu');
  pointer.choose('to');
  expect(editing.selection.value).toEqual(range);
});

it('selects everything by its menu', () => {
  const { editing, pointer } = grid();
  pointer.choose('all');
  expect(editing.selection.value).toEqual({ from: 0, to: 16 });
});
