/** What is known of a newer version, and what has been done about it. Each step waits for the person. */
export type UpdateState =
  /** Nobody asked yet. */
  | { readonly kind: 'idle' }
  /** This installation is updated by something else; `why` names it. */
  | { readonly kind: 'elsewhere'; readonly why: string }
  | { readonly kind: 'checking' }
  | { readonly kind: 'none'; readonly checkedAt: number }
  | { readonly kind: 'available'; readonly update: UpdateFacts }
  /** `done` of `total` bytes; null where it is not known. */
  | {
      readonly kind: 'downloading';
      readonly update: UpdateFacts;
      readonly done: number;
      readonly total: number | null;
    }
  /** Downloaded and verified. `installs`: it is installed when Wirebench quits, which can be asked for where `canWait`. */
  | {
      readonly kind: 'ready';
      readonly update: UpdateFacts;
      readonly canWait: boolean;
      readonly installs: boolean;
    }
  | { readonly kind: 'failed'; readonly message: string };

export interface UpdateFacts {
  readonly version: string;
  /** Markdown, from whoever published it: text to this program. */
  readonly notes: string;
  readonly publishedAt: string | null;
  /** Bytes to download; null where it is not known. */
  readonly size: number | null;
}
