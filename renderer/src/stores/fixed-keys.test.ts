import { describe, expect, it } from 'vitest';
import { fixedUsesOf } from './fixed-keys.js';

describe('keys that belong to a place', () => {
  it('are known however they are written, and no others', () => {
    expect(fixedUsesOf('F2')).toHaveLength(1);
    expect(fixedUsesOf('Ctrl+F').map(({ keys }) => keys)).toEqual(['Mod+F']);
    expect(fixedUsesOf('Shift+F2')).toEqual([]);
    expect(fixedUsesOf('Mod+K')).toEqual([]);
  });
});
