import * as z from 'zod/mini';
import { request } from './define.js';
import { ExportSpec } from './export.js';

const handle = z.int().check(z.gte(0));

/** What an export has come to. */
export interface ExportStep {
  /** The next bytes of it; empty where the host writes them to their place itself. */
  readonly data: Uint8Array;
  /** Bytes this step wrote, wherever they went. */
  readonly bytes: number;
  /** Rows looked at so far. */
  readonly rows: number;
  /** It is whole: where the host writes it, it has taken its name by now. */
  readonly done: boolean;
}

/** The requests about writing out, part of the contract's one table. */
export const exportRequests = {
  /** Writes the rows of a view out, pulled in pieces by `export.next`, so nothing grows with the session. */
  'export.begin': request<{ readonly export: number; readonly name: string; readonly type: string }>()(
    ExportSpec,
    ['session.unknown', 'view.unknown', 'secret.locked', 'export.*', 'log.*'],
  ),
  /**
   * Lets the host keep the bytes, so that they never pass through the page: a host with dialogs asks for a
   * file (`export.cancelled` where none is chosen), another answers with an address that the page's browser
   * downloads from, once. Nothing is left of what `export.next` does not tell to be done.
   */
  'export.place': request<{ readonly url: string | null }>()(z.strictObject({ export: handle }), [
    'export.*',
    'host.unsupported',
  ]),
  'export.next': request<ExportStep>()(z.strictObject({ export: handle }), ['export.*', 'log.*']),
  'export.end': request<void>()(z.strictObject({ export: handle })),
} as const;
