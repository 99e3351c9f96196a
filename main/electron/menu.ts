import type { BaseWindow, MenuItemConstructorOptions } from 'electron';
import type { MenuCommand } from '../../contract/index.js';
import { phrase } from '../../language/index.js';
import type { Phrase } from '../../language/index.js';
import { acceleratorOf } from './accelerator.js';
import { t } from './speech.js';

type Item = MenuItemConstructorOptions;

export interface MenuOptions {
  readonly mac: boolean;
  /** Reload, in development alone. */
  readonly dev: boolean;
  /** Developer tools; where they are off, those keys do nothing. */
  readonly devTools: boolean;
  /** What the page in front can do; empty before it has said so, and where no window is open. */
  readonly commands: readonly MenuCommand[];
  /** One of them was chosen, by its key or not. */
  readonly run: (command: string, window: BaseWindow | undefined, byKey: boolean) => void;
}

/** Where commands of the page go that do not simply follow their group. */
const settings = 'window.settings';
const shortcuts = 'window.shortcuts';
const about = /[.]about$/;
/** Groups that have no menu of their own name. */
const inFile = ['Tabs', 'Workspace'];
const inView = 'Window';
const inHelp = 'Help';
/** Groups in the order of the menu bar; any other comes behind them. */
const order = ['Connection', 'Message', 'Timeline'];
/** Groups have English names, as the page says them; these are shown in the person's language. */
const groupTitles: ReadonlyMap<string, Phrase> = new Map([
  ['Connection', phrase('Connection')],
  ['Message', phrase('Message')],
  ['Timeline', phrase('Timeline')],
]);

/**
 * The native menu: every command of the page in front, beside what only the system can do. Keys are the
 * page's, which knows where the keyboard is: what is shown here is not listened to (but for a Mac, where Electron
 * always listens; the page is told that a key chose it). So nothing here has Ctrl+W or, but for the mac's own
 * minimise, Ctrl+M.
 */
export function menuTemplate(options: MenuOptions): Item[] {
  const { mac, commands } = options;
  const entry = entriesOf(options);
  const placed = new Set([settings, shortcuts, ...commands.filter(({ id }) => about.test(id)).map(idOf)]);
  const of = (...groups: string[]): Item[] =>
    commands.filter(({ id, group }) => groups.includes(group) && !placed.has(id)).map(entry);
  const named = (id: string): Item[] => commands.filter((one) => one.id === id).map(entry);
  const own = commands.filter(({ id }) => about.test(id)).map(entry);
  const aboutItems: Item[] = own.length > 0 ? own : [{ role: 'about', label: t('About Wirebench') }];
  const others = commands
    .map(({ group }) => group)
    .filter((group) => ![...inFile, ...order, inView, inHelp].includes(group));
  const groups = [...order, ...new Set(others)].flatMap((group) => {
    const submenu = of(group);
    return submenu.length === 0 ? [] : [{ label: mark(titleOf(group), mac), submenu }];
  });
  return [
    ...(mac ? [macMenu(aboutItems, named(settings))] : []),
    {
      label: mark(t('File'), mac),
      submenu: parted(
        ...inFile.map((group) => of(group)),
        mac ? [] : named(settings),
        mac ? [closeWindow()] : [{ role: 'quit', label: t('Quit') }],
      ),
    },
    { label: mark(t('Edit##menu'), mac), submenu: editItems() },
    { label: mark(t('View##menu'), mac), submenu: viewItems(options, of(inView)) },
    ...groups,
    windowMenu(mac),
    {
      label: mark(t('Help'), mac),
      role: 'help',
      submenu: parted([...named(shortcuts), ...of(inHelp)], mac ? [] : aboutItems),
    },
  ];
}

const idOf = ({ id }: MenuCommand): string => id;

function entriesOf({ mac, run }: MenuOptions): (command: MenuCommand) => Item {
  return ({ id, title, shortcut, enabled }) => {
    const accelerator = acceleratorOf(shortcut, mac);
    return {
      id,
      // An ampersand would underline what follows it.
      label: title.replaceAll('&', '&&'),
      enabled,
      ...(accelerator === undefined ? {} : { accelerator, registerAccelerator: false }),
      click: (_item, window, event) => run(id, window, event.triggeredByAccelerator === true),
    };
  };
}

/** Without a label Electron says what it likes, in English on most systems. */
const editItems = (): Item[] => [
  { role: 'undo', label: t('Undo') },
  { role: 'redo', label: t('Redo') },
  { type: 'separator' },
  { role: 'cut', label: t('Cut') },
  { role: 'copy', label: t('Copy') },
  { role: 'paste', label: t('Paste') },
  { role: 'delete', label: t('Delete') },
  { role: 'selectAll', label: t('Select all') },
];

const closeWindow = (): Item => ({
  label: t('Close window'),
  accelerator: 'Command+Shift+W',
  click: (_item, window) => window?.close(),
});

function macMenu(aboutItems: Item[], settingsItems: Item[]): Item {
  const submenu = parted(
    aboutItems,
    settingsItems,
    [{ role: 'services', label: t('Services') }],
    [
      { role: 'hide', label: t('Hide Wirebench') },
      { role: 'hideOthers', label: t('Hide others') },
      { role: 'unhide', label: t('Show all') },
    ],
    [{ role: 'quit', label: t('Quit') }],
  );
  // The system puts the name of the app in its place.
  return { label: 'Wirebench', submenu };
}

function viewItems({ dev, devTools, commands }: MenuOptions, own: Item[]): Item[] {
  // The page's own zoom is the one that is kept; before it has come, the system's.
  const zoom: Item[] = [
    { role: 'resetZoom', label: t('Actual size') },
    { role: 'zoomIn', label: t('Zoom in') },
    { role: 'zoomOut', label: t('Zoom out') },
  ];
  const tools: Item[] = [];
  if (dev) tools.push({ role: 'reload', label: t('Reload') });
  if (devTools) tools.push({ role: 'toggleDevTools', label: t('Developer tools') });
  return parted(
    commands.length === 0 ? zoom : own,
    [{ role: 'togglefullscreen', label: t('Full screen') }],
    tools,
  );
}

function windowMenu(mac: boolean): Item {
  if (mac)
    return {
      label: t('Window'),
      role: 'window',
      submenu: [
        { role: 'minimize', label: t('Minimise') },
        { role: 'zoom', label: t('Zoom') },
        { type: 'separator' },
        { role: 'front', label: t('All to front') },
      ],
    };
  return {
    label: mark(t('Window'), mac),
    submenu: [
      // The roles would take Ctrl+M and Ctrl+W from the page.
      { label: t('Minimise'), click: (_item, window) => window?.minimize() },
      { label: t('Close window'), click: (_item, window) => window?.close() },
    ],
  };
}

function titleOf(group: string): string {
  const title = groupTitles.get(group);
  return title === undefined ? group : t(title);
}

/** A letter to open a menu by, where the system has that. */
const mark = (group: string, mac: boolean): string => {
  const label = group.replaceAll('&', '&&');
  return mac ? label : `&${label}`;
};

/** Blocks with a line between them; empty ones leave none. */
function parted(...blocks: readonly Item[][]): Item[] {
  return blocks
    .filter((block) => block.length > 0)
    .flatMap((block, at) => (at === 0 ? block : [{ type: 'separator' as const }, ...block]));
}
