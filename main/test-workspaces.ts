import { join } from 'node:path';
import { createEngine } from '../engine/index.js';
import type { Engine } from '../engine/index.js';
import { withinRoots } from './bounds.js';
import { RecentWorkspaces } from './recent.js';
import { Workspaces } from './workspaces.js';

/** The workspaces of a test: one is open, others may be within `root`. */
export function testWorkspaces(engine: Engine, root: string): Workspaces {
  return Workspaces.around(engine, {
    open: (directory) => createEngine({ workspace: directory, version: '0.0.0' }),
    own: join(root, 'own'),
    recent: new RecentWorkspaces(join(root, 'recent.json')),
    bounds: withinRoots([root]),
    log: (problem, error) => {
      throw new Error(problem, { cause: error });
    },
  });
}
