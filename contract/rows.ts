/**
 * A page of rows as it travels: one column each, numbers in typed arrays, previews end to end in
 * one byte array. 100 rows of 256-byte previews are 30 KB and no object each.
 */
export interface RowBatch {
  /** Position in the view of the first row, from 0. */
  readonly from: number;
  readonly length: number;
  /** Rows the view holds now. */
  readonly total: number;
  /** Row number in the log, from 1. In a framing view, of the first log row the message touches. */
  readonly seq: Float64Array;
  /** Nanoseconds since the session's origin. */
  readonly time: Float64Array;
  readonly kind: Uint8Array;
  readonly direction: Uint8Array;
  readonly flags: Uint8Array;
  readonly peer: Uint32Array;
  /** Bytes of the whole payload, without a frame's head; of a life row, 0. */
  readonly size: Float64Array;
  /** `length + 1` offsets into `previews`. */
  readonly previewAt: Uint32Array;
  /** The first bytes of each payload, at most `previewBytes`; of a life row, its sentence in UTF-8, at most `sentenceBytes`. */
  readonly previews: Uint8Array;
  /** Bytes of the WebSocket frame's head, 2 to 14; 0 where the row is not one frame. */
  readonly headSize: Uint8Array;
  /** The heads as they crossed the wire, masking keys included: `maxHeadBytes` a row, zeros behind the shorter ones. */
  readonly heads: Uint8Array;
}

/** A preview is what one line of the timeline can show, no more. */
export const previewBytes = 256;

/** Sentences come whole, but for those that quote pages of text: the page knows them by their form. */
export const sentenceBytes = 2048;

/** Most rows one `rows.read` answers with: ten screenfuls. */
export const maxRowsPerRead = 1000;
