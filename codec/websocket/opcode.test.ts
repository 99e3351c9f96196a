import { expect, it } from 'vitest';
import { isControl, isReserved, opcodeName } from './opcode.js';

it('names every opcode of RFC 6455 §11.8', () => {
  expect(Array.from({ length: 16 }, (_, opcode) => opcodeName(opcode))).toEqual([
    'continuation',
    'text',
    'binary',
    ...Array<string>(5).fill('reserved data'),
    'close',
    'ping',
    'pong',
    ...Array<string>(5).fill('reserved control'),
  ]);
});

it('tells control frames and reserved opcodes apart', () => {
  expect([0, 1, 2, 7].some(isControl)).toBe(false);
  expect([8, 9, 10, 15].every(isControl)).toBe(true);
  expect([3, 7, 11, 15].every(isReserved)).toBe(true);
  expect([0, 1, 2, 8, 9, 10].some(isReserved)).toBe(false);
});
