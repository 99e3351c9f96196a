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
import { Camera, firstStart, photograph } from './screenshots-scenes.mjs';
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

/**
 * A host of its own person, so that pictures show the app as it comes, not as whoever takes them has set it.
 * @param {string} home
 * @param {{ workspace?: string, settings: object }} options
 */
async function startHost(home, { workspace, settings }) {
  const data = join(home, 'data');
  await mkdir(join(data, 'wirebench'), { recursive: true });
  await writeFile(join(data, 'wirebench', 'settings.json'), JSON.stringify(settings));
  const args = [join(resolve(values.bundle), 'main', 'serve.js'), '--json'];
  if (workspace !== undefined) args.push('--workspace', workspace);
  const env = { ...process.env, XDG_DATA_HOME: data };
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
  const camera = new Camera(page, { out, theme });
  // What a person sees who never was here: the sample, and the tour.
  await firstStart(camera, await startHost(join(directory, 'new'), { settings: {} }));
  const url = await startHost(join(directory, 'known'), { workspace, settings: { 'help.tourStep': 5 } });
  await photograph(camera, url);
} finally {
  await browser.close();
  for (const close of closers.reverse()) close();
  await rm(directory, { recursive: true, force: true, maxRetries: 3 });
}
