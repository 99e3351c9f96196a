import { contractVersion, requests } from '../contract/index.js';
import type { HostInfo } from '../contract/index.js';
import { serve } from '../contract/serve.js';
import type { PageClient, Serving } from '../contract/serve.js';
import type { Transport } from '../contract/transport.js';
import { createHandlers } from './handlers.js';
import { capabilitiesOf } from './handlers/features.js';
import type { Features } from './handlers/features.js';
import type { House } from './handlers/house.js';
import type { HostNews } from './host-news.js';
import type { Log } from './log.js';
import type { Workspaces } from './workspaces.js';

/** What a host has that is the same for every workspace. */
type Lasting = Pick<
  House,
  'settings' | 'appSecrets' | 'openings' | 'logFile' | 'importProgram' | 'openWindow' | 'showFile'
>;

interface PagesOptions extends Lasting {
  readonly version: string;
  /** What runs the host, for people who report a bug. */
  readonly runtime: string;
  /** What this host can do and others cannot. */
  readonly features: Features;
  /** Whether the host runs PAC files. */
  readonly pac: boolean;
  /** Folders that are dropped on its windows reach `openings`. */
  readonly droppedFolders?: boolean;
  readonly log: Log;
  /** Notes what failed in a page. */
  readonly note?: Log;
  /** What the host tells its pages of itself. */
  readonly news?: HostNews;
}

/**
 * Serves the contract to every page whose transport it is given: the same on both hosts. A page belongs to the
 * workspace that was open when it came; of another one it is told, and comes anew.
 */
export function openPages(
  workspaces: Workspaces,
  options: PagesOptions,
): (transport: Transport) => PageClient {
  const host: HostInfo = {
    contract: contractVersion,
    version: options.version,
    capabilities: {
      ownWindow: options.openWindow !== null,
      namedPipes: process.platform === 'win32',
      ...capabilitiesOf(options.features),
      pac: options.pac,
      droppedFolders: options.droppedFolders === true,
    },
    runtime: options.runtime,
    interfaces: workspaces.engine.interfaces(),
  };
  const noteTrouble: House['noteTrouble'] = (trouble) =>
    options.note?.('Something failed in a page', trouble);
  const handlersOf = () =>
    createHandlers(
      { ...options, engine: workspaces.engine, host, workspaces, noteTrouble },
      options.features,
    );
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
