import { expect, it } from 'vitest';
import { interleave, resolve } from './resolve.js';

it.each([
  ['127.0.0.1', 4],
  ['::1', 6],
])('answers the address %s with itself', async (address, family) => {
  expect(await resolve(address, 'auto')).toMatchObject({
    ok: true,
    value: { addresses: [{ address, family }] },
  });
});

it('finds localhost, and one family of it when asked', async () => {
  const resolved = await resolve('localhost', 'ipv4');
  expect(resolved).toMatchObject({ ok: true, value: { addresses: [{ address: '127.0.0.1', family: 4 }] } });
  if (resolved.ok) expect(resolved.value.ms).toBeGreaterThan(0);
});

it('refuses an address of the other family', async () => {
  const resolved = await resolve('::1', 'ipv4');
  expect(resolved).toMatchObject({ ok: false, error: { code: 'resolve.no-address', stage: 'resolve' } });
  if (!resolved.ok)
    expect(resolved.error.message).toContain('::1 is an IPv6 address, but only IPv4 is allowed');
});

it('takes turns between families, starting with the first', () => {
  const v6 = (address: string) => ({ address, family: 6 }) as const;
  const v4 = (address: string) => ({ address, family: 4 }) as const;
  const order = interleave([v6('::1'), v6('::2'), v6('::3'), v4('192.0.2.1')]);
  expect(order.map(({ address }) => address)).toEqual(['::1', '192.0.2.1', '::2', '::3']);
  expect(interleave([v4('192.0.2.1'), v6('::1')])[0]?.address).toBe('192.0.2.1');
  expect(interleave([])).toEqual([]);
});
