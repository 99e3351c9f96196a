export { openWorkspace } from './workspace.js';
export type { Workspace, WorkspaceOptions } from './workspace.js';
