import { ok } from '../../contract/index.js';
import type { workspacesRequests } from '../../contract/workspaces-requests.js';
import type { FeatureRequest } from './features.js';
import type { House } from './house.js';
import type { Handling } from './table.js';

/** The way from the open workspace to others. */
export function workspacesHandlers({
  workspaces,
}: Pick<House, 'workspaces'>): Handling<Exclude<keyof typeof workspacesRequests, FeatureRequest>> {
  return {
    'workspaces.list': async () => ok(await workspaces.list()),
    'workspaces.open': (input) => workspaces.open(input),
    'workspaces.create': (input) => workspaces.create(input),
    'workspaces.duplicate': (input) => workspaces.duplicate(input),
    'workspaces.close': (input) => workspaces.close(input),
    'workspaces.forget': (input) => workspaces.forget(input),
    'workspaces.transfer': (input) => workspaces.transfer(input),
    'workspaces.take-back': (input) => workspaces.takeBack(input),
  };
}
