import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { importsOf, judgeBundles } from './check-bundles.mjs';

const sound = {
  'main/index.js': 'import { app } from "electron";\nimport { a } from "./chunks/engine-1.js";\n',
  'main/serve.js': 'import { a } from "./chunks/engine-1.js";\n',
  'main/import-worker.js': 'import { a } from "./chunks/engine-1.js";\n',
  'main/cli.js': '#!/usr/bin/env node\nimport { a } from "./chunks/engine-1.js";\n',
  'main/chunks/engine-1.js': 'import { connect } from "node:net";\nimport fs from "fs";\nexport { a };\n',
  'preload/index.cjs': 'let e = require("electron");\n',
  'renderer/assets/index-1.js': 'import{a as b}from"./vue-2.js";b();',
  'renderer/assets/vue-2.js': 'export{a};',
};
let out = '';

function build(files: Readonly<Record<string, string>>): string {
  out = mkdtempSync(join(tmpdir(), 'wirebench-out-'));
  for (const [name, code] of Object.entries({ ...sound, ...files })) {
    mkdirSync(dirname(join(out, name)), { recursive: true });
    writeFileSync(join(out, name), code);
  }
  return out;
}

afterEach(() => rmSync(out, { recursive: true, force: true }));

test('accepts bundles that need Node alone, and electron where it belongs', () => {
  expect(judgeBundles(build({}))).toEqual([]);
});

test('refuses electron in a chunk that the headless host and the terminal reach', () => {
  const wrong = judgeBundles(build({ 'main/chunks/engine-1.js': 'import { app } from "electron";\n' }));
  expect(wrong.map((sentence) => sentence.split(' ')[0])).toEqual([
    join('main', 'serve.js'),
    join('main', 'cli.js'),
    join('main', 'import-worker.js'),
  ]);
});

test.each([
  ['main/serve.js', 'const { app } = await import("electron");'],
  ['main/index.js', 'import { z } from "zod";'],
  ['preload/index.cjs', 'let e = require("electron"), f = require("node:fs");'],
  ['renderer/assets/index-1.js', 'var a=1;import{b}from"node:net";'],
  ['renderer/assets/index-1.js', 'var e=require("electron");'],
])('refuses %s with %s', (file, code) => {
  expect(judgeBundles(build({ [file]: code }))).toHaveLength(1);
});

test('reads imports in every form a bundler writes', () => {
  const code =
    'import"a";import b from"b";import{c as d}from"c";export*from"d";\nexport { e } from "e";\nimport("f");require("g");';
  expect(importsOf(code)).toEqual(['a', 'b', 'c', 'd', 'e', 'f', 'g']);
});
