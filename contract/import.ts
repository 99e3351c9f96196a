import * as z from 'zod/mini';
import { Id } from './workspace.js';

/** Moving in from other tools: what was read of files or a pasted text, where it goes, and what came of it. */

/** What one import may hold; more is refused in words that name the limit. */
export const importLimits = {
  /** Of all files together but captures, and of what a ZIP unpacks to. */
  bytes: 64 * 1024 * 1024,
  /** Of all files together: pcap, pcapng and JSON lines are read piece by piece and may be as long as that. */
  captureBytes: 16 * 1024 * 1024 * 1024,
  /** Of a HAR: it is JSON, and JSON is read as a whole. */
  harBytes: 256 * 1024 * 1024,
  files: 20_000,
  connections: 5_000,
  messages: 20_000,
  environments: 200,
  variables: 20_000,
  /** Longest message, characters. */
  messageCharacters: 4 * 1024 * 1024,
  /** Objects and lists within each other. */
  depth: 100,
  /** Notes that a preview lists; a last one counts the rest. */
  notes: 5_000,
  /** Bytes of one piece of an upload. */
  chunkBytes: 1024 * 1024,
} as const;

/** A file as it is announced before its bytes come. */
export const ImportFile = z.strictObject({
  /** With folders, as it was dropped: `collection/folder/request.bru`. */
  path: z.string().check(z.minLength(1), z.maxLength(4_096)),
  size: z.int().check(z.gte(0)),
});
export type ImportFile = z.output<typeof ImportFile>;

/** Where what comes goes to. */
export const ImportTarget = z.strictObject({
  /** Folder names from the top, joined by `/`; empty is the top. What has folders of its own keeps them inside. */
  folder: z.string().check(z.maxLength(1_000)),
  /** By the id of an environment item: `new`, `workspace`, or the id of an environment that is there. Absent as suggested. */
  environments: z.record(z.string().check(z.maxLength(64)), z.union([z.enum(['new', 'workspace']), Id])),
  /** A variable that is there already with another value, a folder with another description. */
  clashes: z.enum(['keep', 'replace']),
});
export type ImportTarget = z.output<typeof ImportTarget>;

export const importItemKinds = [
  'folder',
  'description',
  'connection',
  'header',
  'auth',
  'message',
  'environment',
  'variable',
  'session',
] as const;
export type ImportItemKind = (typeof importItemKinds)[number];

/** Something that will come unless it is left out. Without an item, nothing inside it comes. */
export interface ImportItem {
  readonly id: string;
  /** The item it is part of; null at the top. */
  readonly parent: string | null;
  readonly kind: ImportItemKind;
  /** As it will be called; of a description how it begins. */
  readonly name: string;
  /** Folder it goes to (connections, messages), is (folders), or is about (descriptions at the top; empty is the workspace). */
  readonly folder: string;
  /** Address, size, or value; of a secret that it is one. */
  readonly detail: string;
  /** Where it stands in the source. */
  readonly place: string;
  /** What is not as in the source because of what is here already; null where nothing is. */
  readonly clash: string | null;
  /** Where an environment's variables go; null for the rest. */
  readonly target: string | null;
}

/** Something of the source that will not come, or not as it was. */
export interface ImportNote {
  /** The item it is about, where there is one. */
  readonly item: string | null;
  readonly level: 'lost' | 'changed';
  /** What it is called in the source. */
  readonly name: string;
  readonly place: string;
  readonly why: string;
}

export interface ImportPreview {
  /** The formats that were recognised, in words. */
  readonly formats: readonly string[];
  readonly items: readonly ImportItem[];
  readonly notes: readonly ImportNote[];
  /** Environments an environment item may go to. */
  readonly environments: readonly { readonly id: string; readonly name: string }[];
}

/** How far the host is with reading an import. */
export interface ImportProgress {
  readonly import: number;
  /** The file it is at. */
  readonly file: string;
  /** Bytes of all files that were read, and how many there are. */
  readonly done: number;
  readonly total: number;
}

/** What an import put into the workspace. */
export interface ImportReport {
  /** Ids of recorded sessions that came of captures. */
  readonly sessions: readonly string[];
  /** For `import.undo`; it is good until the host ends. */
  readonly undo: number;
  readonly connections: readonly string[];
  readonly messages: number;
  /** Descriptions of connections, of folders and of the workspace. */
  readonly descriptions: number;
  /** Folders with nothing in them. */
  readonly folders: number;
  /** Ids of environments that were made or added to. */
  readonly environments: readonly string[];
  readonly variables: number;
  readonly secrets: number;
}
