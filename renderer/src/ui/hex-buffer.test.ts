import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { HexBuffer } from './hex-buffer.js';

const bytes = (...values: number[]): Uint8Array => Uint8Array.from(values);
const all = (buffer: HexBuffer): number[] => [...buffer.copy()];

describe('HexBuffer', () => {
  it('takes back what was typed on as one step, nibbles too, until it is sealed', () => {
    const buffer = new HexBuffer(bytes(1, 2));
    buffer.splice(1, 0, bytes(0xa0), 'type');
    buffer.splice(1, 1, bytes(0xab), 'type');
    buffer.splice(2, 0, bytes(0xcd), 'type');
    buffer.seal();
    buffer.splice(3, 0, bytes(0xef), 'type');
    expect(all(buffer)).toEqual([1, 0xab, 0xcd, 0xef, 2]);
    expect(buffer.undo()).toEqual({ from: 3, to: 3 });
    expect(all(buffer)).toEqual([1, 0xab, 0xcd, 2]);
    buffer.undo();
    expect(all(buffer)).toEqual([1, 2]);
    expect(buffer.undo()).toBeNull();
    expect(buffer.redo()).toEqual({ from: 1, to: 3 });
    buffer.redo();
    expect(all(buffer)).toEqual([1, 0xab, 0xcd, 0xef, 2]);
    expect(buffer.redo()).toBeNull();
  });

  it('groups overwriting, deleting forward and deleting backward, each by itself', () => {
    const buffer = new HexBuffer(bytes(1, 2, 3, 4, 5, 6));
    buffer.splice(0, 1, bytes(9), 'type');
    buffer.splice(1, 1, bytes(8), 'type');
    buffer.splice(2, 1, bytes(), 'delete');
    buffer.splice(2, 1, bytes(), 'delete');
    buffer.splice(3, 1, bytes(), 'backspace');
    buffer.splice(2, 1, bytes(), 'backspace');
    expect(all(buffer)).toEqual([9, 8]);
    buffer.undo();
    expect(all(buffer)).toEqual([9, 8, 5, 6]);
    buffer.undo();
    expect(all(buffer)).toEqual([9, 8, 3, 4, 5, 6]);
    buffer.undo();
    expect(all(buffer)).toEqual([1, 2, 3, 4, 5, 6]);
    expect(buffer.canUndo).toBe(false);
    expect(buffer.canRedo).toBe(true);
  });

  it('forgets what was undone when something else is typed', () => {
    const buffer = new HexBuffer(bytes());
    buffer.splice(0, 0, bytes(1), 'type');
    buffer.undo();
    buffer.splice(0, 0, bytes(2), 'type');
    expect(buffer.redo()).toBeNull();
    expect(buffer.slice(0, 9)).toEqual(bytes(2));
  });

  it('comes back to where it began, and forward again, whatever was done', () => {
    const edit = fc.record({
      at: fc.nat(20),
      remove: fc.nat(4),
      insert: fc.uint8Array({ maxLength: 4 }),
      kind: fc.constantFrom('type', 'delete', 'paste'),
      seal: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 20 }), fc.array(edit), (start, edits) => {
        const buffer = new HexBuffer(start);
        let model = [...start];
        for (const { at, remove, insert, kind, seal } of edits) {
          const place = Math.min(at, model.length);
          model = [...model.slice(0, place), ...insert, ...model.slice(place + remove)];
          buffer.splice(place, remove, insert, kind);
          if (seal) buffer.seal();
          expect(all(buffer)).toEqual(model);
        }
        while (buffer.undo() !== null);
        expect(all(buffer)).toEqual([...start]);
        while (buffer.redo() !== null);
        expect(all(buffer)).toEqual(model);
      }),
    );
  });

  it('becomes other bytes in one step that can be taken back', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), fc.uint8Array({ maxLength: 40 }), (one, other) => {
        const buffer = new HexBuffer(one);
        buffer.become(other);
        expect(buffer.copy()).toEqual(other);
        const changed = buffer.canUndo;
        expect(changed).toBe(Buffer.compare(one, other) !== 0);
        buffer.undo();
        expect(buffer.copy()).toEqual(one);
        expect(buffer.canUndo).toBe(false);
      }),
    );
  });
});
