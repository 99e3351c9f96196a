import type { TakenOut, WorkspaceSelection } from './workspace-batch.js';

/** Workspaces as a whole: which one is open, which were, and what goes from one to another. */

export interface RecentWorkspace {
  readonly directory: string;
  readonly name: string;
  /** Milliseconds since 1970. */
  readonly openedAt: number;
  /** Its directory is not there now. */
  readonly missing: boolean;
}

export interface WorkspacesInfo {
  readonly directory: string;
  /** Newest first, the open one among them. */
  readonly recent: readonly RecentWorkspace[];
  /** Where a path may be typed; empty where directories are chosen in the system's own dialog. */
  readonly roots: readonly string[];
  /** Where new ones are proposed. */
  readonly home: string;
}

/** What went to another workspace, and what stayed behind. */
export interface TransferReport {
  readonly name: string;
  readonly added: WorkspaceSelection;
  /** Of a move: what was taken out here. */
  readonly taken: TakenOut | null;
  /** Secrets that stay on this machine, in this workspace, by what they are. */
  readonly secrets: readonly string[];
  /** Names used by what went that mean nothing there. */
  readonly missing: readonly string[];
}
