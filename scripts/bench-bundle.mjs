// The engine is TypeScript: the bundler of the build makes it a module that a plain Node can load.
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { root } from './run.mjs';

/** @typedef {typeof import('../engine/index.js') & Pick<typeof import('../engine/log/index.js'), 'createLog' | 'createView' | 'openLog' | 'recoverLog'> & Pick<typeof import('../codec/index.js'), 'FrameScanner'> & Pick<typeof import('../main/serve/host.js'), 'startHost'> & Pick<typeof import('../main/serve/token.js'), 'tokenOf'> & Pick<typeof import('../main/pages.js'), 'openPages'> & Pick<typeof import('../main/workspaces.js'), 'Workspaces'> & Pick<typeof import('../main/recent.js'), 'RecentWorkspaces'> & Pick<typeof import('../main/bounds.js'), 'withinRoots' | 'PointedAt'> & Pick<typeof import('../main/network/app-secrets.js'), 'AppSecrets'> & Pick<typeof import('../main/openings.js'), 'Openings'>} Bundle */

const directory = join(root, 'node_modules', '.cache', 'wirebench-bench');

/** Where `bundleEngine` leaves it. */
export const bundlePath = join(directory, 'engine.mjs');

export async function bundleEngine() {
  // A process that is measured only loads the bundle.
  const { build } = await import('vite');
  await build({
    root,
    configFile: false,
    logLevel: 'warn',
    build: {
      ssr: true,
      target: 'node20.19',
      outDir: directory,
      emptyOutDir: true,
      minify: false,
      rolldownOptions: {
        input: { engine: 'virtual:bench' },
        external: ['ws', /^node:/],
        output: { format: 'es', entryFileNames: '[name].mjs' },
      },
    },
    plugins: [
      {
        name: 'bench-entry',
        resolveId: (id) => (id === 'virtual:bench' ? id : null),
        load: (id) =>
          id === 'virtual:bench'
            ? `export * from '${join(root, 'engine/index.ts')}'; export { createLog, createView, openLog, recoverLog } from '${join(root, 'engine/log/index.ts')}'; export { FrameScanner } from '${join(root, 'codec/index.ts')}'; export { startHost } from '${join(root, 'main/serve/host.ts')}'; export { tokenOf } from '${join(root, 'main/serve/token.ts')}'; export { openPages } from '${join(root, 'main/pages.ts')}'; export { Workspaces } from '${join(root, 'main/workspaces.ts')}'; export { RecentWorkspaces } from '${join(root, 'main/recent.ts')}'; export { PointedAt, withinRoots } from '${join(root, 'main/bounds.ts')}'; export { AppSecrets } from '${join(root, 'main/network/app-secrets.ts')}'; export { Openings } from '${join(root, 'main/openings.ts')}';`
            : null,
      },
    ],
  });
}

/** @returns {Promise<Bundle>} */
export function loadBundle() {
  return import(pathToFileURL(bundlePath).href);
}
