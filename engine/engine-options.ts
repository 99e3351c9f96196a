import type { Network } from './endpoint/network.js';
import type { VariableStore } from './variables/scope.js';
import type { SecretKeys } from './workspace/secret-file.js';

export interface EngineOptions {
  /** Directory of the workspace; made if need be. */
  readonly workspace: string;
  /** Where tabs, sessions, secrets and certificates are kept; `.local` in the workspace unless given. */
  readonly state?: string;
  /** Version of the app, noted in every session. */
  readonly version: string;
  /** Fills a workspace that is new with the sample. */
  readonly sample?: boolean;
  /** Encrypt the secrets kept beside the workspace; without any they are in a file of mode 0600. */
  readonly secrets?: SecretKeys | undefined;
  /** What `{{name}}` stands for where that is not in the workspace: a terminal has none of its own. */
  readonly variables?: {
    readonly store?: VariableStore | undefined;
    /** Where files that templates name are; the workspace unless given. */
    readonly directory?: string | undefined;
    /** Given to this run: they win over all others. */
    readonly run?: Readonly<Record<string, string>> | undefined;
  };
  /** Live sessions at one time, those that have ended but can go on included. */
  readonly maxSessions?: number;
  /** A power cut takes at most this many milliseconds of rows; given, it wins over what is kept for the workspace. */
  readonly syncMs?: number | undefined;
  /** Proxies and certificates, as the settings of the app have them; without it everything is dialled directly. */
  readonly network?: Network | undefined;
}

export interface StartOptions {
  /** The log goes exactly there instead of beside the others. */
  readonly directory?: string;
}
