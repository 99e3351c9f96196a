import { fail, maxRowsPerRead, ok } from '../contract/index.js';
import type { HostInfo, Result } from '../contract/index.js';
import type { Handlers, PageClient } from '../contract/serve.js';
import type { Engine, Session, View } from '../engine/index.js';
import { Page } from './page.js';

/** Bytes one `payload.read` answers with; a page that wants more asks again from where the answer ends. */
const mostPayloadBytes = 8 << 20;

/** Every request of the contract as a call of the engine; one that is missing here does not compile. */
export function createHandlers(engine: Engine, host: HostInfo): Handlers {
  const { workspace } = engine;

  // A page begins with its first call, and what it opened ends with it.
  const pages = new WeakMap<PageClient, Page>();
  function pageOf(client: PageClient): Page {
    const known = pages.get(client);
    if (known !== undefined) return known;
    const page = new Page(engine, client.emit);
    pages.set(client, page);
    client.onClose(() => void page.close());
    return page;
  }

  // A live session is found at once, so that what a page sends leaves in the order it was sent in.
  function on<T>(id: string, act: (session: Session) => Answer<T>): Answer<T> {
    const live = engine.live(id);
    if (live.ok) return act(live.value);
    return engine.session(id).then((found) => (found.ok ? act(found.value) : found));
  }
  function onView<T>(
    { session: id, view: handle }: { readonly session: string; readonly view: number },
    client: PageClient,
    act: (view: View) => Answer<T>,
  ): Answer<T> {
    return on(id, (session) => {
      const view = pageOf(client).view(session, handle);
      return view.ok ? act(view.value) : view;
    });
  }

  return {
    'host.info': (_, client) => {
      pageOf(client);
      return ok({ ...host, interfaces: engine.interfaces() });
    },

    'workspace.read': () => ok(workspace.info),
    'workspace.save': ({ connection, base }) => workspace.save(connection, base),
    'workspace.remove': ({ id }) => workspace.remove(id),
    'workspace.restore': ({ id }) => workspace.restore(id),
    'workspace.folders': ({ folders }) => workspace.setFolders(folders),
    'state.read': () => workspace.readState(),
    'state.write': ({ state }) => workspace.writeState(state),

    'session.list': async () => ok(await engine.list()),
    'session.info': ({ session }) => on(session, ({ info }) => ok(info)),
    'session.start': (input) => engine.start(input),
    'session.stop': ({ session, ...how }) => on(session, (one) => one.stop(how)),
    'session.send': ({ session, to, message }) => on(session, (one) => one.send(to, message)),
    'session.peers': ({ session }) => on(session, ({ peers }) => ok(peers)),
    'session.end': ({ session, to, how, code, reason }) =>
      on(session, (one) => one.end(to, how, code, reason)),
    'session.membership': ({ session, action, group, interface: name }) =>
      on(session, (one) => one.membership(action, group, name)),
    'session.watch': ({ sessions }, client) => ok(pageOf(client).watch(sessions)),

    'transfer.begin': (input, client) =>
      on(input.session, (session) => pageOf(client).beginTransfer(session, input)),
    'transfer.chunk': async ({ transfer, data }, client) => {
      const found = pageOf(client).transfer(transfer);
      return found.ok ? found.value.write(data) : found;
    },
    'transfer.end': (input, client) => pageOf(client).endTransfer(input),

    'view.open': (input, client) => on(input.session, (session) => pageOf(client).openView(session, input)),
    'view.close': ({ view }, client) => ok(pageOf(client).closeView(view)),
    'view.locate': (input, client) =>
      onView(input, client, (view) => ok({ position: view.locate(input.seq) })),
    'rows.read': (input, client) =>
      onView(input, client, (view) => view.rows(input.from, Math.min(input.to, input.from + maxRowsPerRead))),
    'payload.read': (input, client) => onView(input, client, (view) => readPayload(view, input)),

    'export.begin': (input, client) =>
      on(input.session, (session) => pageOf(client).beginExport(session, input)),
    'export.next': ({ export: number }, client) => pageOf(client).nextPiece(number),
    'export.end': ({ export: number }, client) => ok(pageOf(client).endExport(number)),

    'certificate.create': () => engine.createCertificate(),
  };
}

type Answer<T> = Result<T> | Promise<Result<T>>;

async function readPayload(
  view: View,
  { position, from, to }: { readonly position: number; readonly from: number; readonly to: number },
): Promise<Result<{ readonly bytes: Uint8Array; readonly total: number }>> {
  const read = await view.payload(position, from, Math.min(to, from + mostPayloadBytes));
  if (read.ok) return ok({ bytes: read.value.bytes, total: read.value.total });
  return read.error.code === 'log.no-row' ? fail('row.unknown', read.error.message, read.error.detail) : read;
}
