import { expect, it } from 'vitest';
import { framings } from '../../../codec/index.js';
import { isFramingText } from './framing-words.js';

it('has every text of the framings for translators, but the names of methods', () => {
  const texts = framings.flatMap(({ title, description, fields }) => [
    title,
    description,
    ...fields.flatMap(({ label, choices }) => [label, ...(choices ?? []).map((one) => one.label)]),
  ]);
  expect(texts.filter((text) => !isFramingText(text))).toEqual(['SLIP', 'COBS']);
});
