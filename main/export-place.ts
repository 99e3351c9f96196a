import type { Result } from '../contract/index.js';

/** Where a host puts an export: nothing is left of it unless it was finished. */
export interface ExportPlace {
  /** Where the page's browser fetches it; null where the host writes a file. */
  readonly url: string | null;
  write(data: Uint8Array): Promise<Result<void>>;
  /** It is whole. */
  finish(): Promise<Result<void>>;
  /** It will not be finished. Safe in every state. */
  abandon(): Promise<void>;
}

/** Finds a place for an export; null where the person chose none. */
export type FindPlace = (name: string, type: string) => Promise<Result<ExportPlace> | null>;
