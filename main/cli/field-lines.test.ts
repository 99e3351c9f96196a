import { describe, expect, it } from 'vitest';
import type { Field } from '../../codec/index.js';
import { fieldLines, fieldObject } from './field-lines.js';

const field = (part: Partial<Field>): Field => ({
  name: 'name',
  start: 0,
  length: 1,
  value: '',
  children: [],
  ...part,
});

describe('fieldLines', () => {
  it('prints names, values and errors so that a terminal acts on none of them', () => {
    const acting = '\u001b[2J\u202e';
    const lines = [...fieldLines([field({ name: acting, value: acting, error: acting })], Uint8Array.of(1))];
    expect(lines).toHaveLength(2);
    for (const line of lines) expect(line).toContain('␛[2J⟨U+202E⟩');
    for (const sign of acting.match(/[^[2J]/gu) ?? []) expect(lines.join('')).not.toContain(sign);
  });

  it('ends where a tree goes deeper than any dissector does, for eyes and for programs', () => {
    let deep = field({});
    for (let i = 0; i < 10_000; i++) deep = field({ children: [deep] });
    expect([...fieldLines([deep], new Uint8Array())].length).toBeLessThan(300);
    expect(JSON.stringify(fieldObject(deep)).match(/"start"/g)?.length).toBeLessThan(300);
  });
});
