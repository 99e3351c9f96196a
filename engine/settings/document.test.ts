import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { defaultSettings, settingNames } from '../../contract/index.js';
import { patchSettings, readSettings } from './document.js';

describe('docs/settings.md', () => {
  it('tells of every setting and its default', () => {
    const page = readFileSync(new URL('../../docs/settings.md', import.meta.url), 'utf8');
    for (const name of settingNames) {
      const row = page.split('\n').find((line) => line.startsWith(`| \`${name}\``)) ?? '';
      const standing = defaultSettings[name];
      const value =
        typeof standing === 'string' ? standing || '""' : JSON.stringify(standing).replaceAll(',', ', ');
      expect([name, row.replaceAll('`', '')]).toEqual([name, expect.stringContaining(value)]);
    }
  });
});

describe('a text of settings', () => {
  it('comes back the same when what was changed is changed back', () => {
    const text = '{\n  "a": [1.0],\n  "appearance.zoom": 1.5,\n  "z": {"b":  null}\n}\n';
    const changed = patchSettings(readSettings(text), { 'appearance.zoom': 2 });
    expect(changed).toContain('"appearance.zoom": 2,\n  "z": {"b":  null}');
    expect(patchSettings(readSettings(changed), { 'appearance.zoom': 1.5 })).toBe(text);
  });
});
