import { existsSync } from 'node:fs';
import { join } from 'node:path';

/**
 * The Chromium that drives the page in tests: WIREBENCH_CHROMIUM, else where the systems we know put one.
 * @returns {string | undefined} absolute path, or undefined where there is none
 */
export function findChromium() {
  const named = process.env['WIREBENCH_CHROMIUM'];
  if (named) return named;
  const windows = ['PROGRAMFILES', 'PROGRAMFILES(X86)', 'LOCALAPPDATA'].flatMap((name) => {
    const base = process.env[name];
    return base
      ? [
          join(base, 'Google', 'Chrome', 'Application', 'chrome.exe'),
          join(base, 'Chromium', 'Application', 'chrome.exe'),
          join(base, 'Microsoft', 'Edge', 'Application', 'msedge.exe'),
        ]
      : [];
  });
  return [
    '/usr/bin/chromium',
    '/usr/bin/chromium-browser',
    '/usr/bin/google-chrome',
    '/snap/bin/chromium',
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
    '/Applications/Chromium.app/Contents/MacOS/Chromium',
    ...windows,
  ].find((place) => existsSync(place));
}
