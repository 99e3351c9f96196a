import { beforeEach, describe, expect, it } from 'vitest';
import { caretAt } from './hex-caret.js';
import { useHexEditing } from './use-hex-editing.js';
import type { HexEditing } from './use-hex-editing.js';

let refused: string[];
let changes: number;
let grid: HexEditing;

const hex = (): string => Array.from(grid.copy(), (byte) => byte.toString(16).padStart(2, '0')).join(' ');
const digits = (text: string): void => {
  for (const digit of text) grid.typeDigit(Number.parseInt(digit, 16));
};

beforeEach(() => {
  refused = [];
  changes = 0;
  grid = useHexEditing({ limit: 8, onChange: () => changes++, onRefuse: (why) => refused.push(why()) });
  grid.reset(Uint8Array.of(0x10, 0x20, 0x30));
});

describe('typing', () => {
  it('inserts digit by digit', () => {
    grid.moveTo(caretAt(1, 'hex'));
    digits('ab');
    expect(hex()).toBe('10 ab 20 30');
    digits('c');
    expect(hex()).toBe('10 ab c0 20 30');
    expect(grid.caret.value).toMatchObject({ head: 2, low: true });
    grid.undo();
    expect(hex()).toBe('10 20 30');
    grid.redo();
    expect(hex()).toBe('10 ab c0 20 30');
  });

  it('overwrites digit by digit, and goes on at the end', () => {
    grid.toggle();
    grid.moveTo(caretAt(2, 'hex'));
    digits('a');
    expect(hex()).toBe('10 20 a0');
    digits('bcd');
    expect(hex()).toBe('10 20 ab cd');
  });

  it('puts text over what is selected when inserting, and over what follows when not', () => {
    grid.moveTo({ ...caretAt(0, 'text'), head: 2 });
    grid.typeBytes(Uint8Array.of(0x41));
    expect(hex()).toBe('41 30');
    grid.toggle();
    grid.moveTo(caretAt(1, 'text'));
    grid.typeBytes(Uint8Array.of(0xc3, 0xa9));
    expect(hex()).toBe('41 c3 a9');
  });
});

describe('deleting and filling', () => {
  it('deletes forward, backward and what is selected, each undone by itself', () => {
    grid.moveTo(caretAt(1, 'hex'));
    grid.remove('forward');
    grid.remove('back');
    expect(hex()).toBe('30');
    grid.undo();
    expect(hex()).toBe('10 30');
    grid.undo();
    grid.moveTo({ ...caretAt(0, 'hex'), head: 3 });
    grid.remove('back');
    expect(grid.size.value).toBe(0);
    grid.remove('back');
    grid.remove('forward');
    grid.undo();
    expect(hex()).toBe('10 20 30');
    expect(grid.selection.value).toEqual({ from: 0, to: 3 });
  });

  it('takes a byte that is half typed away', () => {
    grid.moveTo(caretAt(0, 'hex'));
    digits('a');
    grid.remove('back');
    expect(hex()).toBe('10 20 30');
  });

  it('repeats a pattern over the selection, or inserts as many bytes', () => {
    grid.moveTo({ ...caretAt(0, 'hex'), head: 3 });
    grid.fillWith(Uint8Array.of(1, 2), 3);
    expect(hex()).toBe('01 02 01');
    grid.moveTo(caretAt(3, 'hex'));
    grid.fillWith(Uint8Array.of(0xff), 2);
    expect(hex()).toBe('01 02 01 ff ff');
  });
});

it('refuses more than it holds, in words, and changes nothing', () => {
  grid.typeBytes(new Uint8Array(6), 'paste');
  expect(refused).toEqual(['9 bytes are more than the 8 this grid holds. Send a file instead.']);
  expect(changes).toBe(0);
  grid.fillWith(Uint8Array.of(0), 1_000_000);
  expect(refused).toHaveLength(2);
});
