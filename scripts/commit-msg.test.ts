import { expect, test } from 'vitest';
import { judge } from './commit-msg.mjs';

test.each([
  'feat(engine): accept many peers',
  'fix: name the offset of a bad digit',
  'build!: raise the floor',
  'docs(codec/websocket): cite the section\n\nWhy.',
  '# a comment\nfix: keep the row',
  'Merge branch main',
])('accepts %j', (message) => {
  expect(judge(message)).toBeNull();
});

test.each([
  'add things',
  'feat(engine) add',
  'feature: add',
  'fix: added a row',
  'fix: keep it.',
  'fix:no',
  '',
])('refuses %j', (message) => {
  expect(judge(message)).not.toBeNull();
});
