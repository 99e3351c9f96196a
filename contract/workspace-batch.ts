import * as z from 'zod/mini';
import { Environment, Variable, VariableName, VariableScope, maxVariableLength } from './variables.js';
import { Description, FolderPath, Id, SavedConnection } from './workspace.js';

/** What is added to a workspace, or taken out of it, as one change that can be undone as one. */

/** More is a mistake, or somebody's attack. */
const maxEntries = 10_000;

const SecretValue = z.strictObject({
  scope: VariableScope,
  name: VariableName,
  value: z.string().check(z.maxLength(maxVariableLength)),
});

const DescribedFolder = z.strictObject({ path: FolderPath, description: z.exactOptional(Description) });

/** Everything of it or, where one file cannot be written, nothing. */
export const WorkspaceBatch = z.strictObject({
  connections: z.array(SavedConnection).check(z.maxLength(maxEntries)),
  folders: z.array(DescribedFolder).check(z.maxLength(maxEntries)),
  environments: z.array(Environment).check(z.maxLength(maxEntries)),
  /** The workspace's own. */
  variables: z.array(Variable).check(z.maxLength(maxEntries)),
  /** Values of secret variables; scopes name connections and environments by the ids they have here. */
  secrets: z.array(SecretValue).check(z.maxLength(maxEntries)),
});
export type WorkspaceBatch = z.output<typeof WorkspaceBatch>;

/** Things of a workspace by what names them. */
export const WorkspaceSelection = z.strictObject({
  connections: z.array(Id).check(z.maxLength(maxEntries)),
  /** Folders alone: what is in them is named by itself. */
  folders: z.array(FolderPath).check(z.maxLength(maxEntries)),
  environments: z.array(Id).check(z.maxLength(maxEntries)),
  variables: z.array(VariableName).check(z.maxLength(maxEntries)),
});
export type WorkspaceSelection = z.output<typeof WorkspaceSelection>;

/** What was added, by the ids it has now: one that somebody had already was given another. */
export interface AddedBatch extends WorkspaceSelection {
  /** Variables that were there already and kept their value. */
  readonly kept: readonly string[];
}

const index = z.int().check(z.gte(0));

/** What was taken out, with what it takes to put it back where it was; files wait in the trash. */
export const TakenOut = z.strictObject({
  connections: z.array(Id).check(z.maxLength(maxEntries)),
  folders: z.array(z.extend(DescribedFolder, { index })).check(z.maxLength(maxEntries)),
  environments: z.array(Id).check(z.maxLength(maxEntries)),
  variables: z.array(z.extend(Variable, { index })).check(z.maxLength(maxEntries)),
});
export type TakenOut = z.output<typeof TakenOut>;
