import { requests } from '../contract/index.js';
import type { RequestName } from '../contract/index.js';
import type { Handlers, PageClient } from '../contract/serve.js';
import type { Engine } from '../engine/index.js';
import { hostHandlers } from './handlers/about-host.js';
import { automaticHandlers } from './handlers/automatic.js';
import { comparingHandlers } from './handlers/comparing.js';
import { exportHandlers } from './handlers/exports.js';
import { featureHandlers, unsupported } from './handlers/features.js';
import type { FeatureRequest, Features } from './handlers/features.js';
import type { House } from './handlers/house.js';
import { importHandlers } from './handlers/imports.js';
import { networkHandlers } from './handlers/network.js';
import { openingHandlers } from './handlers/openings.js';
import { overviewHandlers } from './handlers/overviews.js';
import { recordingHandlers } from './handlers/recordings.js';
import { sessionHandlers } from './handlers/sessions.js';
import { settingsHandlers } from './handlers/settings.js';
import type { Answer, Handling } from './handlers/table.js';
import { transferHandlers } from './handlers/transfers.js';
import { viewHandlers } from './handlers/views.js';
import { windowHandlers } from './handlers/windows.js';
import { workspaceHandlers } from './handlers/workspace.js';
import { workspacesHandlers } from './handlers/workspaces.js';
import { Page } from './page.js';

/**
 * Every request of the contract as a call of the house, or of a feature that this host has. One that is missing in both
 * does not compile; one of a feature that this host lacks is answered `host.unsupported`.
 */
export function createHandlers(house: House, features: Features): Handlers {
  const always: Handling<Exclude<RequestName, FeatureRequest>> = {
    ...hostHandlers(house),
    ...workspaceHandlers(house),
    ...workspacesHandlers(house),
    ...networkHandlers(house),
    ...settingsHandlers(house),
    ...importHandlers(house),
    ...sessionHandlers(house),
    ...automaticHandlers(house),
    ...transferHandlers(house),
    ...recordingHandlers(house),
    ...viewHandlers(house),
    ...overviewHandlers(house),
    ...exportHandlers(house),
    ...windowHandlers(house),
    ...comparingHandlers(),
    ...openingHandlers(house),
  };
  return withPages({ ...always, ...featureHandlers(features) }, house.engine);
}

/** A page begins with its first call, and what it opened ends with it. */
function withPages(table: Partial<Handling<RequestName>>, engine: Engine): Handlers {
  const pages = new WeakMap<PageClient, Page>();
  function pageOf(client: PageClient): Page {
    const known = pages.get(client);
    if (known !== undefined) return known;
    const page = new Page(engine, client.emit);
    pages.set(client, page);
    client.onClose(() => void page.close());
    return page;
  }
  const names = Object.keys(requests) as RequestName[]; // the keys of a constant
  const bound = names.map((name) => {
    // The table pairs each name with its own input, which a list of names forgets.
    const handle = (table[name] ?? unsupported) as (
      input: unknown,
      page: Page,
      client: PageClient,
    ) => Answer<unknown>;
    return [name, (input: unknown, client: PageClient) => handle(input, pageOf(client), client)];
  });
  // The names and the answers are those of the table.
  return Object.fromEntries(bound) as Handlers;
}
