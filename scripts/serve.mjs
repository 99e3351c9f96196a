// `npm run serve -- args`: builds what is stale, then becomes the headless host.
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ensureBuilt } from './build.mjs';
import { root } from './run.mjs';

await ensureBuilt();
const host = join(root, 'out', 'main', 'serve.js');
process.argv[1] = host;
await import(pathToFileURL(host).href);
