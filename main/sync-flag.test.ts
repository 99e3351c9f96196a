import { describe, expect, it } from 'vitest';
import { readSyncMs } from './sync-flag.js';

describe('--sync-ms', () => {
  it.each([
    [undefined, null],
    ['0', 0],
    ['60000', 60_000],
  ])('reads %j', (text, ms) => expect(readSyncMs(text)).toEqual({ ok: true, value: ms }));

  it.each(['', '60001', '-1', '1.5', '1e3', 'never'])('refuses %j in words', (text) => {
    expect(readSyncMs(text)).toMatchObject({
      ok: false,
      error: {
        code: 'options.invalid',
        message: `--sync-ms takes milliseconds from 0 to 60000, not "${text}".`,
      },
    });
  });
});
