/** How it went to connect to an address by the way that settings lead there, and to hang up. */
export interface WayTried {
  /** The address that was connected, `host:port`. */
  readonly place: string;
  /** The proxy that was gone through, without a password; null for straight there. */
  readonly via: string | null;
  readonly ms: number;
}
