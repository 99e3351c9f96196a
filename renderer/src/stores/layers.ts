import { defineStore } from 'pinia';
import { ref, shallowRef } from 'vue';
import type { Failure, SavedMessage } from '../../../contract/index.js';
import type { CodeWish } from './code-wish.js';

/** What lies over the window: any place may ask for it, the place it belongs to draws it. Ids are of tabs. */
export const useLayersStore = defineStore('layers', () => {
  const palette = ref(false);
  const settings = ref(false);
  /** Id of the section of the settings that shows. */
  const settingsSection = ref('appearance');
  const shortcuts = ref(false);
  const about = ref(false);
  const guide = ref(false);
  const compare = ref(false);
  const options = ref(false);
  /** The session whose export is being chosen; null for none. */
  const exporting = ref<string | null>(null);
  /** What is shown as commands and programs; null for nothing. */
  const code = shallowRef<CodeWish | null>(null);
  /** What was deleted of recorded sessions. */
  const trash = ref(false);
  /** What the limits of recorded sessions would remove. */
  const retention = ref(false);
  /** The search across every session. */
  const search = ref(false);
  /** The saved filters of the connection in front, their names and colours. */
  const filters = ref(false);
  /** A filter to be kept with a connection once it has its name; null for none. */
  const keeping = shallowRef<{ readonly query: string; readonly connection: string } | null>(null);
  /** The passphrase of secrets that are locked is asked for. */
  const unlock = ref(false);
  /** How secrets are kept is chosen. */
  const protect = ref(false);
  /** What is done about workspaces as a whole. */
  const workspaces = ref<'open' | 'create' | 'duplicate' | 'rename' | null>(null);
  /** The scope whose variables are edited: `workspace`, `environment:ID` or `connection:ID`; null for none. */
  const variables = ref<string | null>(null);
  /** The tab that asks for a name and a folder before it can be saved. */
  const naming = ref<string | null>(null);
  /** The tab whose save met an outside edit. */
  const conflict = shallowRef<{ readonly tab: string; readonly failure: Failure } | null>(null);
  /** The tab whose session runs on while the tab is to be closed. */
  const closing = ref<string | null>(null);
  /** The tab that asks for a close code. */
  const closeCode = ref<string | null>(null);
  /** Counts wishes to have the cursor in the address; a tab that was opened by one fulfils it once it is drawn. */
  const addressFocus = ref(0);
  /** The wish that was fulfilled last. */
  const addressFocused = ref(0);
  /** Counts wishes to have the cursor in the message. */
  const composerFocus = ref(0);

  /** A saved message that is to be sent: the composer does it. */
  const sendWish = shallowRef<{ readonly message: SavedMessage } | null>(null);

  return {
    palette,
    settings,
    settingsSection,
    shortcuts,
    about,
    guide,
    compare,
    options,
    exporting,
    code,
    trash,
    retention,
    search,
    filters,
    keeping,
    unlock,
    protect,
    workspaces,
    variables,
    naming,
    conflict,
    closing,
    closeCode,
    addressFocus,
    addressFocused,
    composerFocus,
    sendWish,
  };
});
