import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** The checkout this script belongs to: everything runs from here, wherever npm was called. */
export const root = fileURLToPath(new URL('..', import.meta.url));

/** @typedef {{ code: number, output: string, ms: number }} Ran */

/**
 * Runs a program of node_modules (or any script) with this very Node.
 * @param {string} script path below the checkout
 * @param {readonly string[]} [args]
 * @param {{ show?: boolean, env?: NodeJS.ProcessEnv, timeoutMs?: number }} [options]
 *   show: print as it comes (on stderr, so that stdout stays with whoever called); else output is collected
 * @returns {Promise<Ran>} code is 1 where a signal or a missing program ended it
 */
export function runNode(script, args = [], options = {}) {
  return run(process.execPath, [script, ...args], options);
}

/**
 * @param {string} command
 * @param {readonly string[]} [args]
 * @param {{ show?: boolean, env?: NodeJS.ProcessEnv, timeoutMs?: number, shell?: boolean }} [options]
 * @returns {Promise<Ran>}
 */
export function run(
  command,
  args = [],
  { show = false, env = process.env, timeoutMs = 0, shell = false } = {},
) {
  const started = performance.now();
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      cwd: root,
      env,
      shell,
      ...(timeoutMs > 0 ? { timeout: timeoutMs } : {}),
      stdio: ['ignore', show ? 2 : 'pipe', show ? 2 : 'pipe'],
    });
    let output = '';
    child.stdout?.setEncoding('utf8').on('data', (/** @type {string} */ text) => (output += text));
    child.stderr?.setEncoding('utf8').on('data', (/** @type {string} */ text) => (output += text));
    const done = (/** @type {number} */ code) => resolve({ code, output, ms: performance.now() - started });
    child.once('error', (error) => {
      output += `${error.message}\n`;
      done(1);
    });
    child.once('close', (code) => done(code ?? 1));
  });
}

/** @param {number} ms */
export const seconds = (ms) => `${(ms / 1000).toFixed(1)} s`;
