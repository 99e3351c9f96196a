import type { ChecksumAlgorithm, ChecksumRun } from './checksum.js';

/**
 * Fletcher's sums over words of half their width, the last one filled up with zeros, and Adler-32. Words of
 * two and four bytes are read with the least significant byte first, where the name does not say `BE`.
 */
export const fletchers: readonly ChecksumAlgorithm[] = [
  fletcher('FLETCHER-16', 1, true),
  fletcher('FLETCHER-32', 2, true),
  fletcher('FLETCHER-32/BE', 2, false),
  fletcher('FLETCHER-64', 4, true),
  fletcher('FLETCHER-64/BE', 4, false),
  {
    name: 'ADLER-32',
    aliases: ['RFC-1950'],
    width: 32,
    family: 'Fletcher and Adler',
    start: () => new Sums(1, 65_521, 1, true),
  },
];

function fletcher(name: string, word: number, little: boolean): ChecksumAlgorithm {
  const modulus = 2 ** (8 * word) - 1;
  const start = (): ChecksumRun => new Sums(word, modulus, 0, little);
  return { name, aliases: [], width: 16 * word, family: 'Fletcher and Adler', start };
}

class Sums implements ChecksumRun {
  readonly #half: number;
  #first: number;
  #second = 0;
  /** Bytes of a word that is not complete. */
  #word = 0;
  #have = 0;

  constructor(
    readonly bytesPerWord: number,
    readonly modulus: number,
    start: number,
    readonly little: boolean,
  ) {
    // Adler's sums have 16 bits each, whatever their words.
    this.#half = start === 1 ? 16 : 8 * bytesPerWord;
    this.#first = start;
  }

  update(bytes: Uint8Array): void {
    const { bytesPerWord, modulus, little } = this;
    for (const byte of bytes) {
      this.#word += byte * 256 ** (little ? this.#have : bytesPerWord - 1 - this.#have);
      if (++this.#have < bytesPerWord) continue;
      this.#first = (this.#first + this.#word) % modulus;
      this.#second = (this.#second + this.#first) % modulus;
      this.#word = 0;
      this.#have = 0;
    }
  }

  value(): bigint {
    const { modulus } = this;
    const open = this.#have > 0;
    const first = open ? (this.#first + this.#word) % modulus : this.#first;
    const second = open ? (this.#second + first) % modulus : this.#second;
    return (BigInt(second) << BigInt(this.#half)) | BigInt(first);
  }
}
