import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { packageOf } from './bundled.mjs';
import { root } from './run.mjs';

const inModules = (path: string) => join(root, 'node_modules', path).replaceAll('\\', '/');

describe('packageOf', () => {
  it.each([
    ['ws/lib/receiver.js', 'node_modules/ws'],
    ['@codemirror/view/dist/index.js?v=1', 'node_modules/@codemirror/view'],
    ['tsyringe/node_modules/tslib/tslib.es6.js', 'node_modules/tsyringe/node_modules/tslib'],
  ])('finds the package of %s', (path, folder) => expect(packageOf(inModules(path))).toBe(folder));

  it('finds the tool that wrote a virtual module', () => {
    expect(packageOf('\0rolldown/runtime.js')).toBe('node_modules/rolldown');
    expect(packageOf('\0vite/preload-helper.js')).toBe('node_modules/vite');
    expect(packageOf('\0plugin-vue:export-helper')).toBe('node_modules/@vitejs/plugin-vue');
  });

  it('finds none for code of ours', () => {
    expect(packageOf(join(root, 'engine', 'index.ts'))).toBeUndefined();
  });
});
