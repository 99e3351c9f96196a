import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { SavedMessage } from '../../../contract/index.js';
import {
  broughtBack,
  carried,
  folderOf,
  foldersOf,
  freeName,
  inReadingOrder,
  movedFolder,
  placed,
  relocated,
  renamedFolder,
  withNewFolder,
  withoutFolder,
} from './message-shelf.js';
import type { MessageShelf } from './message-shelf.js';

const message = (id: string, folder = ''): SavedMessage => ({
  id,
  name: id,
  mode: 'text',
  kind: 'text',
  body: '',
  ...(folder === '' ? {} : { folder }),
});
const shelf: MessageShelf = {
  messages: [message('a'), message('b', 'X'), message('c'), message('d', 'X/Y'), message('e', 'X')],
  folders: ['X', 'X/Y', 'Z'],
};
const ids = (one: MessageShelf): string => one.messages.map(({ id }) => id).join('');
const folders = (one: MessageShelf): string => foldersOf(one).join(' ');

describe('messages in folders', () => {
  it('are read folders first', () => {
    expect(inReadingOrder(shelf).map(({ id }) => id)).toEqual(['d', 'b', 'e', 'a', 'c']);
  });

  it('move among their siblings, and the others keep their places', () => {
    expect(ids(placed(shelf, 'c', '', 0))).toBe('cabde');
    expect(ids(placed(shelf, 'a', '', 1))).toBe('bcade');
    expect(ids(placed(shelf, 'b', 'X', 1))).toBe('acdeb');
  });

  it('move into another folder, and out of it', () => {
    const moved = placed(shelf, 'a', 'X', 1);
    expect(inReadingOrder(moved).map(({ id }) => id)).toEqual(['d', 'b', 'a', 'e', 'c']);
    expect(moved.messages.find(({ id }) => id === 'a')?.folder).toBe('X');
    const out = placed(moved, 'a', '', 0);
    expect(out.messages.find(({ id }) => id === 'a')).toEqual(message('a'));
    expect(ids(placed(shelf, 'c', 'Z', 5))).toBe('abcde');
    expect(placed(shelf, 'gone', '', 0)).toBe(shelf);
  });

  it('stay the same messages, whatever moves', () => {
    const place = fc.record({
      id: fc.constantFrom('a', 'b', 'c', 'd', 'e'),
      folder: fc.constantFrom('', 'X', 'X/Y', 'Z'),
      index: fc.nat(6),
    });
    fc.assert(
      fc.property(fc.array(place), (moves) => {
        let now = shelf;
        for (const { id, folder, index } of moves) {
          const before = now.messages.filter((one) => one.id !== id);
          now = placed(now, id, folder, index);
          expect(now.messages.filter((one) => one.id !== id)).toEqual(before);
          const siblings = now.messages.filter((one) => folderOf(one) === folder);
          expect(siblings.findIndex((one) => one.id === id)).toBe(Math.min(index, siblings.length - 1));
        }
        expect([...ids(now)].sort().join('')).toBe('abcde');
      }),
    );
  });
});

describe('folders of messages', () => {
  it('are made under a name of their own', () => {
    const once = withNewFolder(shelf, 'X');
    expect(once.path).toBe('X/New folder');
    expect(withNewFolder(once.shelf, 'X').path).toBe('X/New folder 2');
    expect(folders(once.shelf)).toBe('X X/Y Z X/New folder');
  });

  it('are renamed with all that is in them, and a slash makes no folder', () => {
    const renamed = renamedFolder(shelf, 'X', ' in/out ');
    expect(folders(renamed)).toBe('in-out in-out/Y Z');
    expect(renamed.messages.map(folderOf)).toEqual(['', 'in-out', '', 'in-out/Y', 'in-out']);
    expect(renamedFolder(shelf, 'X', '  ')).toBe(shelf);
  });

  it('move past each other and into each other, never into themselves', () => {
    expect(folders(movedFolder(shelf, 'Z', '', 0))).toBe('Z X X/Y');
    const inside = movedFolder(shelf, 'X', 'Z', 0);
    expect(folders(inside)).toBe('Z Z/X Z/X/Y');
    expect(inside.messages.map(folderOf)).toEqual(['', 'Z/X', '', 'Z/X/Y', 'Z/X']);
    expect(movedFolder(shelf, 'X', 'X/Y', 0)).toBe(shelf);
    expect(relocated(shelf, 'X', 'X/Y/X')).toBe(shelf);
  });

  it('go with all that is in them, and come back where they were', () => {
    const without = withoutFolder(shelf, 'X');
    expect([ids(without), folders(without)]).toEqual(['ac', 'Z']);
    const back = broughtBack(without, shelf);
    expect(ids(back)).toBe('abcde');
    expect(folders(back)).toBe('X X/Y Z');
  });

  it('come back beside what was changed meanwhile', () => {
    const without = withoutFolder(shelf, 'X');
    const changed = { ...without, messages: [message('new'), ...without.messages] };
    expect(new Set(broughtBack(changed, shelf).messages)).toEqual(
      new Set([message('new'), ...shelf.messages]),
    );
    expect(broughtBack(shelf, shelf).folders).toBe(shelf.folders);
  });
});

describe('freeName', () => {
  it('counts on where a name is taken', () => {
    expect(freeName('x', [])).toBe('x');
    expect(freeName('x', ['x', 'x 2'])).toBe('x 3');
  });
});

describe('messages that go elsewhere', () => {
  const fresh = (id: string): string => `${id}'`;

  it('take their folders along, under a name that is free there', () => {
    const there: MessageShelf = { messages: [message('q', 'X')], folders: ['X'] };
    expect(carried(shelf, { folder: 'X' }, there, fresh)).toEqual({
      messages: [
        { ...message('b', 'X 2'), id: "b'" },
        { ...message('d', 'X 2/Y'), id: "d'" },
        { ...message('e', 'X 2'), id: "e'" },
      ],
      folders: ['X 2', 'X 2/Y'],
    });
    expect(carried(shelf, { folder: 'X/Y' }, { messages: [], folders: [] }, (id) => id)).toEqual({
      messages: [message('d', 'Y')],
      folders: ['Y'],
    });
    expect(carried(shelf, { folder: 'Z' }, there, fresh)).toEqual({ messages: [], folders: ['Z'] });
  });

  it('stand at the top where one goes alone', () => {
    expect(carried(shelf, { message: 'd' }, shelf, fresh)).toEqual({
      messages: [{ ...message('d'), id: "d'" }],
      folders: [],
    });
  });

  it('come back whole and in their place where a folder was deleted', () => {
    const names = ['X', 'Y', 'X/Y', 'X/Y/Z', 'W'];
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom('', ...names), { maxLength: 12 }),
        fc.subarray(names),
        fc.constantFrom(...names),
        (places, folders, gone) => {
          const before: MessageShelf = {
            messages: places.map((folder, at) => message(`m${at}`, folder)),
            folders: [...folders].sort(),
          };
          const back = broughtBack(withoutFolder(before, gone), before);
          expect(back.messages).toEqual(before.messages);
          expect(foldersOf(back)).toEqual(foldersOf(before));
        },
      ),
    );
  });
});
