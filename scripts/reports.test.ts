import { expect, test } from 'vitest';
import { readPlaywright, readVitest } from './reports.mjs';

const assertion = (fullName: string, status: string) => ({
  fullName,
  status,
  failureMessages: status === 'failed' ? ['\u001b[31mError: odd\u001b[0m\n\n    at x'] : [],
});

test('counts what vitest ran, failed and skipped', () => {
  const assertionResults = [assertion('a', 'passed'), assertion('b', 'failed'), assertion('c', 'skipped')];
  const count = readVitest({ testResults: [{ name: 'x.test.ts', status: 'failed', assertionResults }] });
  expect(count).toEqual({
    passed: 1,
    failed: [{ name: 'x.test.ts › b', why: 'Error: odd\n    at x' }],
    skipped: [{ name: 'c', needsElectron: false }],
  });
});

test('counts a test file that did not load as one failure', () => {
  const count = readVitest({
    testResults: [{ name: 'x', status: 'failed', message: 'no such module', assertionResults: [] }],
  });
  expect(count).toEqual({ passed: 0, failed: [{ name: 'x', why: 'no such module' }], skipped: [] });
});

test('excuses a skip in Playwright only where the project is real Electron', () => {
  const spec = (projectName: string, status: string) => ({
    title: 't',
    tests: [{ projectName, status, results: [{ error: { message: 'too late' } }] }],
  });
  const count = readPlaywright({
    suites: [
      {
        title: 'file',
        specs: [spec('e2e', 'expected'), spec('e2e', 'skipped')],
        suites: [{ title: 'inner', specs: [spec('electron', 'skipped'), spec('e2e', 'flaky')] }],
      },
    ],
  });
  expect(count.passed).toBe(1);
  expect(count.failed).toEqual([{ name: 'e2e: inner › t', why: 'too late' }]);
  expect(count.skipped.map(({ needsElectron }) => needsElectron)).toEqual([false, true]);
});

test('counts an error outside any Playwright test as a failure', () => {
  const { failed } = readPlaywright({ suites: [], errors: [{ message: 'no such project' }] });
  expect(failed).toEqual([{ name: 'outside any test', why: 'no such project' }]);
});
