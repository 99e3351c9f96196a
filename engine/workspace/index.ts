export { openWorkspace } from './open.js';
export type { WorkspaceOptions } from './open.js';
export type { DescriptionChange } from './folders.js';
export type { Workspace } from './workspace.js';
