/** A packet as it was captured. */
export interface CapturedPacket {
  /** From 1, as Wireshark counts. */
  readonly number: number;
  /** Unix epoch milliseconds, and the nanoseconds behind them. */
  readonly ms: number;
  readonly ns: number;
  /** What it begins with: a LINKTYPE_ of tcpdump.org. */
  readonly link: number;
  readonly bytes: Uint8Array;
  /** Bytes it had on the wire. */
  readonly length: number;
  /** Whether it came in; null where nobody says. */
  readonly inbound: boolean | null;
  /** What somebody wrote beside it; '' where nobody did. */
  readonly comment: string;
}

/** Type of a Section Header Block, the same in both byte orders: pcapng begins with it. */
export const sectionType = 0x0a0d0d0a;
