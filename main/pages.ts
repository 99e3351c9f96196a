import { contractVersion, requests } from '../contract/index.js';
import type { HostInfo } from '../contract/index.js';
import { serve } from '../contract/serve.js';
import type { Transport } from '../contract/transport.js';
import type { Engine } from '../engine/index.js';
import { createHandlers } from './handlers.js';
import type { Log } from './log.js';

interface PagesOptions {
  readonly version: string;
  readonly capabilities: HostInfo['capabilities'];
  /** What runs the host, for people who report a bug. */
  readonly runtime: string;
  readonly log: Log;
}

/** Serves the contract to every page whose transport it is given: the same on both hosts. */
export function openPages(engine: Engine, options: PagesOptions): (transport: Transport) => void {
  const info: HostInfo = {
    contract: contractVersion,
    version: options.version,
    capabilities: options.capabilities,
    runtime: options.runtime,
    interfaces: engine.interfaces(),
  };
  const handlers = createHandlers(engine, info);
  return (transport) => void serve(transport, requests, handlers, { log: options.log });
}
