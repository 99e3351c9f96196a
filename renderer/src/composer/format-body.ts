import { formatJson, formatXml, minifyJson, minifyXml, ok } from '../../../codec/index.js';
import type { ComposerMode, Result } from '../../../contract/index.js';

export type Layout = 'format' | 'minify';

/** The text of a mode with its white space laid out anew, all else as typed. Fails as the format's codec does. */
export function layOut(typed: string, mode: ComposerMode, how: Layout): Result<string> {
  const template = true;
  if (mode === 'json') {
    return how === 'format' ? formatJson(typed, 2, { template }) : minifyJson(typed, { template });
  }
  if (mode === 'xml')
    return how === 'format' ? formatXml(typed, { template }) : minifyXml(typed, { template });
  return ok(typed);
}
