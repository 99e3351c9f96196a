/*
 * `npm run screenshots`: photographs the real page on the real headless host, talking to real peers of its own
 * on loopback, into docs/screenshots (1440×900). `-- --out DIR`, `-- --size 1024x700` and `-- --theme light` take
 * other pictures, `-- --keep-build` leaves out/ as it is.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import { chromium } from '@playwright/test';
import { ensureBuilt } from './build.mjs';
import { findChromium } from './chromium.mjs';
import { root } from './run.mjs';
import { closers, freePort, startEngine, startFeed } from './screenshots-peers.mjs';
import { Camera, photograph } from './screenshots-scenes.mjs';
import { writeWorkspace } from './screenshots-workspace.mjs';

const { values } = parseArgs({
  options: {
    out: { type: 'string', default: join(root, 'docs', 'screenshots') },
    size: { type: 'string', default: '1440x900' },
    theme: { type: 'string', default: 'dark' },
    bundle: { type: 'string', default: join(root, 'out') },
    'keep-build': { type: 'boolean', default: false },
  },
});
const [width = 1440, height = 900] = values.size.split('x').map(Number);
const out = resolve(values.out);
const theme = values.theme === 'light' ? 'light' : 'dark';

/** @param {string} workspace */
async function startHost(workspace) {
  const args = [join(resolve(values.bundle), 'main', 'serve.js'), '--json', '--workspace', workspace];
  // The pictures show the app as it comes, not as whoever takes them has set it.
  const data = `${workspace}.data`;
  const env = { ...process.env, XDG_DATA_HOME: data };
  // The tour has a picture of its own.
  await mkdir(join(data, 'wirebench'), { recursive: true });
  await writeFile(join(data, 'wirebench', 'settings.json'), JSON.stringify({ 'help.tourStep': 5 }));
  const child = spawn(process.execPath, args, { env, stdio: ['ignore', 'pipe', 'inherit'] });
  closers.push(() => child.kill());
  process.on('exit', () => child.kill());
  const [line] = await once(createInterface({ input: child.stdout }), 'line');
  return String(JSON.parse(String(line)).url);
}

if (!values['keep-build'] && values.bundle === join(root, 'out')) await ensureBuilt();
await mkdir(out, { recursive: true });
const directory = await mkdtemp(join(tmpdir(), 'wirebench-screens-'));
const executablePath = findChromium();
const browser = await chromium.launch({
  ...(executablePath === undefined ? {} : { executablePath }),
  chromiumSandbox: false,
  args: ['--force-color-profile=srgb', '--font-render-hinting=none'],
});
try {
  const workspace = join(directory, 'checkout-api');
  await writeWorkspace(workspace, {
    feed: await startFeed(),
    engine: await startEngine(),
    mock: await freePort(9_090),
  });
  const page = await browser.newPage({
    viewport: { width, height },
    colorScheme: theme,
    locale: 'en-GB',
    timezoneId: 'UTC',
    reducedMotion: 'reduce',
  });
  await photograph(new Camera(page, { out, theme }), await startHost(workspace));
} finally {
  await browser.close();
  for (const close of closers.reverse()) close();
  await rm(directory, { recursive: true, force: true, maxRetries: 3 });
}
