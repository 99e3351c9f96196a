import { expect, test } from 'vitest';
import { judgeText } from './check-private.mjs';

test.each([
  'see /root/app',
  'cd "/home/jo/x"',
  'C:\\\\Users\\\\jo',
  'git.build.corp',
  '"resolved": "https://r/a"',
])('refuses %s', (text) => {
  expect(judgeText(`fine\n${text}`)).toEqual([expect.stringContaining('line 2')]);
});

test.each(['https://example.com/home/page', './root/x', 'src/home/page', '10.0.0.1', 'a.internal()'])(
  'accepts %s',
  (text) => {
    expect(judgeText(text)).toEqual([]);
  },
);

test('refuses the name of this machine when it is long enough to be one', () => {
  expect(judgeText('built on desk-4711-x', 'desk-4711-x')).toHaveLength(1);
  expect(judgeText('the main thing', 'main')).toEqual([]);
});
