import { expect, it } from 'vitest';
import { emptyMessage } from '../stores/tab.js';
import { modesFor, switchMode } from './composer-modes.js';

it('offers frames to WebSockets alone', () => {
  const names = (protocol: 'ws' | 'wss' | 'tcp' | 'udp'): string[] =>
    modesFor(protocol).map(({ label }) => label);
  expect(names('ws')).toEqual(['Text', 'JSON', 'XML', 'Escapes', 'Hex', 'Base64', 'Fields', 'File', 'Frame']);
  expect(names('wss')).toEqual(names('ws'));
  expect(names('tcp')).not.toContain('Frame');
  expect(names('udp')).not.toContain('Frame');
});

it('makes bytes binary and characters text, and leaves what was chosen otherwise', () => {
  const draft = emptyMessage();
  switchMode(draft, 'hex');
  expect(draft).toMatchObject({ mode: 'hex', kind: 'binary', crafting: false });
  switchMode(draft, 'json');
  expect(draft).toMatchObject({ mode: 'json', kind: 'text' });
  draft.kind = 'ping';
  switchMode(draft, 'base64');
  expect(draft.kind).toBe('ping');
  switchMode(draft, 'no such mode');
  expect(draft.mode).toBe('base64');
});

it('begins the first frame as the kind that would have been sent, and keeps a frame that was set up', () => {
  const draft = { ...emptyMessage(), kind: 'ping' as const };
  switchMode(draft, 'frame');
  expect(draft).toMatchObject({ crafting: true, frame: { opcode: 9 } });
  draft.frame = { rsv2: true };
  switchMode(draft, 'text');
  expect(draft.crafting).toBe(false);
  switchMode(draft, 'frame');
  expect(draft).toMatchObject({ crafting: true, frame: { rsv2: true } });
});

it('takes a frame’s payload from a text when a file was chosen before', () => {
  const draft = { ...emptyMessage(), mode: 'file' as const };
  switchMode(draft, 'frame');
  expect(draft.mode).toBe('text');
});
