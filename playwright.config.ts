import { defineConfig } from '@playwright/test';
import { findChromium } from './scripts/chromium.mjs';

/*
 * e2e            the page in Chromium on the headless host
 * electron-host  the real desktop bundle in Node with a stand-in for Electron (not Electron: see docs/architecture.md)
 * electron       real Electron; skipped, and counted as skipped, where there is no binary
 */

const chromium = findChromium();
const realElectron = 'electron/{electron,real*,*.real}.spec.ts';

export default defineConfig({
  testDir: 'tests',
  outputDir: 'test-results/playwright',
  forbidOnly: true,
  fullyParallel: false,
  workers: 2,
  retries: 0,
  // Generous: two workers share two cores with their hosts, peers and browsers.
  timeout: 240_000,
  expect: { timeout: 45_000 },
  reporter: [['list'], ['json', { outputFile: 'test-results/playwright.json' }]],
  use: {
    browserName: 'chromium',
    viewport: { width: 1440, height: 900 },
    colorScheme: 'dark',
    locale: 'en-GB',
    timezoneId: 'UTC',
    reducedMotion: 'reduce',
    // A click on what never comes says so long before the test's own time is over.
    actionTimeout: 90_000,
    // A trace of each test takes a quarter of the time; `-- --trace on` takes them of what is looked into.
    trace: 'off',
    screenshot: 'only-on-failure',
    launchOptions: {
      ...(chromium === undefined ? {} : { executablePath: chromium }),
      // As root Chromium's own sandbox refuses to start.
      chromiumSandbox: false,
      args: [
        // Nothing but loopback resolves: silences the browser and proves that the page talks to nobody.
        '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost',
        '--force-color-profile=srgb',
        '--font-render-hinting=none',
      ],
    },
  },
  projects: [
    { name: 'e2e', testMatch: 'e2e/**/*.spec.ts' },
    { name: 'electron-host', testMatch: 'electron/**/*.spec.ts', testIgnore: realElectron },
    { name: 'electron', testMatch: realElectron },
  ],
});
