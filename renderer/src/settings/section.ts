import type { HostInfo, SettingName } from '../../../contract/index.js';
import type { Phrase } from '../language/index.js';

/** One of the values of a choice; a name in its own language is not a phrase. */
export interface SettingOption {
  readonly value: string;
  readonly label: Phrase | { readonly name: string; readonly lang?: string };
}

/** How a setting is chosen. One of its own kind is named in SettingRow.vue: it reads and writes the store itself. */
export type SettingControl =
  | { readonly kind: 'choice'; readonly options: readonly SettingOption[] }
  | {
      readonly kind: 'number';
      readonly min: number;
      readonly max: number;
      readonly unit?: Phrase;
    }
  | { readonly kind: 'switch' }
  | {
      readonly kind: 'own';
      readonly component:
        | 'zoom'
        | 'columns'
        | 'editorFont'
        | 'proxy'
        | 'proxyUrl'
        | 'pac'
        | 'bypass'
        | 'authorities'
        | 'clients';
      /** Below the words instead of beside them. */
      readonly wide?: boolean;
    };

export interface SettingItem {
  readonly name: SettingName;
  readonly title: Phrase;
  /** What it does, in a sentence. */
  readonly text: Phrase;
  readonly control: SettingControl;
}

export interface SettingsSection {
  readonly id: string;
  readonly title: Phrase;
  readonly items: readonly SettingItem[];
  /** Asked where not every host has it. */
  readonly when?: (host: HostInfo) => boolean;
  /** Drawn below the items, and named in SettingsDialog.vue; it may take `query`, what is searched for. */
  readonly body?: 'recording' | 'keyboard' | 'privacy' | 'network';
  /** What the search finds the body by, besides what it says through `findsBody`. */
  readonly words?: Phrase;
}
