import { createPinia, setActivePinia } from 'pinia';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { openLink } from './links.js';

const opened: unknown[][] = [];
beforeEach(() => {
  setActivePinia(createPinia());
  vi.stubGlobal('open', (...args: unknown[]) => void opened.push(args));
});
afterEach(() => {
  vi.unstubAllGlobals();
  opened.length = 0;
});

it('opens an address in a tab that knows nothing of this page', async () => {
  expect(await openLink('https://example.test/a')).toBe(true);
  expect(opened).toEqual([['https://example.test/a', '_blank', 'noopener,noreferrer']]);
});

it.each([
  ['javascript', 'alert(1)'].join(':'),
  'data:text/html,x',
  'file:///etc/passwd',
  'wirebench://connect?url=ws://h',
  'https://bank.example@evil.example/',
  'https://user:word@evil.example/',
  '//evil.example/',
  'https:',
  '',
])('opens nothing for %j', async (url) => {
  expect(await openLink(url)).toBe(false);
  expect(opened).toEqual([]);
});
