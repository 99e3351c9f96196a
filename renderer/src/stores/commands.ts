import { defineStore } from 'pinia';
import { computed, shallowReactive } from 'vue';
import { useHostStore } from './host.js';
import { canonicalKeys, matches, parseShortcut } from './keyboard.js';
import { handOn, isHandedOn, placeKeys } from './place-keys.js';
import { useSettingsStore } from './settings.js';
import { english, phrase, t, type Phrase, type PhraseValues } from '../language/index.js';

/** Something a person can do, from the palette, by key or from a menu; places add theirs while they are on screen. */
export interface Command {
  /** `place.verb`: stable, unique. */
  readonly id: string;
  /** Shown by `commandTitle`. */
  readonly title: Phrase;
  /** What stands for the names in braces of its title. */
  readonly values?: PhraseValues | undefined;
  /** Heading in the palette and on the shortcut sheet; shown by `groupTitles`. */
  readonly group: 'Connection' | 'Tabs' | 'Message' | 'Timeline' | 'Workspace' | 'Window';
  /** In the notation of `formatShortcut`: `Mod+Shift+T`, `F7`, `?`. Mod is Cmd on a Mac and Ctrl elsewhere. */
  readonly shortcut?: string | undefined;
  /** In a browser, which keeps some keys for itself; null leaves the key to the browser. Absent: as `shortcut`. */
  readonly browserShortcut?: string | null | undefined;
  /** False keeps it off the palette: it only has a key. */
  readonly listed?: boolean | undefined;
  /** Asked whenever it is listed or its key is pressed; absent means always. */
  readonly enabled?: (() => boolean) | undefined;
  readonly run: () => void;
}

export const commandGroups: readonly Command['group'][] = [
  'Connection',
  'Tabs',
  'Message',
  'Timeline',
  'Workspace',
  'Window',
];

export const groupTitles: Readonly<Record<Command['group'], Phrase>> = {
  Connection: phrase('Connection'),
  Tabs: phrase('Tabs'),
  Message: phrase('Message'),
  Timeline: phrase('Timeline'),
  Workspace: phrase('Workspace'),
  Window: phrase('Window'),
};

/** What a command is called in the person's language. */
export const commandTitle = ({ title, values }: Command): string => t(title, values);

/** The same in English, which every search finds, too. */
export const englishTitle = ({ title, values }: Command): string => english(title, values);

export const useCommandsStore = defineStore('commands', () => {
  const host = useHostStore();
  const settings = useSettingsStore();
  const byId = shallowReactive(new Map<string, Command>());
  /** Every command this window has had: its key is chosen also while its place is not on screen. */
  const known = shallowReactive(new Map<string, Command>(placeKeys.map((one) => [one.id, one])));
  const all = computed(() =>
    [...byId.values()].sort((a, b) => commandGroups.indexOf(a.group) - commandGroups.indexOf(b.group)),
  );

  /** Adds a command; answers how to take it away (`onScopeDispose(register({…}))` in a component). */
  function register(command: Command): () => void {
    byId.set(command.id, command);
    known.set(command.id, command);
    return () => {
      if (byId.get(command.id) === command) byId.delete(command.id);
    };
  }

  /** Adds several; answers how to take them all away. */
  function registerAll(commands: readonly Command[]): () => void {
    const offs = commands.map(register);
    return () => offs.forEach((off) => off());
  }

  /** The key a command comes with on this host; undefined where it has none. */
  function ownShortcutOf(command: Command): string | undefined {
    if (host.info?.capabilities.ownWindow === true || command.browserShortcut === undefined) {
      return command.shortcut;
    }
    return command.browserShortcut ?? undefined;
  }

  /** The key a person chose for it: '' for none, undefined where the one it comes with holds. */
  function chosenShortcutOf({ id }: Command): string | undefined {
    const chosen = settings.values['keyboard.shortcuts'];
    return Object.hasOwn(chosen, id) ? chosen[id] : undefined;
  }

  /** The key that runs a command; undefined where it has none. */
  function shortcutOf(command: Command): string | undefined {
    const chosen = chosenShortcutOf(command);
    return chosen === undefined ? ownShortcutOf(command) : chosen === '' ? undefined : chosen;
  }

  /** Commands that have these keys, but for one: the window would have to choose among them. */
  function othersWith(keys: string, but: Command): readonly Command[] {
    const canonical = canonicalKeys(keys);
    return [...known.values()].filter((one) => {
      const its = one.id === but.id ? undefined : shortcutOf(one);
      return its !== undefined && canonicalKeys(its) === canonical;
    });
  }

  /**
   * Commands whose key is this one's too. Places that are never on screen together share keys as they come;
   * what a person chose meets every other.
   */
  function conflictsOf(command: Command): readonly Command[] {
    const keys = shortcutOf(command);
    if (keys === undefined) return [];
    const chosen = chosenShortcutOf(command) !== undefined;
    return othersWith(keys, command).filter((one) => chosen || chosenShortcutOf(one) !== undefined);
  }

  /** As `shortcutOf`, by id: what a button's tooltip shows. */
  function keysOf(id: string): string | undefined {
    const command = byId.get(id) ?? placeKeys.find((one) => one.id === id);
    return command === undefined ? undefined : shortcutOf(command);
  }

  const isEnabled = (command: Command): boolean => command.enabled?.() ?? true;

  /** Runs a command by id; false where it is unknown or cannot run now. */
  function run(id: string): boolean {
    const command = byId.get(id);
    if (command === undefined || !isEnabled(command)) return false;
    command.run();
    return true;
  }

  /** The command whose key this is, whether or not it can run now. A key somebody chose goes before one that came with a command. */
  function commandFor(event: KeyboardEvent): Command | null {
    let own: Command | null = null;
    for (const command of byId.values()) {
      const keys = shortcutOf(command);
      if (keys === undefined || !matches(parseShortcut(keys), event)) continue;
      if (chosenShortcutOf(command) !== undefined) return command;
      own ??= command;
    }
    return own;
  }

  /** Takes a key press if it is one of ours. The browser's own meaning (save page, find) never happens by surprise. */
  function onKeydown(event: KeyboardEvent): void {
    if (event.defaultPrevented || event.isComposing || isHandedOn(event)) return;
    if (inLayer(event.target) || isOwned(event)) return;
    const plain = !event.ctrlKey && !event.metaKey && !event.altKey && !/^F\d+$/.test(event.key);
    const typing = isEditable(event.target);
    const lent = typing && takesPlaceKeys(event.target);
    if (plain && typing && !lent) return;
    const command = plain && typing ? null : commandFor(event);
    if (command === null && ((typing && !lent) || handOn(event, shortcutOf, typing) === null)) return;
    event.preventDefault();
    event.stopPropagation();
    if (command === null) return;
    if (!event.repeat || command.group === 'Timeline' || command.group === 'Window') run(command.id);
  }

  return {
    ...{ all, byId, known, register, registerAll, isEnabled, run, commandFor, onKeydown },
    ...{ ownShortcutOf, chosenShortcutOf, shortcutOf, keysOf, othersWith, conflictsOf },
  };
});

/** Dialogs and menus have the keyboard to themselves; drawers (`aria-modal="false"`) share it. */
function inLayer(target: EventTarget | null): boolean {
  return (
    target instanceof Element &&
    target.closest('[role=dialog]:not([aria-modal=false]), [role=alertdialog], [role=menu]') !== null
  );
}

/** A place may keep keys for itself while the keyboard is in it: `data-own-keys="Mod+F F3"`. */
function isOwned(event: KeyboardEvent): boolean {
  const place = event.target instanceof Element ? event.target.closest('[data-own-keys]') : null;
  const keys = place?.getAttribute('data-own-keys') ?? '';
  return keys !== '' && keys.split(' ').some((one) => matches(parseShortcut(one), event));
}

/** A place whose inputs know its keys: a table of fields is nothing but inputs. */
function takesPlaceKeys(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest('[data-place-keys]') !== null;
}

function isEditable(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable || target.matches('input, textarea, select, [role=combobox], [role=textbox]'))
  );
}
