/** What crossed the sockets of a session over time, in buckets of the same width from time 0 on, at most 512. */
export interface PlotInfo {
  readonly plot: number;
  readonly session: string;
  /** Nanoseconds of a bucket; it doubles as the session grows. */
  readonly width: number;
  /** Messages, one column for each direction; life rows and frames that are no message are neither. */
  readonly rowsIn: Float64Array;
  readonly rowsOut: Float64Array;
  /** Payload bytes. */
  readonly bytesIn: Float64Array;
  readonly bytesOut: Float64Array;
  /** Log rows looked at, and whether that is all there are. */
  readonly scanned: number;
  readonly done: boolean;
}

/** What rows of a view are, by position: cells of as many rows each from position 0 on, at most 512. */
export interface MinimapInfo {
  readonly minimap: number;
  readonly session: string;
  /** Rows of a cell; it doubles as the view grows. */
  readonly width: number;
  /** Rows looked at. */
  readonly rows: number;
  readonly done: boolean;
  readonly in: Uint32Array;
  readonly out: Uint32Array;
  /** Pings, pongs, closes and handshakes. */
  readonly control: Uint32Array;
  readonly life: Uint32Array;
  /** Errors, resets, missed pongs and rows against the protocol: they are in no other column. */
  readonly errors: Uint32Array;
}
