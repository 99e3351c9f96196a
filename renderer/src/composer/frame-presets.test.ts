import { describe, expect, it } from 'vitest';
import {
  buildFrames,
  craftFields,
  defaultDeflate,
  encodeUtf8,
  framePresets,
  parseHex,
} from '../../../codec/index.js';
import type { Role } from '../../../contract/index.js';
import { presetDraft } from './frame-presets.js';
import { judgePieces } from './frame-violations.js';

const cases = framePresets.flatMap((preset) =>
  preset.roles.flatMap((role) =>
    [false, true]
      .filter((deflate) => preset.deflate === null || preset.deflate === deflate)
      .map((deflate) => ({ preset, role, deflate, name: `${preset.id}, ${role}, deflate ${deflate}` })),
  ),
);

function built(id: string, role: Role, typed: string) {
  const preset = framePresets.find((one) => one.id === id);
  if (preset === undefined) throw new Error(`no preset ${id}`);
  const draft = presetDraft(preset, role, encodeUtf8(typed));
  const bytes =
    draft.mode === 'hex' ? parseHex(draft.body) : { ok: true as const, value: encodeUtf8(draft.body) };
  if (!bytes.ok) throw new Error(bytes.error.message);
  return { draft, frames: buildFrames(craftFields(draft.frame, role), bytes.value, () => 0, 600_000) };
}

describe('a preset in the composer', () => {
  it.each(cases)('breaks its rule and no other: $name', ({ preset, role, deflate }) => {
    for (const typed of ['', 'a message of my own', 'x'.repeat(70_000)]) {
      const { frames } = built(preset.id, role, typed);
      expect(frames.problems).toEqual([]);
      const context = { role, deflate: deflate ? defaultDeflate : null };
      expect(judgePieces(frames.pieces, context).map(({ rule }) => rule)).toEqual([preset.rule]);
    }
  });

  it('carries what was typed where it leaves room, else a sample', () => {
    expect(built('rsv2', 'client', 'mine').draft).toEqual({
      frame: { rsv2: true },
      mode: 'text',
      body: 'mine',
    });
    expect(built('rsv2', 'client', '').draft.body).toBe('Hello');
    expect(built('long-ping', 'server', 'ab').draft.body).toBe('ab'.repeat(63));
    expect(built('close-1005', 'server', 'ab').draft).toEqual({
      frame: { opcode: 8 },
      mode: 'hex',
      body: '03 ed',
    });
  });

  it('cuts a long message to what fits after a frame', () => {
    const { frame } = built('data-after-close', 'server', 'x'.repeat(70_000)).draft;
    expect(frame.junk?.length).toBeLessThanOrEqual(65_536);
    expect(frame.junk).toMatch(/^81 7e 20 00 78/);
  });

  it('keeps only the mask that breaks a rule, so that it fits the other role too', () => {
    expect(built('unmasked', 'client', 'a').draft.frame).toEqual({ masked: false });
    expect(built('masked', 'server', 'a').draft.frame).toEqual({ masked: true });
  });

  it('is fragments where it can be, and bytes after the frame where not', () => {
    expect(built('nested-message', 'server', 'ab').draft.frame).toEqual({ fragments: 2, restart: true });
    expect(built('invalid-utf8-fragments', 'server', 'ab').draft.frame).toEqual({ fragments: 2 });
    expect(built('data-after-close', 'server', 'ab').draft.frame).toEqual({ opcode: 8, junk: '81 02 61 62' });
  });
});
