import { EditorState } from '@codemirror/state';
import { expect, it } from 'vitest';
import { KeptStates } from './editor-states.js';

it('gives a state back once, and only for the text it holds', () => {
  const kept = new KeptStates();
  const state = EditorState.create({ doc: 'a' });
  kept.put('one', state);
  expect(kept.take('one', 'a')).toBe(state);
  expect(kept.take('one', 'a')).toBeNull();
  kept.put('one', state);
  expect(kept.take('one', 'changed elsewhere')).toBeNull();
});

it('keeps the last sixteen', () => {
  const kept = new KeptStates();
  for (let index = 0; index < 17; index++) kept.put(String(index), EditorState.create({ doc: 'a' }));
  expect(kept.take('0', 'a')).toBeNull();
  expect(kept.take('1', 'a')).not.toBeNull();
});
