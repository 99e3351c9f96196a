import { readFileSync } from 'node:fs';

/** The version in a package.json, which lies two folders above every bundle, in the repository and in a package. */
export function readVersion(packageJson: URL): string {
  const content: unknown = JSON.parse(readFileSync(packageJson, 'utf8'));
  if (typeof content === 'object' && content !== null && 'version' in content) return String(content.version);
  return '0.0.0';
}
