// Reads the JSON reports of the test runners into one kind of count.

/** @typedef {{ name: string, needsElectron: boolean }} Skipped */
/** @typedef {{ name: string, why: string }} Failure */
/** @typedef {{ passed: number, failed: Failure[], skipped: Skipped[] }} Count */

/** The first lines of what a runner said, without its colours. @param {string | undefined} message */
function brief(message) {
  // eslint-disable-next-line no-control-regex -- terminals' colour codes begin with ESC
  const lines = (message ?? '').replace(/\u001b\[[0-9;]*m/g, '').split('\n');
  return lines
    .filter((line) => line.trim() !== '' && !/^\s*at .*(node_modules|node:)/.test(line))
    .slice(0, 20)
    .map((line) => (line.length > 600 ? `${line.slice(0, 600)}…` : line))
    .join('\n');
}

/**
 * @param {{ testResults: { name: string, status: string, message?: string, assertionResults: { fullName: string, status: string, failureMessages?: string[] }[] }[] }} report
 *   what vitest's json reporter writes
 * @returns {Count}
 */
export function readVitest({ testResults }) {
  /** @type {Count} */
  const count = { passed: 0, failed: [], skipped: [] };
  for (const file of testResults) {
    const before = count.failed.length;
    for (const { fullName, status, failureMessages } of file.assertionResults) {
      if (status === 'passed') count.passed += 1;
      else if (status === 'failed') {
        count.failed.push({ name: `${file.name} › ${fullName}`, why: brief(failureMessages?.[0]) });
      } else count.skipped.push({ name: fullName, needsElectron: false });
    }
    // A file that did not even load has no tests to fail.
    if (file.status === 'failed' && count.failed.length === before) {
      count.failed.push({ name: file.name, why: brief(file.message) });
    }
  }
  return count;
}

/** @typedef {{ title: string, specs?: { title: string, tests: { projectName: string, status: string, results?: { error?: { message?: string } }[] }[] }[], suites?: Suite[] }} Suite */

/**
 * @param {{ suites?: Suite[], errors?: { message?: string }[] }} report what Playwright's json reporter writes
 * @returns {Count}
 */
export function readPlaywright({ suites = [], errors = [] }) {
  /** @type {Count} */
  const count = {
    passed: 0,
    failed: errors.map(({ message }) => ({ name: 'outside any test', why: brief(message) })),
    skipped: [],
  };
  const visit = (/** @type {Suite} */ suite) => {
    for (const spec of suite.specs ?? []) {
      for (const { projectName, status, results } of spec.tests) {
        const name = `${projectName}: ${suite.title} › ${spec.title}`;
        // A flaky test passed at last and still is a defect; retries are off.
        if (status === 'expected') count.passed += 1;
        else if (status === 'skipped') {
          count.skipped.push({ name, needsElectron: projectName === 'electron' });
        } else count.failed.push({ name, why: brief(results?.at(-1)?.error?.message) });
      }
    }
    for (const inner of suite.suites ?? []) visit(inner);
  };
  suites.forEach(visit);
  return count;
}
