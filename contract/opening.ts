import { importLimits } from './import.js';

/** Something the system handed to the app: shown to the person, and nothing more until they say so. */
export type Opening = { readonly id: number } & OpeningContent;

export type OpeningContent =
  | { readonly kind: 'link'; readonly link: string }
  | { readonly kind: 'files'; readonly files: readonly { readonly path: string; readonly size: number }[] }
  | { readonly kind: 'workspace'; readonly directory: string; readonly name: string }
  /** What cannot be opened, and why. */
  | { readonly kind: 'refused'; readonly title: string; readonly message: string };

/** Bytes that one `opening.read` answers with. */
export const openingChunkBytes = importLimits.chunkBytes;
