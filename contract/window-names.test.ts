import { describe, expect, it } from 'vitest';
import { addressOfWindow, tabTitle, windowIn } from './window-names.js';

describe('windows', () => {
  it('have a number that their address says, and the first one says nothing', () => {
    for (const first of ['app://wirebench/?transport=port', 'http://127.0.0.1:8123/~AAAA/']) {
      for (const window of [1, 2, 10, 99]) {
        expect(windowIn(addressOfWindow(first, window))).toBe(window);
      }
      expect(addressOfWindow(first, 1)).toBe(first);
    }
    expect(addressOfWindow('app://wirebench/?transport=port', 2)).toBe(
      'app://wirebench/?transport=port&window=2',
    );
    expect(addressOfWindow('http://127.0.0.1:8123/', 3)).toBe('http://127.0.0.1:8123/?window=3');
  });

  it('are the first one where an address says something else', () => {
    for (const search of [
      '',
      '?window=',
      '?window=0',
      '?window=100',
      '?window=-1',
      '?window=2x',
      '?xwindow=2',
    ]) {
      expect(windowIn(search)).toBe(1);
    }
    expect(windowIn('?window=2#x')).toBe(2);
  });

  it('are called by a tab, which is called by its name or its address', () => {
    expect([tabTitle('Echo', 'localhost:1'), tabTitle('', 'localhost:1'), tabTitle('', '')]).toEqual([
      'Echo',
      'localhost:1',
      '',
    ]);
  });
});
