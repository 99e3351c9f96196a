import { defineStore } from 'pinia';
import { ref } from 'vue';
import * as z from 'zod/mini';
import { CompareDraft, emptyCompare } from './compare-draft.js';
import { ExportChoice, firstExport } from './export-choice.js';
import { DifferenceDraft, firstDifference } from './difference-draft.js';

export const sessionOrders = ['newest', 'oldest', 'name', 'longest', 'rows', 'size'] as const;
export type SessionOrder = (typeof sessionOrders)[number];

/** How this person has arranged the window. What another version kept beside it is passed over. */
export const LayoutState = z.object({
  sidebarWidth: z.number(),
  sidebarHidden: z.boolean(),
  inspectorWidth: z.number(),
  inspectorHidden: z.boolean(),
  composerHeight: z.number(),
  /** Of the peers of a listener, over its timeline. */
  peersHeight: z.number(),
  /** Only the bar of the peers shows. */
  peersHidden: z.boolean(),
  /** Ids of the sidebar's folders that were closed; a new one is open. */
  closedFolders: z.array(z.string()),
  /** The composer draws the ends of lines. */
  lineEndsShown: z._default(z.boolean(), false),
  /** The composer's Hex mode is a grid of bytes rather than a text. */
  hexGrid: z._default(z.boolean(), false),
  /** As `connection path`: folders of saved messages that were closed. */
  closedMessageFolders: z._default(z.array(z.string()), []),
  /** Beside the composer: saved messages, what was sent, or the queue. */
  composerList: z._default(z.enum(['saved', 'sent', 'queue']), 'saved'),
  /** px by column of the timeline; what is absent has the width it comes with. */
  columnWidths: z._default(z.record(z.string(), z.number()), {}),
  /** Rates over time under the timeline. */
  plotShown: z._default(z.boolean(), false),
  /** How the sidebar orders recorded sessions. */
  sessionOrder: z.enum(sessionOrders),
  compare: CompareDraft,
  export: ExportChoice,
  /** What code is written for: the id of a target. */
  codeTarget: z.string(),
  /** Two sessions side by side. */
  difference: z._default(DifferenceDraft, firstDifference),
  /** Id of the environment in use; null for none. */
  environment: z.nullable(z.string()),
  /** Settings that earlier versions kept here, for as long as they have not moved to the app's own. */
  theme: z.exactOptional(z.unknown()),
  zoom: z.exactOptional(z.unknown()),
  timeFormat: z.exactOptional(z.unknown()),
});
export type LayoutState = z.output<typeof LayoutState>;

export const useLayoutStore = defineStore('layout', () => {
  const state = ref<LayoutState>({
    sidebarWidth: 248,
    sidebarHidden: false,
    inspectorWidth: 432,
    inspectorHidden: false,
    composerHeight: 212,
    peersHeight: 132,
    peersHidden: false,
    closedFolders: [],
    lineEndsShown: false,
    hexGrid: false,
    closedMessageFolders: [],
    composerList: 'saved',
    columnWidths: {},
    plotShown: false,
    sessionOrder: 'newest',
    compare: emptyCompare(),
    export: firstExport(),
    codeTarget: 'websocat',
    difference: firstDifference(),
    environment: null,
  });
  return { state };
});
