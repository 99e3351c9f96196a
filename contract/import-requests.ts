import * as z from 'zod/mini';
import { Bytes } from './bytes.js';
import { request } from './define.js';
import { ImportFile, ImportTarget, importLimits } from './import.js';
import type { ImportPreview, ImportReport } from './import.js';
import { Id } from './workspace.js';

const handle = z.int().check(z.gte(0));

/** The requests about moving in from other tools and out again as a whole, part of the contract's one table. */
export const importRequests = {
  /** Announces files; one import at a time for each page: another one ends the one before. */
  'import.begin': request<{ readonly import: number }>()(
    z.strictObject({ files: z.array(ImportFile).check(z.minLength(1), z.maxLength(importLimits.files)) }),
    ['import.too-large', 'import.path', 'import.disk'],
  ),
  /** The next bytes of a file, in order. */
  'import.chunk': request<void>()(
    z.strictObject({ import: handle, file: z.int().check(z.gte(0)), data: Bytes }),
    ['import.unknown', 'import.too-large', 'import.disk'],
  ),
  /**
   * Reads what was uploaded, once, in a thread of its own, and tells what would come where. Nothing is changed;
   * how far it is comes as `import.changed`, and `import.end` gives it up.
   */
  'import.preview': request<ImportPreview>()(z.strictObject({ import: handle, target: ImportTarget }), [
    'import.*',
  ]),
  /** Writes it: all of it or nothing. `without` are items to leave out, with what is inside them. */
  'import.apply': request<ImportReport>()(
    z.strictObject({
      import: handle,
      target: ImportTarget,
      without: z.array(z.string().check(z.maxLength(64))).check(z.maxLength(100_000)),
    }),
    ['import.*', 'workspace.*', 'secret.*', 'log.*', 'session.*'],
  ),
  /** Takes away what an import brought; connections go to the trash. */
  'import.undo': request<void>()(z.strictObject({ undo: handle }), [
    'import.unknown',
    'workspace.*',
    'secret.*',
    'environment.unknown',
  ]),
  'import.end': request<void>()(z.strictObject({ import: handle })),
  /** Connections with their messages, environments and variables as one file; values of secrets stay here. */
  'workspace.export': request<{ readonly name: string; readonly data: Uint8Array }>()(
    z.strictObject({
      /** Null for all of it, environments too; else these connections alone. */
      connections: z.nullable(z.array(Id).check(z.maxLength(100_000))),
    }),
    ['workspace.export'],
  ),
} as const;
