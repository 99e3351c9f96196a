// After `playwright test --project electron`: fails where its tests were skipped for want of a binary.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readPlaywright } from './reports.mjs';
import { root } from './run.mjs';

const report = JSON.parse(readFileSync(join(root, 'test-results', 'playwright.json'), 'utf8'));
const { passed, failed, skipped } = readPlaywright(report);
console.log(`${passed} passed, ${failed.length} failed, ${skipped.length} skipped in real Electron`);
process.exitCode = passed > 0 && failed.length + skipped.length === 0 ? 0 : 1;
