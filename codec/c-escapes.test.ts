import { expect, it } from 'vitest';
import { escapedLetter } from './c-escapes.js';

it('reads the letters of C and leaves every other sign as it is', () => {
  expect([...'abtnvfr'].map(escapedLetter).join('')).toBe('\u0007\b\t\n\v\f\r');
  expect([...'exu0"\\,👋'].map(escapedLetter).join('')).toBe('exu0"\\,👋');
  expect(escapedLetter('')).toBe('');
});
