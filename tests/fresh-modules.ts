import { readFileSync } from 'node:fs';
import { expect, vi } from 'vitest';

// The files of a worker share a process and what it has loaded of node_modules, which is slow to load; modules of
// our own hold what is shared in a page (toasts, theme, language), and each file begins with fresh ones.
vi.resetModules();

// Vue and the editor keep the document that they were loaded with, which here is that of a file before.
const file = expect.getState().testPath ?? '';
const drawing = /\b(?:shallowMount|mount)\b[^;]*'@vue\/test-utils'|\bcreateApp\b|'@codemirror\/view'/.exec(
  readFileSync(file, 'utf8'),
);
if (drawing !== null)
  throw new Error(
    `${file} draws (${drawing[0]}), so it cannot share modules with other files: name it *.draw.test.ts, or after its component (vitest.config.ts says why).`,
  );
