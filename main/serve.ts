import { homedir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ok } from '../contract/result.js';
import type { Transport } from '../contract/transport.js';
import { plainLine } from '../contract/trouble.js';
import { SettingsFile, createEngine, environmentProxies } from '../engine/index.js';
import { withinRoots } from './bounds.js';
import { defaultWorkspace, logDirectory } from './data-directory.js';
import { onEndSignal } from './end-signals.js';
import { HostNews } from './host-news.js';
import { LogFile } from './log-file.js';
import { hostLog } from './log.js';
import { beginNetwork } from './network/begin-network.js';
import { Openings } from './openings.js';
import { openPages } from './pages.js';
import { passphraseOf } from './passphrase.js';
import { RecentWorkspaces } from './recent.js';
import { restoredOf, tellOfCrash } from './restored.js';
import { devOrigin } from './serve/dev-origin.js';
import { Downloads } from './serve/downloads.js';
import { startHost } from './serve/host.js';
import { parseOptions, serveHelp } from './serve/options.js';
import type { ServeCommand } from './serve/options.js';
import { newToken, readToken } from './serve/token.js';
import { hostTrouble, isWorthTelling, outliveReaders, watchUnhandled } from './unhandled.js';
import { readVersion } from './version.js';
import { Workspaces } from './workspaces.js';

const version = readVersion(new URL('../../package.json', import.meta.url));
const root = fileURLToPath(new URL('../renderer/', import.meta.url));
const importProgram = new URL('import-worker.js', import.meta.url);

/** Longer is no sentence for a terminal. */
const problemChars = 2_000;

const logFile = new LogFile(join(logDirectory(), 'serve.log'));
const { log, note } = hostLog(logFile);
const news = new HostNews();

const parsed = parseOptions(process.argv.slice(2));
if (!parsed.ok) stop(parsed.error.message, 2);
else if (parsed.value.help) console.log(serveHelp);
else if (parsed.value.version) console.log(version);
else await run(parsed.value);

/** A message may name files and quote what is in them, which a terminal would act on. */
function stop(message: string, code: number): void {
  console.error(plainLine(message, problemChars));
  process.exitCode = code;
}

async function run(command: ServeCommand): Promise<void> {
  outliveReaders(process.stdout, process.stderr);
  const unhandled = watchUnhandled(process, {
    log,
    tell: (trouble, times) => {
      if (!isWorthTelling(times)) return;
      news.tell({ code: 'host.unhandled', message: hostTrouble(trouble, times, logFile.file) });
    },
    fatal: () => process.exit(1),
  });
  const token =
    command.tokenFile === null
      ? { ok: true as const, value: newToken() }
      : await readToken(command.tokenFile);
  if (!token.ok) return stop(token.error.message, 1);

  const passphrase = await passphraseOf(
    command,
    { input: process.stdin, output: process.stderr },
    process.env,
  );
  if (!passphrase.ok) return stop(passphrase.error.message, 1);

  // A page names workspaces by itself, within bounds; one on the command line is named by --workspace.
  const openings = new Openings({ add: () => undefined });
  const offered = await openings.offerNamed(command.files, process.cwd());
  if (!offered.ok) return stop(offered.error.message, 1);

  // The port comes first: a host that cannot listen leaves no workspace behind. Nobody has its address yet.
  let onPage: (transport: Transport) => void = (transport) => transport.close();
  let onLockedOut = () => undefined as void;
  const downloads = new Downloads();
  const host = await startHost({
    address: command.host,
    port: command.port,
    token: token.value,
    root,
    devOrigin: devOrigin(process.env),
    onPage: (transport) => onPage(transport),
    onLockedOut: () => onLockedOut(),
    downloads,
    log,
  });
  if (!host.ok) return stop(host.error.message, 1);

  const own = defaultWorkspace();
  const settings = await SettingsFile.open(dirname(own));
  const workspace = resolve(command.workspace ?? own);
  const secrets = { passphrase: passphrase.value };
  const { network, secrets: appSecrets } = await beginNetwork(settings, environmentProxies(process.env));
  const workspaces = await Workspaces.begin(workspace, {
    open: (directory) =>
      createEngine({
        workspace: directory,
        version,
        sample: true,
        secrets,
        syncMs: command.syncMs ?? undefined,
        network,
      }),
    own,
    recent: new RecentWorkspaces(join(dirname(own), 'recent.json')),
    bounds: withinRoots(command.workspaces.length > 0 ? command.workspaces : [homedir(), dirname(workspace)]),
    log,
  });
  if (!workspaces.ok) {
    await host.value.close();
    return stop(workspaces.error.message, 1);
  }
  const { engine } = workspaces.value;
  // Files of a workspace have names of other people's making, and a terminal would act on what is in them.
  const tell = (problem: string): void => console.error(plainLine(problem, problemChars));
  for (const problem of engine.info.problems) tell(problem.message);
  for (const { file, line, message } of engine.workspace.info.problems) {
    tell(`${file}${line === null ? '' : `, line ${line}`}: ${message}`);
  }
  if (engine.workspace.windows.unclosed) tellOfCrash(await restoredOf(engine, false), news);
  onPage = openPages(workspaces.value, {
    version,
    importProgram,
    settings,
    appSecrets,
    openings,
    logFile: logFile.file,
    // The page's browser has the windows.
    openWindow: null,
    showFile: null,
    features: { places: (name, type) => Promise.resolve(ok(downloads.place(name, type))) },
    pac: false,
    runtime: `Node ${process.versions.node} on ${process.platform} ${process.arch}`,
    news,
    log,
    note,
  });
  unhandled.started();

  onEndSignal(
    process,
    () => {
      void Promise.all([host.value.close(), workspaces.value.dispose()])
        .catch((error: unknown) => log('Closing failed', error))
        .then(() => process.exit(0));
    },
    // Whoever insists means it: what is not on disk by then is dropped, as after a crash.
    () => process.exit(1),
  );

  if (command.remote) {
    console.error(
      `Warning: others on the network can reach this host, unencrypted. Whoever reads its token can open sockets as you.`,
    );
  }
  if (!command.json) console.log(`Wirebench ${version}, workspace ${plainLine(workspace, problemChars)}`);
  if (command.tokenFile !== null) {
    printAddress(host.value.url, command.json);
    if (!command.json) console.log(`Open it with ?token= and the token in ${command.tokenFile}.`);
    return;
  }
  let printed = '';
  // Each token is printed once, so that whoever knocks cannot fill a terminal.
  onLockedOut = () => {
    const { text } = token.value;
    if (text === printed) return;
    printed = text;
    printAddress(`${host.value.url}?token=${text}`, command.json);
  };
  onLockedOut();
}

function printAddress(url: string, json: boolean): void {
  console.log(json ? JSON.stringify({ url }) : url);
}
