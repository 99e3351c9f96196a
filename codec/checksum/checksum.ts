/** A checksum under way: bytes go in piece by piece, the value may be asked for at any time. */
export interface ChecksumRun {
  update(bytes: Uint8Array): void;
  /** Of all bytes so far: not negative and less than 2^width. */
  value(): bigint;
}

export interface ChecksumAlgorithm {
  /** As the catalogue or its standard calls it. */
  readonly name: string;
  readonly aliases: readonly string[];
  /** Bits of the value. */
  readonly width: number;
  /** A heading of the menu. */
  readonly family: 'CRC' | 'Sum' | 'XOR' | 'Fletcher and Adler';
  start(): ChecksumRun;
}
