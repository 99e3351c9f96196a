/*
 * Every icon is made from resources/icon.svg: `node scripts/icons.mjs` draws them with Chromium, `--check` judges
 * that they are of that very drawing. Two Chromiums draw a curve a shade apart, so what was made is known by its
 * hash, kept in resources/icons.json beside the hash of the drawing, and never drawn again to compare.
 */
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { findChromium } from './chromium.mjs';
import { root } from './run.mjs';

const drawing = 'icon.svg';
const ledger = 'icons.json';
/** Linux looks for each of these by name; the others are made of them. */
const linuxSizes = [16, 32, 48, 64, 128, 256, 512];
/** What Explorer, the task bar and the installer ask for at 100 to 400 %. */
const windowsSizes = [16, 20, 24, 32, 40, 48, 64, 128, 256];
/** Apple's four letters for a PNG of that many pixels; those of a doubled screen have letters of their own. */
const macTypes = /** @type {const} */ ([
  ['icp4', 16],
  ['ic11', 32],
  ['icp5', 32],
  ['ic12', 64],
  ['ic07', 128],
  ['ic13', 256],
  ['ic08', 256],
  ['ic14', 512],
  ['ic09', 512],
  ['ic10', 1024],
]);

/**
 * An .ico: a table of pictures, then the pictures, as PNG (since Windows Vista).
 * @param {readonly { size: number, png: Buffer }[]} pictures
 */
export function icoOf(pictures) {
  const head = Buffer.alloc(6 + 16 * pictures.length);
  head.writeUInt16LE(1, 2); // an icon, not a cursor
  head.writeUInt16LE(pictures.length, 4);
  let at = head.length;
  for (const [index, { size, png }] of pictures.entries()) {
    const entry = 6 + 16 * index;
    head.writeUInt8(size % 256, entry); // 0 stands for 256
    head.writeUInt8(size % 256, entry + 1);
    head.writeUInt16LE(1, entry + 4);
    head.writeUInt16LE(32, entry + 6);
    head.writeUInt32LE(png.length, entry + 8);
    head.writeUInt32LE(at, entry + 12);
    at += png.length;
  }
  return Buffer.concat([head, ...pictures.map(({ png }) => png)]);
}

/**
 * An .icns: blocks of type, length with the eight bytes of this head, and a PNG.
 * @param {readonly { type: string, png: Buffer }[]} pictures
 */
export function icnsOf(pictures) {
  const block = (/** @type {string} */ type, /** @type {Buffer} */ content) => {
    const head = Buffer.alloc(8);
    head.write(type, 'latin1');
    head.writeUInt32BE(content.length + 8, 4);
    return Buffer.concat([head, content]);
  };
  return block('icns', Buffer.concat(pictures.map(({ type, png }) => block(type, png))));
}

/** @param {Buffer | string} bytes */
const hashOf = (bytes) => createHash('sha256').update(bytes).digest('hex');

/** Line ends of a checkout do not change the drawing. @param {string} directory */
const drawingHash = (directory) =>
  hashOf(readFileSync(join(directory, drawing), 'utf8').replaceAll('\r\n', '\n'));

/** What there must be. */
const names = [...linuxSizes.map((size) => `icons/${size}x${size}.png`), 'icon.ico', 'icon.icns'];

/**
 * @param {string} directory with the drawing, the icons and the ledger
 * @returns {string[]} what is wrong, one sentence each
 */
export function judgeIcons(directory) {
  const again = 'run `node scripts/icons.mjs`';
  /** @type {{ drawing: string, made: Record<string, string> }} */
  const noted = JSON.parse(readFileSync(join(directory, ledger), 'utf8'));
  const wrong = names.flatMap((name) => {
    try {
      const fresh = hashOf(readFileSync(join(directory, name))) === noted.made[name];
      return fresh ? [] : [`${name} is not what was made: ${again}`];
    } catch {
      return [`${name} is missing: ${again}`];
    }
  });
  if (drawingHash(directory) !== noted.drawing) {
    wrong.push(`${drawing} has changed since the icons were made: ${again}`);
  }
  return wrong;
}

/** @param {readonly number[]} sizes @returns {Promise<Map<number, Buffer>>} */
async function draw(sizes) {
  const executablePath = findChromium();
  if (executablePath === undefined)
    throw new Error('Icons are drawn by Chromium: WIREBENCH_CHROMIUM names one.');
  const svg = readFileSync(join(root, 'resources', drawing), 'utf8');
  const { chromium } = await import('@playwright/test');
  const browser = await chromium.launch({ executablePath, chromiumSandbox: false });
  try {
    const page = await browser.newPage();
    /** @type {Map<number, Buffer>} */
    const drawn = new Map();
    for (const size of sizes) {
      await page.setViewportSize({ width: size, height: size });
      await page.setContent(
        `<style>* { margin: 0 } svg { display: block; width: ${size}px; height: ${size}px }</style>${svg}`,
      );
      drawn.set(size, await page.screenshot({ omitBackground: true }));
    }
    return drawn;
  } finally {
    await browser.close();
  }
}

async function make() {
  const drawn = await draw([
    ...new Set([...linuxSizes, ...windowsSizes, ...macTypes.map(([, size]) => size)]),
  ]);
  const png = (/** @type {number} */ size) => {
    const picture = drawn.get(size);
    if (picture === undefined) throw new Error(`There is no picture of ${size} pixels`);
    return picture;
  };
  const content = new Map([
    ...linuxSizes.map((size) => /** @type {const} */ ([`icons/${size}x${size}.png`, png(size)])),
    ['icon.ico', icoOf(windowsSizes.map((size) => ({ size, png: png(size) })))],
    ['icon.icns', icnsOf(macTypes.map(([type, size]) => ({ type, png: png(size) })))],
  ]);
  /** @type {Record<string, string>} */
  const made = {};
  for (const name of names) {
    const bytes = content.get(name);
    if (bytes === undefined) throw new Error(`${name} was not made`);
    writeFileSync(join(root, 'resources', name), bytes);
    made[name] = hashOf(bytes);
  }
  const noted = { drawing: drawingHash(join(root, 'resources')), made };
  writeFileSync(join(root, 'resources', ledger), `${JSON.stringify(noted, null, 2)}\n`);
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  if (!process.argv.includes('--check')) await make();
  const wrong = judgeIcons(join(root, 'resources'));
  for (const sentence of wrong) console.error(sentence);
  console.log(`${names.length} icons`);
  process.exitCode = wrong.length === 0 ? 0 : 1;
}
