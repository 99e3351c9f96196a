/** One reading of the bytes at an offset. */
export interface InspectRow {
  readonly label: string;
  /** Ready to read; integers are exact. */
  readonly value: string;
  /** Bytes it reads, from the offset on. */
  readonly bytes: number;
  /** Where byte order makes a difference: which one this is. */
  readonly littleEndian?: boolean;
}
