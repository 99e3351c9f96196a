import { describe, expect, it } from 'vitest';
import { ending } from './websocket-outcome.js';

const byUs = {
  place: '127.0.0.1:9',
  by: 'us',
  sent: null,
  received: null,
  reset: 'us',
  failure: null,
  clean: false,
} as const;

describe('the words of an end', () => {
  it('counts the bytes that were not sent, one of them as one', () => {
    const told = [0, 1, 2].map((unsent) => ending({ ...byUs, unsent }).detail.text);
    expect(told[1]).toBe(`${told[0]}; 1 byte was not sent`);
    expect(told[2]).toBe(`${told[0]}; 2 bytes were not sent`);
  });
});
