import { contractVersion, requests } from '../contract/index.js';
import type { HostInfo } from '../contract/index.js';
import { serve } from '../contract/serve.js';
import type { PageClient, Serving } from '../contract/serve.js';
import type { Transport } from '../contract/transport.js';
import type { SettingsFile } from '../engine/index.js';
import { createHandlers } from './handlers.js';
import type { Outside } from './handlers.js';
import type { HostNews } from './host-news.js';
import type { Log } from './log.js';
import type { Workspaces } from './workspaces.js';

interface PagesOptions {
  readonly version: string;
  readonly capabilities: HostInfo['capabilities'];
  /** What runs the host, for people who report a bug. */
  readonly runtime: string;
  readonly log: Log;
  /** Notes what failed in a page. */
  readonly note?: Log;
  /** Of the app: the same for every workspace. */
  readonly settings: SettingsFile;
  /** What the system can do for a page, where it can. */
  readonly outside?: Outside;
  /** What the host tells its pages of itself. */
  readonly news?: HostNews;
  /** Program of the thread that reads imports. */
  readonly importProgram?: URL;
}

/**
 * Serves the contract to every page whose transport it is given: the same on both hosts. A page belongs to the
 * workspace that was open when it came; of another one it is told, and comes anew.
 */
export function openPages(
  workspaces: Workspaces,
  options: PagesOptions,
): (transport: Transport) => PageClient {
  const info: HostInfo = {
    contract: contractVersion,
    version: options.version,
    capabilities: options.capabilities,
    runtime: options.runtime,
    interfaces: workspaces.engine.interfaces(),
  };
  const outside: Outside = {
    ...options.outside,
    noteTrouble: (trouble) => options.note?.('Something failed in a page', trouble),
  };
  const handlersOf = () =>
    createHandlers(workspaces.engine, info, workspaces, options.settings, outside, options.importProgram);
  let handlers = handlersOf();
  const pages = new Set<Serving>();
  workspaces.onSwitch(({ info: { directory }, workspace }) => {
    handlers = handlersOf();
    for (const { client } of pages)
      client.emit('workspace.switched', { directory, name: workspace.info.name });
    pages.clear();
  });
  options.settings.onChange((settings) => {
    for (const { client } of pages) client.emit('settings.changed', settings);
  });
  return (transport) => {
    const page = serve(transport, requests, handlers, { log: options.log });
    pages.add(page);
    page.client.onClose(() => pages.delete(page));
    const off = options.news?.listen((problem) => page.client.emit('host.problem', problem));
    if (off !== undefined) page.client.onClose(off);
    return page.client;
  };
}
