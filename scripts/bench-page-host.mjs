// The headless host as the page's bench needs it: with a session of many rows, and one that grows by as many as asked.
import { randomBytes } from 'node:crypto';
import { createSocket } from 'node:dgram';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { loadBundle } from './bench-bundle.mjs';
import { valueOf } from './bench-engine.mjs';
import { root } from './run.mjs';

const [workspace = '', rowsText = '0'] = process.argv.slice(2);
const rows = Number(rowsText);
/** Milliseconds between two bursts of synthetic rows. */
const burstMs = 5;
const bundle = await loadBundle();
const payload = new Uint8Array(Buffer.from('{"type":"tick","price":101.25,"size":3}'));

async function record() {
  const directory = join(workspace, '.local', 'sessions', '20261121-080000-0001');
  const createdAt = '2026-11-21T08:00:00.000Z';
  const header = {
    ...{ id: '20261121-080000-0001', name: 'many', app: 'bench', createdAt },
    ...{ clockOrigin: Date.parse(createdAt), connection: null },
  };
  const log = valueOf(await bundle.createLog(directory, header));
  for (let row = 0; row < rows;) {
    for (const end = Math.min(rows, row + 8_192); row < end; row++)
      log.appendRaw(2, 1, 0, 1, row * 1_000, payload);
    await new Promise(setImmediate);
    while (log.pressure) await new Promise(setImmediate);
  }
  valueOf(await log.close());
  const config = { protocol: 'udp', role: 'server', address: '127.0.0.1:0', options: {} };
  const counts = { messagesIn: rows, messagesOut: 0, droppedBytes: 0 };
  const told = {
    format: 'wirebench-session-record',
    version: 1,
    name: 'many',
    connection: null,
    config,
    counts,
  };
  await writeFile(join(directory, 'record.json'), JSON.stringify(told));
}

if (rows > 0) await record();
const workspaces = valueOf(
  await bundle.Workspaces.begin(workspace, {
    open: (directory) => bundle.createEngine({ workspace: directory, version: 'bench' }),
    own: workspace,
    recent: new bundle.RecentWorkspaces(join(workspace, '.local', 'recent.json')),
    bounds: bundle.withinRoots([workspace]),
    log: () => undefined,
  }),
);
const { engine } = workspaces;
/** @type {(transport: import('../contract/transport.js').Transport) => void} */
const onPage = bundle.openPages(workspaces, {
  ...{ version: 'bench', runtime: 'bench', log: () => undefined },
  settings: await bundle.SettingsFile.open(join(workspace, '.local')),
  appSecrets: await bundle.AppSecrets.open(join(workspace, '.local', 'settings.secrets.json')),
  openings: new bundle.Openings(new bundle.PointedAt(() => Promise.resolve(false))),
  ...{ importProgram: null, logFile: '', openWindow: null, showFile: null, features: {}, pac: false },
});
// Opened anew for each run, which an address of one use would not be.
const token = bundle.tokenOf(randomBytes(32).toString('base64url'));
const host = valueOf(
  await bundle.startHost({
    ...{ address: '127.0.0.1', port: 0, token, devOrigin: null, onPage, log: () => undefined },
    root: join(root, 'out', 'renderer'),
  }),
);

/** Begins a listener. @param {'ws' | 'udp'} protocol */
async function listen(protocol) {
  const address = protocol === 'ws' ? 'ws://127.0.0.1:0/' : '127.0.0.1:0';
  const config = /** @type {const} */ ({ protocol, role: 'server', address, options: {} });
  const { id } = valueOf(
    await engine.start({ session: null, name: `grows-${protocol}`, connection: null, config }),
  );
  const session = valueOf(engine.live(id));
  while (session.info.local === null) await new Promise(setImmediate);
  return session;
}

/** @type {NodeJS.Timeout | undefined} */
let growing;

/** @type {Record<string, (asked: { rate: number }) => Promise<object>>} */
const deeds = {
  listen: async () => ({ port: (await listen('ws')).info.local?.port }),
  grow: async ({ rate }) => {
    const session = await listen('udp');
    // A live session records into a log that rows can be added to.
    const log = /** @type {import('../engine/log/session-log.js').SessionLog} */ (session.log);
    const knock = createSocket('udp4').unref();
    const started = performance.now();
    let made = 0;
    growing = setInterval(() => {
      const due = ((performance.now() - started) / 1000) * rate;
      for (const time = log.lastTime + 1; made < due && !log.pressure; made++)
        log.appendRaw(2, 1, 0, 1, time, payload);
      // One real datagram a burst: what tells the screens that there is more.
      knock.send(payload, session.info.local?.port ?? 0, '127.0.0.1');
    }, burstMs);
    return {};
  },
  rows: async () => ({
    rows: Math.max(
      ...(await engine.list()).filter(({ name }) => name !== 'many').map(({ rows: all }) => all),
    ),
  }),
  still: async () => {
    clearInterval(growing);
    return {};
  },
};

process.on('message', async (/** @type {{ id: number, do: string, rate: number }} */ asked) => {
  process.send?.({ id: asked.id, answer: await deeds[asked.do]?.(asked) });
});
process.send?.({ id: 0, answer: { url: `${host.url}?token=${token.text}` } });
process.on('disconnect', () => process.exit());
