import * as z from 'zod/mini';
import { SessionId } from './session.js';

/** What a session can be written as; `engine/exchange/export.ts` has a file for each. */
export const exportFormatIds = ['text', 'jsonl', 'csv', 'pcapng', 'har', 'html', 'yaml', 'raw', 'c'] as const;
export type ExportFormatId = (typeof exportFormatIds)[number];

const position = z.int().check(z.gte(0));

/** Which rows of which view are written, and how. */
export const ExportSpec = z.strictObject({
  session: SessionId,
  view: position,
  format: z.enum(exportFormatIds),
  /** Positions of the view, from and up to; all that is in it when the export begins unless given. */
  range: z.exactOptional(z.strictObject({ from: position, to: position })),
  /** Rows of one direction alone, without the session's life. Raw bytes need it. */
  direction: z.exactOptional(z.enum(['in', 'out'])),
  /** Cover credentials in handshakes, and values of secret variables wherever they stand. */
  redact: z.exactOptional(z.boolean()),
  /** pcapng: what TLS encrypted, with the secrets that decrypt it, where they were recorded; of the whole session. */
  tls: z.exactOptional(z.boolean()),
});
export type ExportSpec = z.output<typeof ExportSpec>;
