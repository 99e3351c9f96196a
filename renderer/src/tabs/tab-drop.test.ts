import { expect, it } from 'vitest';
import { parseTabDrop } from './tab-drop.js';

it('knows a tab of one of our windows', () => {
  expect(parseTabDrop('{"window":2,"tab":"a-B_1"}')).toEqual({ window: 2, tab: 'a-B_1' });
});

it.each([
  '',
  'text',
  'null',
  '{}',
  '{"window":0,"tab":"a"}',
  '{"window":1,"tab":""}',
  '{"window":1,"tab":"a","x":1}',
])('takes %j for none', (data) => expect(parseTabDrop(data)).toBeNull());
