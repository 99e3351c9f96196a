import type { Failure, SocketAddress } from '../contract/index.js';
import type { Clock } from './clock.js';
import type { Network } from './endpoint/network.js';
import type { SessionLog } from './log/index.js';

/** What a session needs of the engine that owns it. */
export interface SessionOwner {
  /** Something a screen shows has changed; called as often as rows come. */
  changed(id: string): void;
  problem(failure: Failure): void;
  /** Whether an echo of this engine listens at that UDP address. */
  isOwnEcho(remote: SocketAddress): boolean;
  /** Proxies and certificates, as the settings of the app have them. */
  readonly network?: Network | undefined;
}

export interface LiveSessionInput {
  readonly id: string;
  readonly directory: string;
  /** Certificate files are relative to this one. */
  readonly workspace: string;
  readonly log: SessionLog;
  readonly clock: Clock;
  readonly owner: SessionOwner;
}
