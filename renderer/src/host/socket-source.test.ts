import { afterEach, describe, expect, it, vi } from 'vitest';
import { socketSource } from './socket-source.js';

afterEach(() => vi.unstubAllGlobals());

describe('socketSource', () => {
  const place = { href: 'http://127.0.0.1:8123/~AAAAAAAAAAAAAAAAAAAAAA/?window=2#x' };

  it.each([
    [200, null],
    [426, null],
    [500, null],
    [401, 'started anew'],
    [403, 'started anew'],
    [421, 'started anew'],
    [503, 'too many pages'],
  ])('reads from the status %i why a page is refused', async (status, why) => {
    vi.stubGlobal('fetch', (address: URL) => {
      expect(address.href).toBe('http://127.0.0.1:8123/~AAAAAAAAAAAAAAAAAAAAAA/bridge');
      return Promise.resolve({ status });
    });
    const refusal = await socketSource(place).refusal();
    if (why === null) expect(refusal).toBeNull();
    else
      expect(refusal).toMatchObject({
        code: 'transport.refused',
        message: expect.stringContaining(why) as string,
      });
  });

  it('takes a host that does not answer as absent, not as refusing', async () => {
    vi.stubGlobal('fetch', () => Promise.reject(new TypeError('Failed to fetch')));
    expect(await socketSource(place).refusal()).toBeNull();
  });
});
