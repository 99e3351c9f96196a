import { describe, expect, it } from 'vitest';
import { fitOf, parseHostPattern } from './host-pattern.js';

function fit(pattern: string, host: string, port = 443): number {
  const parsed = parseHostPattern(pattern);
  if (!parsed.ok) throw new Error(parsed.error.message);
  return fitOf(parsed.value, host, port);
}

describe('a pattern of hosts', () => {
  it.each([
    ['api.example.com', 'API.example.com.', true],
    ['api.example.com', 'xapi.example.com', false],
    ['*.example.com', 'api.example.com', true],
    ['*.example.com', 'a.b.example.com', true],
    ['*.example.com', 'example.com', false],
    ['*.example.com', 'notexample.com', false],
    ['10.0.0.1', '10.0.0.1', true],
    ['::1', '0:0:0:0:0:0:0:1', true],
    ['[::1]:443', '::1', true],
    ['h:443', 'h', true],
    ['h:444', 'h', false],
  ])('%s is for %s: %s', (pattern, host, fits) => {
    expect(fit(pattern, host) > 0).toBe(fits);
  });

  it('fits better the more it says', () => {
    const ranked = ['*.com', '*.example.com', '*.example.com:443', 'api.example.com', 'api.example.com:443'];
    const fits = ranked.map((pattern) => fit(pattern, 'api.example.com'));
    expect(fits).toEqual([...fits].sort((a, b) => a - b));
    expect(new Set(fits).size).toBe(fits.length);
  });

  it.each([
    ['', 'name a host'],
    ['*', 'every host would be told who you are'],
    ['*:443', 'every host would be told who you are'],
    ['a.*.b', 'a star stands for the first part alone'],
    ['*.10.0.0.1', 'nothing is below an address'],
    ['h:99999', 'out of range'],
    ['a b', 'does not belong in a host name'],
  ])('is none as %j', (text, words) => {
    expect(parseHostPattern(text)).toMatchObject({
      error: { code: 'host.pattern', message: expect.stringContaining(words) as string },
    });
  });
});
