import type { ChecksumAlgorithm } from './checksum.js';
import { crcs } from './crc.js';
import { fletchers } from './fletcher.js';
import { sums } from './sums.js';

/** Every checksum there is. A new one is a line in its file. */
export const checksums: readonly ChecksumAlgorithm[] = [...crcs, ...sums, ...fletchers];

const byName = new Map<string, ChecksumAlgorithm>();
for (const one of checksums) for (const alias of one.aliases) byName.set(keyOf(alias), one);
// A name beats an alias.
for (const one of checksums) byName.set(keyOf(one.name), one);

function keyOf(name: string): string {
  return name.toUpperCase().replaceAll(/[\s_]/g, '-');
}

/** A checksum by its name or by one it is also known as; case does not matter. */
export function checksumNamed(name: string): ChecksumAlgorithm | undefined {
  return byName.get(keyOf(name));
}

/** Of all bytes at once. */
export function checksumOf(algorithm: ChecksumAlgorithm, bytes: Uint8Array): bigint {
  const run = algorithm.start();
  run.update(bytes);
  return run.value();
}
