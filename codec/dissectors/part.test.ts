import { describe, expect, it } from 'vitest';
import { hex, outline, utf8 } from '../../tests/payloads/sound.js';
import { maxFields } from './fields.js';
import { faulty, latin1, named, Part, quoted, shownPayload, uint } from './part.js';
import { field } from '../field.js';

describe('Part', () => {
  it('reads numbers, flags, bytes and text into fields', () => {
    const part = new Part(hex('0102 a0 c3a9 ff 0000'));
    expect(part.number('number', 2)).toBe(0x0102);
    expect(
      part.flags(
        'flags',
        1,
        [
          { name: 'top', first: 0, count: 1 },
          { name: 'rest', first: 1, count: 7, judge: (value) => (value === 0 ? null : 'must be 0') },
        ],
        String,
      ),
    ).toBe(0xa0);
    part.text('text', 2);
    part.text('broken', 1);
    part.rest('end', 'not wanted');
    expect(outline(part.fields)).toEqual([
      'number @0+2 = 258',
      'flags @2+1 = 160',
      '  top @2+1 = 1, set',
      '  rest @2+1 = 32 !must be 0',
      'text @3+2 = "é"',
      'broken @5+1 = "\ufffd" !not UTF-8 at byte 5',
      'end @6+2 = 00 00 !not wanted',
    ]);
    expect(part.more).toBe(false);
  });

  it('names the first thing that is cut short, and reads nothing after it', () => {
    const part = new Part(hex('01 02'));
    part.number('first', 1);
    expect(part.number('second', 4)).toBe(0);
    expect(part.number('third', 1)).toBe(0);
    part.rest('rest');
    expect(part.cut).toBe(true);
    expect(outline(part.fields)).toEqual([
      'first @0+1 = 1',
      'second @1+1 = 02 !cut short: 4 bytes needed, 1 there',
    ]);
  });

  it('keeps a group inside its length and goes on after it', () => {
    const part = new Part(hex('01 02 03 04'));
    part.group('group', 2, (inside) => {
      inside.number('wide', 4);
      return 'value';
    });
    part.group('open', null, (inside) => String(inside.number('byte', 1)));
    expect(outline(part.fields)).toEqual([
      'group @0+2 = value',
      '  wide @0+2 = 01 02 !cut short: 4 bytes needed, 2 there',
      'open @2+1 = 3',
      '  byte @2+1 = 3',
    ]);
    expect(part.left).toBe(1);
    part.group('long', 5, () => 'value');
    expect(outline(part.fields).at(-1)).toBe('long @3+1 = value !cut short: 5 bytes needed, 1 there');
    expect(part.cut).toBe(true);
  });

  it('puts the fields of a sound group in its place', () => {
    const part = new Part(hex('01 02'));
    part.group('group', 1, (inside) => String(inside.number('byte', 1)));
    part.flatten();
    part.group('long', 3, (inside) => String(inside.number('byte', 1)));
    part.flatten();
    expect(outline(part.fields)).toEqual([
      'byte @0+1 = 1',
      'long @1+1 = 2 !cut short: 3 bytes needed, 1 there',
      '  byte @1+1 = 2',
    ]);
  });

  it('says what is missing', () => {
    const part = new Part(hex('01'));
    part.missing('thing', 'must be there');
    part.missing('other', 'is not looked for');
    expect(outline(part.fields)).toEqual(['thing @0+1 = 01 !must be there']);
  });

  it('bounds the fields of a payload', () => {
    const part = new Part(new Uint8Array(maxFields * 2));
    while (part.more) part.group('group', null, (inside) => String(inside.number('byte', 1)));
    expect(part.budget.left).toBeGreaterThanOrEqual(-2);
    expect(outline(part.fields).at(-1)).toContain('too many fields');
    expect(part.fields.at(-1)).toMatchObject({ start: maxFields / 2, length: maxFields * 1.5 });
  });
});

describe('words for bytes', () => {
  it('shows text as text and bytes as bytes', () => {
    expect(shownPayload(utf8('hé\n'))).toBe('"hé␊"');
    expect(shownPayload(hex('00 01'))).toBe('00 01');
    expect(shownPayload(new Uint8Array())).toBe('empty');
    expect(quoted(utf8('\u202e'))).toBe('"⟨U+202E⟩"');
    expect(latin1(hex('41 ff'))).toBe('Aÿ');
  });

  it('names numbers', () => {
    expect(named({ 1: 'one' }, 1)).toBe('one (1)');
    expect(named({ 1: 'one' }, 2)).toBe('unassigned (2)');
    expect(uint(hex('01 02 03'), 1, 4)).toBe(0x02030000);
  });

  it('keeps the first complaint about a field', () => {
    const one = faulty(faulty(field('a', 0, 1, ''), 'first'), 'second');
    expect(one.error).toBe('first');
  });
});
