import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chunkCharacters, textChunks } from './text-chunks.js';

const joined = (text: string, json: boolean): string =>
  textChunks(text, json)
    .map((runs) => runs.map((run) => run.text).join(''))
    .join('');

describe('textChunks', () => {
  it('loses nothing, whatever the text', () => {
    fc.assert(
      fc.property(
        fc.array(fc.oneof(fc.json(), fc.string({ unit: 'binary' }), fc.constant('\n')), { maxLength: 20 }),
        (parts) => {
          const text = parts.join('').repeat(12);
          return joined(text, true) === text && joined(text, false) === text;
        },
      ),
      { numRuns: 60, seed: 1 },
    );
  });

  it('cuts after line breaks and never inside a character', () => {
    const [first] = textChunks(`${'a'.repeat(3000)}\n${'b'.repeat(3000)}`, false);
    expect(first?.[0]?.text.endsWith('a\n')).toBe(true);
    const pieces = textChunks(`x${'😀'.repeat(chunkCharacters)}`, false);
    expect(pieces.length).toBeGreaterThan(1);
    for (const runs of pieces) expect(runs[0]?.text).not.toMatch(/[\ud800-\udbff]$/);
  });

  it('goes on colouring a token that two pieces share', () => {
    const text = `["${'s'.repeat(6000)}"]`;
    const chunks = textChunks(text, true);
    expect(chunks.map((runs) => runs.some((run) => run.look === 'string'))).toEqual([true, true]);
  });
});
