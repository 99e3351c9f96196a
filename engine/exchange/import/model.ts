import type {
  ConnectionConfig,
  ConnectionOptions,
  ImportNote,
  SavedConnection,
  SavedMessage,
} from '../../../contract/index.js';
import type { ImportedSession } from './capture/model.js';

/** What importers make of files: near to what a workspace holds, without ids, and with each thing's place. */

export interface ImportedVariable {
  readonly name: string;
  readonly value: string;
  readonly secret: boolean;
  readonly place: string;
}

export interface ImportedHeader {
  readonly name: string;
  readonly value: string;
  readonly place: string;
  /** It proves who somebody is. */
  readonly auth: boolean;
  /** Variables of the connection that its value names: they come and go with it. */
  readonly variables: readonly ImportedVariable[];
}

export interface ImportedMessage extends Omit<SavedMessage, 'id' | 'frame'> {
  readonly place: string;
  /** How long it is, in words, found where it is read: the host has no time to go through every body. */
  readonly length?: string;
  /** Our own export has it. */
  readonly frame?: SavedMessage['frame'];
}

export interface ImportedConnection {
  readonly name: string;
  readonly folder: string;
  readonly description: string;
  readonly protocol: ConnectionConfig['protocol'];
  readonly role: ConnectionConfig['role'];
  readonly address: string;
  /** All but the headers. */
  readonly options: ConnectionOptions;
  readonly headers: readonly ImportedHeader[];
  readonly variables: readonly ImportedVariable[];
  readonly messages: readonly ImportedMessage[];
  /** What no tool but ours has. */
  readonly own?: Pick<SavedConnection, 'template' | 'messageFolders' | 'filters' | 'layouts'>;
  readonly place: string;
}

export interface ImportedEnvironment {
  readonly name: string;
  /** Where it belongs by itself: variables that hold everywhere are the workspace's. */
  readonly suggested: 'new' | 'workspace';
  readonly variables: readonly ImportedVariable[];
  readonly place: string;
}

/** A folder of the source: what is written about it, or that it is there although nothing is in it. */
export interface ImportedFolder {
  /** As of a connection; empty is what holds everything: the workspace, or the folder it goes to. */
  readonly path: string;
  /** Markdown; empty where nobody wrote any. */
  readonly description: string;
  /** It comes even where nothing else does that is in it. */
  readonly kept: boolean;
  readonly place: string;
}

/** A note before items have ids: what it is about is the thing itself. */
export interface ReadNote extends Omit<ImportNote, 'item'> {
  readonly about: object | null;
}

export interface Imported {
  /** Of captures. */
  readonly sessions: readonly ImportedSession[];
  readonly formats: readonly string[];
  /** In the order of the source, each after the one it is in. */
  readonly folders: readonly ImportedFolder[];
  readonly connections: readonly ImportedConnection[];
  readonly environments: readonly ImportedEnvironment[];
  readonly notes: readonly ReadNote[];
}
