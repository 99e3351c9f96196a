import { parseJsonPath } from '../../../codec/index.js';
import { ignoredPaths } from '../stores/difference-draft.js';
import { told } from '../language/index.js';

/** What is wrong with the first ignored path that cannot be read; undefined where all can. */
export function pathFault(text: string): string | undefined {
  for (const path of ignoredPaths(text)) {
    const read = parseJsonPath(path);
    if (!read.ok) return told(read.error.message);
  }
  return undefined;
}
