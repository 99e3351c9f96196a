import { describe, expect, it } from 'vitest';
import { mapLines } from './map-lines.js';

const info = {
  minimap: 1,
  session: 's1',
  width: 4,
  rows: 6,
  done: true,
  in: Uint32Array.of(3, 0),
  out: Uint32Array.of(1, 1),
  control: Uint32Array.of(0, 0),
  life: Uint32Array.of(0, 0),
  errors: Uint32Array.of(0, 1),
};

describe('the map beside the scrollbar', () => {
  it('draws kinds by their shares and errors over everything, to the last row', () => {
    expect(mapLines(info, 60, 8)).toEqual([
      { top: 0, bottom: 40, left: 0, right: 6, token: '--in' },
      { top: 0, bottom: 40, left: 6, right: 8, token: '--out' },
      { top: 40, bottom: 60, left: 0, right: 4, token: '--out' },
      { top: 40, bottom: 60, left: 0, right: 8, token: '--err' },
    ]);
  });

  it('keeps an error in sight however many rows there are', () => {
    const many = { ...info, width: 1, rows: 1_000 };
    const [error] = mapLines(many, 100, 8).filter(({ token }) => token === '--err');
    expect((error?.bottom ?? 0) - (error?.top ?? 0)).toBe(2);
  });

  it('draws nothing where nothing is', () => {
    expect(mapLines({ ...info, rows: 0, in: new Uint32Array() }, 60, 8)).toEqual([]);
  });
});
