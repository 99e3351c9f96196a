import * as z from 'zod/mini';
import { ConnectionConfig } from './connection.js';
import { CraftedFrame } from './craft.js';
import { Layout, maxLayouts } from './layout.js';
import { maxRepeatMs, maxRepeatTimes, minRepeatMs } from './repeat-limits.js';
import { Variables } from './variables.js';
import type { KnownSecret, StoredEnvironment, StoredVariables } from './variables.js';

/** What a workspace holds. The same shapes are written to its files, one connection a file. */

const name = z.string().check(z.minLength(1), z.maxLength(200));
/** Short, URL-safe, made once and never changed. */
export const Id = z.string().check(z.regex(/^[A-Za-z0-9_-]{1,64}$/));

/** Folder names from the top, joined by `/`; empty is the top. */
export const FolderPath = z.string().check(z.maxLength(1_000));
/** Longest description, characters. */
export const maxDescriptionLength = 100_000;
/** Markdown, for whoever opens it: shown as text and structure, never as markup of a page. */
export const Description = z.string().check(z.maxLength(maxDescriptionLength));

export const composerModes = ['text', 'json', 'xml', 'escapes', 'hex', 'base64', 'file', 'fields'] as const;
export const ComposerMode = z.enum(composerModes);
export type ComposerMode = z.output<typeof ComposerMode>;

/** What a stream gets after a message. */
export const LineEnding = z.enum(['none', 'lf', 'cr', 'crlf', 'nul']);
export type LineEnding = z.output<typeof LineEnding>;

/** Its place in the list is its place in the array; what has a default is absent where it has it. */
export const SavedMessage = z.strictObject({
  id: Id,
  name,
  /** As the folder of a connection; absent at the top. */
  folder: z.exactOptional(FolderPath),
  description: z.exactOptional(Description),
  mode: ComposerMode,
  /** What was typed, in `mode`; for `file`, its name; for `fields`, a `FieldsBody` as JSON. */
  body: z.string(),
  /** What it becomes on a WebSocket; elsewhere it is bytes. */
  kind: z.enum(['text', 'binary', 'ping', 'pong', 'close']),
  /** Present: sent as frames crafted by hand on a WebSocket, with `body` as the payload. */
  frame: z.exactOptional(CraftedFrame),
  /** Streams: what is put after it; absent for nothing. */
  ending: z.exactOptional(LineEnding),
  /** close: its code and reason, as in `Outgoing`. */
  code: z.exactOptional(z.int().check(z.gte(0), z.lte(65_535))),
  reason: z.exactOptional(z.string().check(z.maxLength(1_024))),
  /** UDP: where to, as `to` of `Outgoing`; a template. */
  to: z.exactOptional(z.string().check(z.maxLength(1_024))),
  /** How Repeat begins when it is taken into the composer; `times` null is until stopped. */
  repeat: z.exactOptional(
    z.strictObject({
      everyMs: z.number().check(z.gte(minRepeatMs), z.lte(maxRepeatMs)),
      times: z.nullable(z.int().check(z.gte(1), z.lte(maxRepeatTimes))),
      /** Each line is a message of its own, `everyMs` after the one before. */
      lines: z.exactOptional(z.boolean()),
    }),
  ),
});
export type SavedMessage = z.output<typeof SavedMessage>;

/** What a saved filter may colour its rows in; what each looks like is the theme's. */
export const rowColours = ['red', 'amber', 'green', 'blue', 'violet', 'grey'] as const;
export type RowColour = (typeof rowColours)[number];
/** Most filters of a connection that colour rows. */
export const maxColoured = 50;

/** A filter of the timeline that somebody kept. */
export const SavedFilter = z.strictObject({
  id: Id,
  /** What a person calls it; without one it is called by its query. */
  name: z.exactOptional(name),
  /** Rows that it finds are drawn in this colour, whatever is shown; of several filters the first one counts. */
  colour: z.exactOptional(z.enum(rowColours)),
  /** In the filter language, as typed. */
  query: z.string().check(z.minLength(1), z.maxLength(4_096)),
});
export type SavedFilter = z.output<typeof SavedFilter>;

export const SavedConnection = z.strictObject({
  id: Id,
  name,
  folder: FolderPath,
  /** Sort key among its siblings; a move writes this file alone. */
  order: z.number(),
  description: z.exactOptional(Description),
  /** Present: new connections are made from it. */
  template: z.exactOptional(z.literal(true)),
  config: ConnectionConfig,
  /** Seen by this connection alone; they win over those of the environment. */
  variables: z.exactOptional(Variables),
  messages: z.array(SavedMessage).check(z.maxLength(10_000)),
  /** Folders of its messages in order, empty ones included; those that only a message names come after. */
  messageFolders: z.exactOptional(z.array(FolderPath).check(z.maxLength(10_000))),
  /** Filters of its timeline. */
  filters: z.exactOptional(z.array(SavedFilter).check(z.maxLength(200))),
  /** Layouts of its messages, to write them and to read what comes. */
  layouts: z.exactOptional(z.array(Layout).check(z.maxLength(maxLayouts))),
});
export type SavedConnection = z.output<typeof SavedConnection>;

/** A file that could not be read: named, located, and left exactly as it is. */
export interface WorkspaceProblem {
  readonly file: string;
  readonly line: number | null;
  readonly column: number | null;
  readonly message: string;
}

export interface StoredConnection {
  readonly connection: SavedConnection;
  /** Of the file's bytes: a save that names another one is refused as a conflict. */
  readonly revision: string;
}

/** How this person's secrets are kept from others: encrypted by a passphrase or the system's keychain, or by the file's mode alone. */
export interface VaultInfo {
  readonly kind: 'passphrase' | 'keychain' | 'file';
  /** What would open it; null where it is open. */
  readonly locked: 'passphrase' | 'keychain' | null;
}

export interface FolderDoc {
  readonly path: string;
  /** Markdown. */
  readonly description: string;
}

export interface WorkspaceInfo {
  readonly id: string;
  readonly name: string;
  readonly directory: string;
  /** Why nothing can be saved; null where it can. */
  readonly readOnly: string | null;
  /** Markdown; empty where nobody wrote any. */
  readonly description: string;
  readonly folders: readonly string[];
  /** Descriptions of folders, of those that have one. */
  readonly folderDocs: readonly FolderDoc[];
  readonly connections: readonly StoredConnection[];
  readonly environments: readonly StoredEnvironment[];
  readonly variables: StoredVariables;
  /** Secrets that have a value on this machine; `secret.read` tells it. */
  readonly secrets: readonly KnownSecret[];
  readonly vault: VaultInfo;
  readonly problems: readonly WorkspaceProblem[];
}
