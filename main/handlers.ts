import { fail, maxRowsPerRead, ok } from '../contract/index.js';
import type {
  HostInfo,
  Input,
  MenuCommand,
  Output,
  RelatedRows,
  RequestName,
  Result,
  UpdateState,
} from '../contract/index.js';
import type { Handlers, PageClient } from '../contract/serve.js';
import type { Trouble } from '../contract/trouble.js';
import {
  authoritiesIn,
  countInPayload,
  findInPayload,
  identityIn,
  jsonChildren,
  payloadRows,
} from '../engine/index.js';
import type { Engine, Session, SettingsFile, View } from '../engine/index.js';
import type { FindPlace } from './export-place.js';
import { privateOf, readDiagnostics } from './diagnostics.js';
import { ImportHistory, PageImport, exportWorkspace } from './imports.js';
import type { Openings } from './openings.js';
import type { AppSecrets } from './network/app-secrets.js';
import { Page } from './page.js';
import { PageWindows } from './page-windows.js';
import type { Workspaces } from './workspaces.js';

/** Bytes one `payload.read` answers with; a page that wants more asks again from where the answer ends. */
const mostPayloadBytes = 8 << 20;

type Answer<T> = Result<T> | Promise<Result<T>>;
type PageHandlers = {
  readonly [Name in RequestName]: (
    input: Input<Name>,
    page: Page,
    client: PageClient,
  ) => Answer<Output<Name>>;
};

/** What a host does for a page outside of it, each where it can: a browser has windows of its own. */
export interface Outside {
  chooseDirectory?(purpose: Input<'workspaces.choose'>['purpose']): Promise<string | null>;
  /** Given addresses of http and https alone. */
  openLink?(url: string): Promise<void>;
  /** Shows what a page can do in the system's menu. */
  tellMenu?(client: PageClient, commands: readonly MenuCommand[]): void;
  /** Opens a window, or brings it forward where it is open. */
  readonly openWindow?: (window: number) => void;
  /** Where exports go without passing through the page. */
  readonly findPlace?: FindPlace;
  /** What the system asked the app to open. */
  readonly openings?: Pick<Openings, 'next' | 'read' | 'end'>;
  /** Passwords that belong to the settings. */
  readonly appSecrets?: AppSecrets;
  /** Told how much a page has that nobody has looked at. */
  unread?(page: PageClient, count: number): void;
  /** Newer versions of the app. */
  readonly updates?: {
    readonly state: UpdateState;
    check(): Result<void>;
    download(): Result<void>;
    cancel(): Result<void>;
    install(when: Input<'update.install'>['when']): Promise<Result<void>>;
  };
  /** Notes what failed in a page. */
  noteTrouble?(trouble: Trouble): void;
  /** The host's log, whose end a report of a bug holds. */
  readonly logFile?: string;
}

/** Every request of the contract as a call of the engine; one that is missing here does not compile. */
export function createHandlers(
  engine: Engine,
  host: HostInfo,
  workspaces: Workspaces,
  settings: SettingsFile,
  outside?: Outside,
  /** Program of the thread that reads imports; without it they are read in this one. */
  importProgram: URL | null = null,
): Handlers {
  const { workspace } = engine;
  const imported = new ImportHistory();
  const windows = new PageWindows(workspace, outside?.openWindow);
  const imports = new WeakMap<Page, PageImport>();
  function importOf(page: Page): PageImport {
    const known = imports.get(page);
    if (known !== undefined) return known;
    const own = new PageImport(engine, imported, importProgram, (progress) =>
      page.emit('import.changed', progress),
    );
    imports.set(page, own);
    page.onClose(() => own.close());
    return own;
  }

  // A live session is found at once, so that what a page sends leaves in the order it was sent in.
  function on<T>(id: string, act: (session: Session) => Answer<T>): Answer<T> {
    const live = engine.live(id);
    if (live.ok) return act(live.value);
    return engine.session(id).then((found) => (found.ok ? act(found.value) : found));
  }
  function onView<T>(
    { session: id, view: handle }: { readonly session: string; readonly view: number },
    page: Page,
    act: (view: View) => Answer<T>,
  ): Answer<T> {
    return on(id, (session) => {
      const view = page.view(session, handle);
      return view.ok ? act(view.value) : view;
    });
  }

  const table: PageHandlers = {
    'host.info': () => ok({ ...host, interfaces: engine.interfaces() }),

    'diagnostics.read': async () =>
      ok(await readDiagnostics(outside?.logFile, privateOf(workspace.info, await engine.list()))),

    'workspace.read': () => ok(workspace.info),
    'workspace.save': ({ connection, base }) => workspace.save(connection, base),
    'workspace.remove': ({ id }) => workspace.remove(id),
    'workspace.restore': ({ id }) => workspace.restore(id),
    'workspace.folders': ({ folders, base }) => workspace.setFolders(folders, base),
    'workspace.relocate': ({ from, to, folders, base }) => workspace.relocate(from, to, { folders, base }),
    'workspace.describe': ({ folder, description, base }) =>
      workspace.describe([{ folder, before: base, after: description }]),
    'workspace.rename': ({ name }) => workspace.rename(name),
    'workspace.add': (batch) => workspace.addAll(batch),
    'workspace.take-out': (selection) => workspace.takeOut(selection),
    'workspace.put-back': (taken) => workspace.putBack(taken),
    'workspaces.list': async () => ok(await workspaces.list()),
    'workspaces.open': (input) => workspaces.open(input),
    'workspaces.create': (input) => workspaces.create(input),
    'workspaces.duplicate': (input) => workspaces.duplicate(input),
    'workspaces.close': (input) => workspaces.close(input),
    'workspaces.forget': (input) => workspaces.forget(input),
    'workspaces.choose': async ({ purpose }) =>
      outside?.chooseDirectory === undefined
        ? unsupported()
        : ok({ directory: await outside.chooseDirectory(purpose) }),
    'workspaces.transfer': (input) => workspaces.transfer(input),
    'workspaces.take-back': (input) => workspaces.takeBack(input),
    'menu.tell': ({ commands }, _page, client) =>
      outside?.tellMenu === undefined ? unsupported() : ok(outside.tellMenu(client, commands)),
    'network.secret': ({ name, value }) =>
      outside?.appSecrets?.set(name, value) ??
      fail('secret.write', 'This host keeps no passwords for settings'),
    'network.secrets': () => ok(outside?.appSecrets?.names ?? []),
    'certificate.authorities': ({ file }) => authoritiesIn(file),
    'certificate.identity': ({ hosts, passphrase, ...files }) => {
      const kept = hosts === undefined ? '' : (outside?.appSecrets?.value(`certificate:${hosts}`) ?? '');
      return identityIn({ ...files, passphrase: passphrase === '' ? kept : passphrase });
    },

    'settings.read': () => ok(settings.info),
    'settings.set': ({ patch }) => settings.set(patch),
    'settings.set-aside': async () => {
      const aside = await settings.setAside();
      return aside.ok ? ok({ file: aside.value }) : aside;
    },
    'link.open': ({ url }) => openLink(url, outside),

    'environment.save': ({ environment, base }) => workspace.environments.save(environment, base),
    'environment.remove': ({ id }) => workspace.environments.remove(id),
    'environment.restore': ({ id }) => workspace.environments.restore(id),
    'variables.save': ({ variables, base }) => workspace.environments.saveVariables(variables, base),
    'secret.read': ({ scope, name }) => {
      const value = workspace.secret(scope, name);
      return value.ok ? ok({ value: value.value }) : value;
    },
    'secret.write': ({ scope, name, value }) => workspace.setSecret(scope, name, value),

    'import.begin': (input, page) => importOf(page).begin(input),
    'import.chunk': (input, page) => importOf(page).take(input),
    'import.preview': (input, page) => importOf(page).preview(input),
    'import.apply': (input, page) => importOf(page).apply(input),
    'import.undo': ({ undo }) => imported.undo(undo, engine),
    'import.end': (input, page) => ok(importOf(page).end(input.import)),
    'workspace.export': ({ connections }) => exportWorkspace(workspace, connections),

    'secret.unlock': ({ passphrase }) => workspace.unlock(passphrase),
    'secret.protect': ({ passphrase }) => workspace.protectSecrets(passphrase),
    'secret.set-aside': async () => {
      const aside = await workspace.setSecretsAside();
      return aside.ok ? ok({ file: aside.value }) : aside;
    },

    'state.read': ({ window }) => workspace.readState(window),
    'state.write': ({ state, window }) => windows.write(state, window),
    'window.enter': ({ window }, _page, client) => windows.enter(client, window),
    'window.open': (input) => windows.open(input),
    'window.move': (input) => windows.move(input),
    'window.want': (input) => windows.want(input),

    'session.list': async () => ok(await engine.list()),
    'session.info': ({ session }) => on(session, ({ info }) => ok(info)),
    'session.start': (input) => engine.start(input),
    'session.stop': ({ session, ...how }) => on(session, (one) => one.stop(how)),
    'session.send': ({ session, to, message }) => on(session, (one) => one.send(to, message)),
    'session.craft': ({ session, to, pieces }) => on(session, (one) => one.craft(to, pieces)),
    'session.uncraft': ({ session }) => on(session, (one) => one.uncraft()),
    'repeat.start': ({ session, ...plan }) => on(session, (one) => engine.startRepeat(one, plan)),
    'repeat.pause': ({ session, paused }) => on(session, (one) => one.repeating.pause(paused)),
    'repeat.stop': ({ session }) => on(session, (one) => one.repeating.stop()),
    'queue.add': ({ session, items, go }) => on(session, (one) => engine.enqueue(one, items, go)),
    'queue.read': ({ session }) => on(session, (one) => one.queueing.read()),
    'queue.change': ({ session, change }) => on(session, (one) => one.queueing.change(change)),
    'queue.control': ({ session, action }) => on(session, (one) => one.queueing.control(action)),
    'message.send': ({ session, ...message }) => on(session, (one) => engine.composing.send(one, message)),
    'message.preview': ({ session, ...message }) =>
      session === null
        ? engine.composing.preview(null, message)
        : on(session, (one) => engine.composing.preview(one, message)),
    'history.read': ({ key }) => engine.sent.read(key),
    'history.add': ({ key, entry }) => engine.sent.add(key, entry),
    'history.clear': ({ key, message }) => engine.sent.clear(key, message),
    'history.adopt': ({ from, to }) => engine.sent.adopt(from, to),
    'session.peers': ({ session }) => on(session, ({ peers }) => ok(peers)),
    'session.end': ({ session, to, how, code, reason }) =>
      on(session, (one) => one.end(to, how, code, reason)),
    'session.membership': ({ session, action, group, interface: name }) =>
      on(session, (one) => one.membership(action, group, name)),
    'session.watch': ({ sessions }, page) => ok(page.watch(sessions)),

    'session.describe': async ({ sessions, note }) => ok(await engine.shelf.describe(sessions, note)),
    'session.remove': async ({ sessions }) => ok(await engine.shelf.remove(sessions)),
    'session.restore': async ({ sessions }) => ok(await engine.shelf.restore(sessions)),
    'session.tabs': ({ sessions }, page) => ok(engine.shelf.show(page, sessions)),
    'trash.read': async () => ok(await engine.shelf.trashed()),
    'trash.empty': async ({ sessions }) => ok(await engine.shelf.empty(sessions)),

    'retention.read': () => ok(engine.retention.policy),
    'retention.write': (policy) => engine.retention.write(policy),
    'retention.plan': async ({ policy }) => ok(await engine.retentionPlan(policy)),

    'sync.read': () => ok(engine.sync.info),
    'sync.write': (policy) => engine.sync.write(policy),

    'search.start': (spec, page) => page.startSearch(spec),
    'search.next': ({ search }, page) => page.nextOfSearch(search),
    'search.stop': ({ search }, page) => page.stopSearch(search),

    'session.marks': ({ session }) => on(session, ({ marks }) => ok(marks.all())),
    'session.mark': ({ session, changes }) => on(session, (one) => one.mark(changes)),

    'transfer.begin': (input, page) =>
      on(input.session, async (session) => {
        const { environment, destination, ...file } = input;
        if (destination === undefined) return page.beginTransfer(session, file);
        const to = await engine.composing.destination(session, destination, environment ?? null);
        return to.ok ? page.beginTransfer(session, { ...file, destination: to.value }) : to;
      }),
    'transfer.chunk': async ({ transfer, data }, page) => {
      const found = page.transfer(transfer);
      return found.ok ? found.value.write(data) : found;
    },
    'transfer.end': (input, page) => page.endTransfer(input),

    'view.open': (input, page) => on(input.session, (session) => page.openView(session, input)),
    'view.close': ({ view }, page) => ok(page.closeView(view)),
    'view.locate': (input, page) => onView(input, page, (view) => ok({ position: view.locate(input.seq) })),
    'rows.read': (input, page) =>
      onView(input, page, (view) => view.rows(input.from, Math.min(input.to, input.from + maxRowsPerRead))),
    'rows.judge': (input, page) =>
      on(input.session, async (session) => {
        const view = page.view(session, input.view);
        if (!view.ok) return view;
        const to = Math.min(input.to, input.from + maxRowsPerRead);
        const judged = await session.judge(view.value, input.from, to, input.queries);
        return judged.ok ? ok({ from: input.from, verdicts: judged.value }) : judged;
      }),
    'payload.find': (input, page) =>
      onView(input, page, async (view) =>
        asRow(await findInPayload(view, input.position, input.needle, input.from, input.back)),
      ),
    'payload.count': (input, page) =>
      onView(input, page, async (view) =>
        asRow(await countInPayload(view, input.position, input.needle, input.from)),
      ),
    'payload.rows': (input, page) =>
      onView(input, page, async (view) => asRow(await payloadRows(view, input.position, input, input.from))),
    'json.children': (input, page) =>
      onView(input, page, async (view) => asRow(await jsonChildren(view, input.position, input.of))),
    'payload.read': (input, page) => onView(input, page, (view) => readPayload(view, input)),
    'row.related': ({ session, seq }) => on(session, (one) => related(one, seq)),

    'correlation.open': (input, page) =>
      on(input.session, (session) => page.overviews.openCorrelation(session, input)),
    'correlation.read': (input, page) =>
      on(input.session, (session) => {
        const view = page.view(session, input.view);
        return view.ok ? page.overviews.correlated(session, input, view.value) : view;
      }),
    'correlation.close': ({ correlation }, page) => ok(page.overviews.close(correlation)),
    'plot.open': (input, page) => on(input.session, (session) => page.overviews.openPlot(session)),
    'plot.close': ({ plot }, page) => ok(page.overviews.close(plot)),
    'minimap.open': (input, page) =>
      on(input.session, (session) => {
        const view = page.view(session, input.view);
        return view.ok ? page.overviews.openMinimap(session, view.value) : view;
      }),
    'minimap.close': ({ minimap }, page) => ok(page.overviews.close(minimap)),

    'export.begin': (input, page) => on(input.session, (session) => page.beginExport(session, input)),
    'export.place': ({ export: number }, page) => page.exports.place(number),
    'export.next': ({ export: number }, page) => page.exports.next(number),
    'export.end': ({ export: number }, page) => ok(page.exports.end(number)),

    'compare.start': (spec, page) => page.startComparison(spec),
    'compare.stop': ({ compare }, page) => page.stopComparison(compare),

    'difference.open': (spec, page) => page.differences.open(spec),
    'difference.close': ({ difference }, page) => page.differences.close(difference),
    'difference.pairs': (input, page) => page.differences.pairs(input),
    'difference.seek': (input, page) => page.differences.seek(input),
    'difference.payload': (input, page) => page.differences.payload(input, mostPayloadBytes),
    'difference.export': (input, page) => page.beginPairExport(input),

    'certificate.create': () => engine.createCertificate(),

    'attention.unread': ({ count }, _page, client) => ok(outside?.unread?.(client, count)),

    'opening.next': () => ok({ opening: outside?.openings?.next() ?? null }),
    'opening.read': (input) => outside?.openings?.read(input) ?? unsupported(),
    'opening.end': ({ opening }) => ok(outside?.openings?.end(opening)),

    'update.read': () => (outside?.updates === undefined ? unsupported() : ok(outside.updates.state)),
    'update.check': () => outside?.updates?.check() ?? unsupported(),
    'update.download': () => outside?.updates?.download() ?? unsupported(),
    'update.cancel': () => outside?.updates?.cancel() ?? unsupported(),
    'update.install': ({ when }) => outside?.updates?.install(when) ?? unsupported(),

    'trouble.report': ({ trouble }, page) => {
      if (page.mayReport()) outside?.noteTrouble?.(trouble);
      return ok();
    },
  };
  return withPages(table, engine, outside?.findPlace);
}

/** A page begins with its first call, and what it opened ends with it. */
function withPages(table: PageHandlers, engine: Engine, findPlace?: FindPlace): Handlers {
  const pages = new WeakMap<PageClient, Page>();
  function pageOf(client: PageClient): Page {
    const known = pages.get(client);
    if (known !== undefined) return known;
    const page = new Page(engine, client.emit, findPlace);
    pages.set(client, page);
    client.onClose(() => void page.close());
    return page;
  }
  const bound = Object.entries(table).map(([name, handle]) => [
    name,
    // The table pairs each name with its own input, which a list of entries forgets.
    (input: never, client: PageClient) => handle(input, pageOf(client), client),
  ]);
  // The names and the answers are those of the table.
  return Object.fromEntries(bound) as Handlers;
}

function unsupported(): Result<never> {
  return fail('host.unsupported', 'This host has no window of its own: the page does that itself.');
}

async function openLink(text: string, outside: Outside | undefined): Promise<Result<void>> {
  if (outside?.openLink === undefined) return unsupported();
  const url = URL.canParse(text) ? new URL(text) : null;
  const opens = url?.protocol === 'http:' || url?.protocol === 'https:';
  // A name before an @ makes one host look like another.
  if (url === null || !opens || url.username !== '' || url.password !== '') {
    return fail('link.refused', 'Only addresses of http and https without a user name are opened.');
  }
  await outside.openLink(url.href);
  return ok();
}

async function related(session: Session, seq: number): Promise<Result<RelatedRows>> {
  return asRow(await session.related(seq));
}

async function readPayload(
  view: View,
  { position, from, to }: { readonly position: number; readonly from: number; readonly to: number },
): Promise<Result<{ readonly bytes: Uint8Array; readonly total: number }>> {
  const read = await view.payload(position, from, Math.min(to, from + mostPayloadBytes));
  return asRow(read.ok ? ok({ bytes: read.value.bytes, total: read.value.total }) : read);
}

/** What the log calls a row that is not there, in the words of the contract. */
function asRow<T>(answer: Result<T>): Result<T> {
  if (answer.ok || answer.error.code !== 'log.no-row') return answer;
  return fail('row.unknown', answer.error.message, answer.error.detail);
}
