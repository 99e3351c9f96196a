#!/usr/bin/env node
/*
 * fpm as electron-builder calls it for a .deb, on dpkg-deb: fpm itself is Ruby and is downloaded. It lays the named
 * files into a tree, writes the control file from the options, and lets dpkg-deb build the package.
 */
import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** @type {Record<string, string[]>} */
const options = {};
/** @type {[from: string, to: string][]} */
const files = [];
const words = process.argv.slice(2);
for (let word = words.shift(); word !== undefined; word = words.shift()) {
  if (word === '--force') continue;
  if (word.startsWith('-')) (options[word] ??= []).push(words.shift() ?? '');
  else {
    const at = word.lastIndexOf('=');
    files.push([word.slice(0, at), word.slice(at + 1)]);
  }
}
const one = (/** @type {string} */ name) => options[name]?.[0] ?? '';
if (one('-t') !== 'deb') throw new Error(`It makes .deb alone, not ${one('-t')}`);

const tree = mkdtempSync(join(tmpdir(), 'wirebench-deb-'));
try {
  for (const [from, to] of files) {
    const target = join(tree, to);
    mkdirSync(dirname(target), { recursive: true });
    if (statSync(from).isDirectory()) cpSync(from, target, { recursive: true });
    else copyFileSync(from, target);
  }
  const debian = join(tree, 'DEBIAN');
  mkdirSync(debian);
  const [synopsis = '', ...description] = one('--description').split('\n');
  const control = [
    ['Package', one('--name')],
    ['Version', one('--version')],
    ['License', one('--license')],
    ['Vendor', one('--vendor')],
    ['Architecture', one('--architecture')],
    ['Maintainer', one('--maintainer')],
    ['Depends', (options['-d'] ?? []).join(', ')],
    ['Recommends', (options['--deb-recommends'] ?? []).join(', ')],
    ['Section', one('--category')],
    ['Priority', one('--deb-priority')],
    ['Homepage', one('--url')],
    ['Description', [synopsis, ...description.map((line) => ` ${line.trim()}`)].join('\n')],
  ];
  writeFileSync(join(debian, 'control'), control.map(([name, value]) => `${name}: ${value}\n`).join(''));
  for (const [name, from] of /** @type {const} */ ([
    ['postinst', one('--after-install')],
    ['postrm', one('--after-remove')],
  ])) {
    copyFileSync(from, join(debian, name));
    chmodSync(join(debian, name), 0o755);
  }
  execFileSync('dpkg-deb', ['--root-owner-group', '-Zgzip', '-z1', '--build', tree, one('--package')]);
} finally {
  rmSync(tree, { recursive: true });
}
