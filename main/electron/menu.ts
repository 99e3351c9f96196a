import type { BaseWindow, MenuItemConstructorOptions } from 'electron';
import type { MenuCommand } from '../../contract/index.js';
import { acceleratorOf } from './accelerator.js';

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
  const aboutItems: Item[] = own.length > 0 ? own : [{ role: 'about' }];
  const others = commands
    .map(({ group }) => group)
    .filter((group) => ![...inFile, ...order, inView, inHelp].includes(group));
  const groups = [...order, ...new Set(others)].flatMap((group) => {
    const submenu = of(group);
    return submenu.length === 0 ? [] : [{ label: mark(group, mac), submenu }];
  });
  return [
    ...(mac ? [macMenu(aboutItems, named(settings))] : []),
    {
      label: mac ? 'File' : '&File',
      submenu: parted(
        ...inFile.map((group) => of(group)),
        mac ? [] : named(settings),
        mac ? [closeWindow] : [{ role: 'quit' }],
      ),
    },
    { label: mac ? 'Edit' : '&Edit', submenu: editItems },
    { label: mac ? 'View' : '&View', submenu: viewItems(options, of(inView)) },
    ...groups,
    windowMenu(mac),
    {
      label: mac ? 'Help' : '&Help',
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

const editItems: Item[] = [
  { role: 'undo' },
  { role: 'redo' },
  { type: 'separator' },
  { role: 'cut' },
  { role: 'copy' },
  { role: 'paste' },
  { role: 'delete' },
  { role: 'selectAll' },
];

const closeWindow: Item = {
  label: 'Close Window',
  accelerator: 'Command+Shift+W',
  click: (_item, window) => window?.close(),
};

function macMenu(aboutItems: Item[], settingsItems: Item[]): Item {
  const submenu = parted(
    aboutItems,
    settingsItems,
    [{ role: 'services' }],
    [{ role: 'hide' }, { role: 'hideOthers' }, { role: 'unhide' }],
    [{ role: 'quit' }],
  );
  // The system puts the name of the app in its place.
  return { label: 'Wirebench', submenu };
}

function viewItems({ dev, devTools, commands }: MenuOptions, own: Item[]): Item[] {
  // The page's own zoom is the one that is kept; before it has come, the system's.
  const zoom: Item[] = [{ role: 'resetZoom' }, { role: 'zoomIn' }, { role: 'zoomOut' }];
  const tools: Item[] = [];
  if (dev) tools.push({ role: 'reload' });
  if (devTools) tools.push({ role: 'toggleDevTools' });
  return parted(commands.length === 0 ? zoom : own, [{ role: 'togglefullscreen' }], tools);
}

function windowMenu(mac: boolean): Item {
  if (mac)
    return {
      label: 'Window',
      role: 'window',
      submenu: [{ role: 'minimize' }, { role: 'zoom' }, { type: 'separator' }, { role: 'front' }],
    };
  return {
    label: '&Window',
    submenu: [
      // The roles would take Ctrl+M and Ctrl+W from the page.
      { label: 'Minimise', click: (_item, window) => window?.minimize() },
      { label: 'Close window', click: (_item, window) => window?.close() },
    ],
  };
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
