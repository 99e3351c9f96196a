// Reads the JSON reports of the test runners into one kind of count.

/** @typedef {{ name: string, needsElectron: boolean }} Skipped */
/** @typedef {{ passed: number, failed: number, skipped: Skipped[] }} Count */

/**
 * @param {{ testResults: { name: string, status: string, assertionResults: { fullName: string, status: string }[] }[] }} report
 *   what vitest's json reporter writes
 * @returns {Count}
 */
export function readVitest({ testResults }) {
  /** @type {Count} */
  const count = { passed: 0, failed: 0, skipped: [] };
  for (const file of testResults) {
    const before = count.failed;
    for (const { fullName, status } of file.assertionResults) {
      if (status === 'passed') count.passed += 1;
      else if (status === 'failed') count.failed += 1;
      else count.skipped.push({ name: fullName, needsElectron: false });
    }
    // A file that did not even load has no tests to fail.
    if (file.status === 'failed' && count.failed === before) count.failed += 1;
  }
  return count;
}

/** @typedef {{ title: string, specs?: { title: string, tests: { projectName: string, status: string }[] }[], suites?: Suite[] }} Suite */

/**
 * @param {{ suites?: Suite[], errors?: unknown[] }} report what Playwright's json reporter writes
 * @returns {Count}
 */
export function readPlaywright({ suites = [], errors = [] }) {
  /** @type {Count} */
  const count = { passed: 0, failed: errors.length, skipped: [] };
  const visit = (/** @type {Suite} */ suite) => {
    for (const spec of suite.specs ?? []) {
      for (const { projectName, status } of spec.tests) {
        // A flaky test passed at last and still is a defect; retries are off.
        if (status === 'expected') count.passed += 1;
        else if (status === 'skipped') {
          count.skipped.push({
            name: `${projectName}: ${suite.title} › ${spec.title}`,
            needsElectron: projectName === 'electron',
          });
        } else count.failed += 1;
      }
    }
    for (const inner of suite.suites ?? []) visit(inner);
  };
  suites.forEach(visit);
  return count;
}
