// `npm run package -- args`: builds, then hands out/ to electron-builder (electron-builder.yml).
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { ensureBuilt } from './build.mjs';
import { runNode } from './run.mjs';

await ensureBuilt();
const given = process.argv.slice(2);
// A directory of an unpacked Electron, where none can be downloaded.
const dist = process.env['ELECTRON_OVERRIDE_DIST_PATH'];
// A workflow gives a secret that nobody has set as an empty text, which electron-builder takes for a file's name.
const env = Object.fromEntries(
  Object.entries(process.env).filter(([name, value]) => !(value === '' && /(^|_)CSC_|^APPLE_/.test(name))),
);
const { code } = await runNode(
  'node_modules/electron-builder/cli.js',
  [
    ...(given.includes('--publish') ? [] : ['--publish', 'never']),
    ...(dist && existsSync(join(dist, 'version')) ? [`-c.electronDist=${dist}`] : []),
    ...given,
  ],
  { show: true, env },
);
process.exitCode = code;
