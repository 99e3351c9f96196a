import { expect, it } from 'vitest';
import { devOrigin } from './dev-origin.js';

const dev = { NODE_ENV_ELECTRON_VITE: 'development' };

it.each([
  ['http://127.0.0.1:5173', 'http://127.0.0.1:5173'],
  ['http://localhost:5173/', 'http://localhost:5173'],
  ['http://[::1]:5173/', 'http://[::1]:5173'],
])('takes the dev server at %s', (address, origin) => {
  expect(devOrigin({ ...dev, ELECTRON_RENDERER_URL: address })).toBe(origin);
});

it.each([undefined, '', 'nonsense', 'http://evil.example', 'https://127.0.0.1:5173', 'file:///tmp'])(
  'does not believe %j',
  (address) => {
    expect(devOrigin({ ...dev, ELECTRON_RENDERER_URL: address })).toBeNull();
  },
);

it('knows no dev server outside development', () => {
  expect(devOrigin({ ELECTRON_RENDERER_URL: 'http://127.0.0.1:5173' })).toBeNull();
  expect(
    devOrigin({ ELECTRON_RENDERER_URL: 'http://127.0.0.1:5173', NODE_ENV_ELECTRON_VITE: 'production' }),
  ).toBeNull();
});
