import { describe, expect, it } from 'vitest';
import { defaultSettings } from '../../../contract/index.js';
import type { HostInfo } from '../../../contract/index.js';
import { browserName, reportText } from './report.js';

const host: HostInfo = {
  contract: 1,
  version: '0.1.0',
  capabilities: { ownWindow: false, namedPipes: false, nativeDialogs: false, openLinks: false },
  runtime: 'Node 20.20.2 on linux x64',
  interfaces: [{ name: 'eth0', address: '10.9.8.7', family: 'IPv4', loopback: false }],
};
const parts = {
  host,
  browser:
    'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.1.2 Safari/537.36',
  diagnostics: { system: 'Linux 6.1.0 x64', log: ['2026-11-30T12:00:00.000Z Closing failed'] },
  settings: defaultSettings,
  counts: { connections: 4, sessions: 2, live: 1, tabs: 3 },
};

describe('a report of a bug', () => {
  it('says versions, counts and the end of the log, and none of the machine’s addresses', () => {
    const text = reportText(parts);
    expect(text).toContain('Wirebench: 0.1.0');
    expect(text).toContain('Page: Chromium 156.0.1.2');
    expect(text).toContain('System: Linux 6.1.0 x64');
    expect(text).toContain('Connections: 4, tabs: 3, sessions: 2, running: 1');
    expect(text).toContain('Every setting is at its default.');
    expect(text).toContain('  2026-11-30T12:00:00.000Z Closing failed');
    expect(text).not.toContain('10.9.8.7');
  });

  it('tells numbers and switches that were changed, and of others that they were', () => {
    const settings = {
      ...defaultSettings,
      'appearance.zoom': 1.5,
      'keyboard.shortcuts': { 'tabs.new': 'swordfish' },
    };
    const text = reportText({ ...parts, settings, diagnostics: null });
    expect(text).toContain('  appearance.zoom: 1.5');
    expect(text).toContain('  keyboard.shortcuts: changed');
    expect(text).not.toContain('swordfish');
    expect(text).toContain('The log is empty.');
  });

  it('names other browsers than Chromium as they name themselves', () => {
    expect(browserName('Mozilla/5.0 (X11; rv:150.0) Gecko/20100101 Firefox/150.0')).toBe('Firefox/150.0');
    expect(browserName('something else')).toBe('something else');
  });
});
