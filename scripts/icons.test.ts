import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { icnsOf, icoOf, judgeIcons } from './icons.mjs';
import { root } from './run.mjs';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'wirebench-icons-'));
  cpSync(join(root, 'resources'), directory, { recursive: true });
});
afterEach(() => rmSync(directory, { recursive: true }));

describe('the icons', () => {
  it('are those of the drawing', () => {
    expect(judgeIcons(directory)).toEqual([]);
  });

  it('are stale once the drawing changes, but not by its line ends', () => {
    const drawing = join(directory, 'icon.svg');
    const text = readFileSync(drawing, 'utf8');
    writeFileSync(drawing, text.replaceAll('\n', '\r\n'));
    expect(judgeIcons(directory)).toEqual([]);
    writeFileSync(drawing, text.replace('#6aa5ff', '#6aa5fe'));
    expect(judgeIcons(directory)).toEqual([expect.stringContaining('icon.svg has changed')]);
  });

  it('are named one by one when they are missing or were not made from it', () => {
    rmSync(join(directory, 'icon.ico'));
    writeFileSync(join(directory, 'icons', '16x16.png'), 'another');
    expect(judgeIcons(directory)).toEqual([
      expect.stringContaining('icons/16x16.png is not what was made'),
      expect.stringContaining('icon.ico is missing'),
    ]);
  });
});

describe('icoOf', () => {
  it('lists each picture with its size, length and place', () => {
    const ico = icoOf([
      { size: 16, png: Buffer.from('one') },
      { size: 256, png: Buffer.from('three') },
    ]);
    expect(ico.toString('hex')).toBe(
      [
        '0000 0100 0200', // reserved, an icon, two pictures
        '10 10 00 00 0100 2000 03000000 26000000',
        '00 00 00 00 0100 2000 05000000 29000000',
        Buffer.from('onethree').toString('hex'),
      ]
        .join('')
        .replaceAll(' ', ''),
    );
  });
});

describe('icnsOf', () => {
  it('wraps each picture in its type and length, and all of them in one block', () => {
    const icns = icnsOf([{ type: 'ic07', png: Buffer.from('one') }]);
    expect(icns.toString('hex')).toBe(
      `${Buffer.from('icns').toString('hex')}00000013${Buffer.from('ic07').toString('hex')}0000000b${Buffer.from('one').toString('hex')}`,
    );
  });
});
