import { expect, it } from 'vitest';
import { quickTab } from '../stores/tab.js';
import type { TabState } from '../stores/tab.js';
import { carryBody } from './carry-body.js';

function tabWith(bodies: Record<string, string>): TabState {
  const tab = quickTab();
  tab.message.bodies = bodies;
  return tab;
}

it('shows what was written in a mode nobody has written in, and follows it', () => {
  const tab = tabWith({ text: 'hi' });
  carryBody(tab, 'text', 'hex');
  expect(tab.message.bodies['hex']).toBe('68 69');
  tab.message.bodies['text'] = 'ho';
  carryBody(tab, 'text', 'hex');
  expect(tab.message.bodies['hex']).toBe('68 6f');
});

it('leaves what was written, also over what was carried', () => {
  const tab = tabWith({ text: 'hi', json: '{}' });
  carryBody(tab, 'text', 'json');
  expect(tab.message.bodies['json']).toBe('{}');
  carryBody(tab, 'text', 'hex');
  tab.message.bodies['hex'] = '00';
  carryBody(tab, 'text', 'hex');
  expect(tab.message.bodies['hex']).toBe('00');
});

it('shows nothing rather than an older text where the bytes have no form', () => {
  const tab = tabWith({ hex: '68' });
  carryBody(tab, 'hex', 'text');
  tab.message.bodies['hex'] = 'ff';
  carryBody(tab, 'hex', 'text');
  expect(tab.message.bodies['text']).toBe('');
});

it('makes nothing of files', () => {
  const tab = tabWith({ text: 'hi', file: 'a.bin' });
  carryBody(tab, 'text', 'file');
  carryBody(tab, 'file', 'hex');
  expect(tab.message.bodies).toEqual({ text: 'hi', file: 'a.bin' });
});

it('leaves bytes that the mode before could not show, also where they had been carried themselves', () => {
  const tab = tabWith({ base64: 'QcP/' });
  carryBody(tab, 'base64', 'hex');
  expect(tab.message.bodies['hex']).toBe('41 c3 ff');
  carryBody(tab, 'hex', 'text');
  expect(tab.message.bodies['text']).toBe('');
  carryBody(tab, 'text', 'hex');
  expect(tab.message.bodies).toMatchObject({ hex: '41 c3 ff', base64: 'QcP/' });
});
