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
  expect(suggestName(draft('x'.repeat(99)), [])).toHaveLength(33);
});
