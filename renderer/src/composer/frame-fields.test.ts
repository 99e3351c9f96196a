import { describe, expect, it } from 'vitest';
import { craftFields } from '../../../codec/index.js';
import { changeFrame } from './frame-fields.js';

describe('the fields of a frame', () => {
  it('keep only what is special, in one order', () => {
    const first = changeFrame({}, 'client', { rsv2: true, opcode: 9 });
    expect(JSON.stringify(first)).toBe('{"opcode":9,"rsv2":true}');
    expect(changeFrame(first, 'client', { opcode: 1, rsv2: false })).toEqual({});
    expect(changeFrame({}, 'client', { cut: 0 })).toEqual({ cut: 0 });
    expect(changeFrame({ cut: 3 }, 'client', { cut: null })).toEqual({});
  });

  it('follow the role until a mask was chosen', () => {
    expect(craftFields({}, 'client').masked).toBe(true);
    expect(craftFields({}, 'server').masked).toBe(false);
    const chosen = changeFrame({}, 'client', { masked: false });
    expect(chosen).toEqual({ masked: false });
    expect(changeFrame(chosen, 'client', { masked: true })).toEqual({ masked: true });
    expect(changeFrame(changeFrame({}, 'client', { opcode: 2 }), 'server', { fin: false })).toEqual({
      opcode: 2,
      fin: false,
    });
  });
});
