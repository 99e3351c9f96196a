// Judges a commit message: `type(scope)?: imperative`. Called by .githooks/commit-msg with the message's file.
import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';

const types = ['feat', 'fix', 'docs', 'test', 'refactor', 'perf', 'style', 'build', 'ci', 'chore', 'revert'];
const form = new RegExp(`^(${types.join('|')})(\\([a-z0-9][a-z0-9./, -]*\\))?!?: \\S`);

/**
 * What is wrong with a message, or null.
 * @param {string} message
 * @returns {string | null}
 */
export function judge(message) {
  const [subject = ''] = message.split('\n').filter((line) => !line.startsWith('#'));
  if (/^(Merge|Revert|fixup!|squash!) ?/.test(subject)) return null;
  if (!form.test(subject)) {
    return `write "type(scope): imperative", with one of ${types.join(', ')}; got "${subject}"`;
  }
  const text = subject.slice(subject.indexOf(': ') + 2);
  const [first = ''] = text.split(' ');
  // Past tense and third person are what slips in; words that merely end so are rare enough to name.
  if (/^(added|fixed|updated|removed|changed|adds|fixes|updates|removes|changes)$/i.test(first)) {
    return `say what the commit does as an order ("add", not "${first}")`;
  }
  if (subject.length > 100) return `keep the first line within 100 characters; it has ${subject.length}`;
  return text.endsWith('.') ? 'leave out the full stop at the end of the first line' : null;
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const wrong = judge(readFileSync(process.argv[2] ?? '', 'utf8'));
  if (wrong !== null) {
    console.error(`commit message: ${wrong}`);
    process.exitCode = 1;
  }
}
