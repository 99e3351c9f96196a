import { RowFlag } from '../contract/index.js';

/** What sends by itself in a session: each finds its own rows among those of the other. */
export type Sender = 'repeat' | 'queue';

/** Bits beside those of `RowFlag`, which no log stores: they say who sent a row until it is recorded. */
export const SenderFlag = { repeat: 64, queue: 128 } as const satisfies Record<Sender, number>;

/** The bits that a row keeps. */
export const storedFlags = 63;

/** Flags of what one of them sends. */
export const sentBy = (sender: Sender): number => RowFlag.automatic | SenderFlag[sender];
