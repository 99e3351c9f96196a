import { expect, it } from 'vitest';
import { emptyMessage } from '../stores/tab.js';
import { suggestName } from './saved-names.js';

const draft = (body: string): ReturnType<typeof emptyMessage> => ({
  ...emptyMessage(),
  bodies: { text: body },
});

it('names a message after how it begins, differently from the others', () => {
  expect(suggestName(draft('{"op":"subscribe"}'), [])).toBe('op : subscribe');
  expect(suggestName(draft('hello'), ['hello', 'hello 2'])).toBe('hello 3');
  expect(suggestName(draft('  '), [])).toBe('message');
  const frame = { rsv2: true, masked: false, fragments: 3 };
  expect(suggestName({ ...draft('hi'), crafting: true, frame }, [])).toBe('text frame RSV2 unmasked in 3 hi');
  expect(suggestName({ ...draft(''), crafting: true, frame: { opcode: 11 } }, [])).toBe(
    'reserved control frame',
  );
  expect(suggestName(draft('x'.repeat(99)), [])).toHaveLength(33);
});
