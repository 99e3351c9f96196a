import type { ConnectionConfig } from '../../../contract/index.js';

/** What is to be written as commands and programs. */
export interface CodeWish {
  /** For the title: whose code it is. */
  readonly name: string;
  readonly config: ConnectionConfig;
  /** Null for the connection alone; a row's payload as it was; or the message of the composer as it is typed. */
  readonly message:
    | null
    | 'composer'
    | { readonly kind: 'text' | 'binary' | 'ping' | 'pong' | 'close'; readonly bytes: Uint8Array };
}
