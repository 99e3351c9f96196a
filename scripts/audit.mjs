/*
 * `node scripts/audit.mjs`, after a build: asks the registry for known faults of the packages in the lock. One in
 * what is shipped fails; one in a tool is told. Without an answer nothing is known, which is said and fails nothing,
 * as a machine without network builds as well; with `--answer`, where a registry is to be had, that fails too.
 */
import { pathToFileURL } from 'node:url';
import { bundledFolders } from './bundled.mjs';
import { root, run } from './run.mjs';

/**
 * @typedef {{ name: string, severity: string, range: string, nodes: string[], via: (string | { title?: string, url?: string })[] }} Fault
 * @typedef {{ answered: false, why: string } | { answered: true, shipped: string[], tools: string[] }} Verdict
 */

/**
 * @param {string} output of `npm audit --json`
 * @param {readonly string[]} shipped folders of packages that are in what is given away
 * @returns {Verdict}
 */
export function judgeAudit(output, shipped) {
  /** @type {{ vulnerabilities?: Record<string, Fault>, message?: string, error?: { summary?: string } }} */
  let report;
  try {
    report = JSON.parse(output.slice(output.indexOf('{')));
  } catch {
    return { answered: false, why: output.trim().split('\n')[0] || 'npm said nothing' };
  }
  if (report.vulnerabilities === undefined) {
    return { answered: false, why: report.message || report.error?.summary || 'the answer is no report' };
  }
  /** @type {{ shipped: string[], tools: string[] }} */
  const found = { shipped: [], tools: [] };
  for (const { name, severity, range, nodes, via } of Object.values(report.vulnerabilities)) {
    const what = via.map((fault) =>
      typeof fault === 'string' ? `through ${fault}` : [fault.title, fault.url].filter(Boolean).join(' '),
    );
    const where = nodes.some((node) => shipped.includes(node)) ? found.shipped : found.tools;
    where.push(`${severity}: ${name} ${range}: ${what.join('; ')}`);
  }
  return { answered: true, ...found };
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const shipped = ['node_modules/electron', ...bundledFolders()];
  const { output } = await run('npm', ['audit', '--json', '--loglevel', 'silent', '--prefix', root], {
    shell: process.platform === 'win32',
    // A registry that does not answer is no reason to wait for the minutes that npm would.
    env: { ...process.env, npm_config_fetch_retries: '0', npm_config_fetch_timeout: '20000' },
  });
  const verdict = judgeAudit(output, shipped);
  if (!verdict.answered) {
    console.log(`Not audited, the registry gave no report: ${verdict.why}`);
    if (process.argv.includes('--answer')) process.exitCode = 1;
  } else {
    for (const line of verdict.tools) console.log(`In a tool: ${line}`);
    for (const line of verdict.shipped) console.error(`In what is shipped: ${line}`);
    console.log(`${verdict.shipped.length} faults in what is shipped, ${verdict.tools.length} in tools`);
    process.exitCode = verdict.shipped.length === 0 ? 0 : 1;
  }
}
