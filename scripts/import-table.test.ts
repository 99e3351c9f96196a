import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';

const repository = fileURLToPath(new URL('..', import.meta.url));

/** Files of a small house, each with what it imports and the rule that must object to it, if any. */
const planted: readonly (readonly [file: string, imports: string, rule: string | null])[] = [
  ['contract/index.ts', 'zod/mini', null],
  ['contract/to-codec.ts', '../codec/index.js', 'contract-reaches-nothing'],
  ['contract/to-package.ts', 'pinia', 'contract-packages'],
  ['codec/index.ts', '', null],
  ['codec/to-contract.ts', '../contract/index.js', 'codec-reaches-nothing'],
  ['codec/to-node.ts', 'node:fs', 'codec-without-node'],
  ['engine/index.ts', '../contract/index.js', null],
  ['engine/with-node.ts', 'node:net', null],
  ['engine/with-ws.ts', 'ws', null],
  ['engine/to-main.ts', '../main/handlers.js', 'engine-reaches-contract-codec'],
  ['engine/to-electron.ts', 'electron', 'electron-in-its-place'],
  ['engine/to-pinia.ts', 'pinia', 'engine-packages'],
  ['main/handlers.ts', '../engine/index.js', null],
  ['main/to-codec.ts', '../codec/index.js', 'main-reaches-engine-contract-language'],
  ['main/cli/to-codec.ts', '../../codec/index.js', null],
  ['main/index.ts', 'electron', null],
  ['main/electron/window.ts', 'electron', null],
  ['main/serve/to-window.ts', '../electron/window.js', 'serve-and-cli-without-electron'],
  ['preload/index.ts', 'electron', null],
  ['preload/to-contract.ts', '../contract/index.js', 'preload-reaches-nothing'],
  ['renderer/src/host/socket.ts', '../../../contract/index.js', null],
  ['renderer/src/stores/tabs.ts', '../host/socket.js', null],
  [
    'renderer/src/stores/to-engine.ts',
    '../../../engine/index.js',
    'renderer-reaches-contract-codec-language',
  ],
  ['renderer/src/stores/to-node.ts', 'node:net', 'renderer-without-node'],
  ['renderer/src/stores/to-ws.ts', 'ws', 'renderer-packages'],
  ['renderer/src/stores/to-place.ts', '../composer/draft.js', 'only-the-top-knows-places'],
  ['renderer/src/composer/draft.ts', '../stores/tabs.js', null],
  ['renderer/src/timeline/to-place.ts', '../composer/draft.js', 'places-apart'],
  ['renderer/src/timeline/to-host.ts', '../host/socket.js', 'host-behind-stores'],
  ['renderer/src/timeline/InFile.vue', '../composer/draft.js', 'places-apart'],
  ['renderer/src/ui/to-stores.ts', '../stores/tabs.js', 'ui-knows-nothing'],
  ['renderer/src/ui/to-language.ts', '../language/index.js', null],
  ['renderer/src/language/index.ts', '../../../language/index.js', null],
  ['language/index.ts', '', null],
  ['language/to-codec.ts', '../codec/index.js', 'language-reaches-nothing'],
  ['engine/to-language.ts', '../language/index.js', 'engine-reaches-contract-codec'],
  ['renderer/src/App.vue', './composer/draft.js', null],
  ['engine/circle-a.ts', './circle-b.js', 'no-circular'],
  ['engine/to-nothing.ts', './gone.js', 'not-to-unresolvable'],
];

let house = '';
let found: readonly string[] = [];

beforeAll(() => {
  house = mkdtempSync(join(tmpdir(), 'wirebench-house-'));
  for (const name of ['.dependency-cruiser.cjs', 'tsconfig.base.json']) {
    cpSync(join(repository, name), join(house, name));
  }
  writeFileSync(join(house, 'package.json'), '{ "type": "module" }');
  symlinkSync(join(repository, 'node_modules'), join(house, 'node_modules'), 'junction');
  for (const [file, imports] of planted) {
    const code = `${imports === '' ? '' : `import * as it from '${imports}';\n`}export const name = ${imports === '' ? '1' : 'it'};\n`;
    mkdirSync(dirname(join(house, file)), { recursive: true });
    writeFileSync(
      join(house, file),
      file.endsWith('.vue') ? `<script setup lang="ts">\n${code.replace('export ', '')}</script>\n` : code,
    );
  }
  // A circle is reported once, at its first file.
  writeFileSync(
    join(house, 'engine/circle-b.ts'),
    "import * as it from './circle-a.js';\nexport const name = it;\n",
  );
  const rooms = ['contract', 'codec', 'language', 'engine', 'main', 'preload', 'renderer'];
  const ran = spawnSync(
    process.execPath,
    [
      join(repository, 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs'),
      ...['--config', '.dependency-cruiser.cjs', '--output-type', 'json', ...rooms],
    ],
    { cwd: house, encoding: 'utf8' },
  );
  // The shape is dependency-cruiser's published result schema.
  const result = JSON.parse(ran.stdout) as {
    summary: { violations: { from: string; rule: { name: string } }[] };
  };
  found = result.summary.violations.map(({ from, rule }) => `${from} -> ${rule.name}`);
}, 120_000);

afterAll(() => rmSync(house, { recursive: true, force: true }));

test.each(planted.filter(([, , rule]) => rule !== null))('refuses %s importing %s by %s', (file, _, rule) => {
  expect(found).toContain(`${file} -> ${rule}`);
});

test.each(planted.filter(([, , rule]) => rule === null))('lets %s import "%s"', (file) => {
  expect(found.filter((violation) => violation.startsWith(`${file} -> `))).toEqual([]);
});
