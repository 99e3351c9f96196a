import { expect, it } from 'vitest';
import { withHits } from './text-hits.js';

it('cuts runs where spans begin and end, across runs and pieces of the text', () => {
  const chunks = [
    [
      { text: 'abc', look: 'plain' as const },
      { text: 'def', look: 'key' as const },
    ],
    [{ text: 'ghi', look: 'plain' as const }],
  ];
  const shown = (spans: [number, number][]): string =>
    withHits(chunks, spans)
      .map((runs) => runs.map(({ text, look, hit }) => `${look[0]}${hit ? `<${text}>` : text}`).join(' '))
      .join(' | ');
  expect(shown([])).toBe('pabc kdef | pghi');
  expect(
    shown([
      [2, 4],
      [5, 8],
    ]),
  ).toBe('pab p<c> k<d> ke k<f> | p<gh> pi');
  expect(shown([[0, 9]])).toBe('p<abc> k<def> | p<ghi>');
});
