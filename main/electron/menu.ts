import type { MenuItemConstructorOptions } from 'electron';

interface MenuOptions {
  readonly mac: boolean;
  /** Reload, in development alone. */
  readonly dev: boolean;
  /** Developer tools; where they are off, those keys do nothing. */
  readonly devTools: boolean;
}

/**
 * The native menu: roles alone. What the page does by keys (Ctrl+T, Ctrl+W, Ctrl+M…) is the page's: an
 * accelerator here would take the key away from it, so nothing here has Ctrl+W or, but for the mac's own
 * minimise, Ctrl+M.
 */
export function menuTemplate({ mac, dev, devTools }: MenuOptions): MenuItemConstructorOptions[] {
  const view: MenuItemConstructorOptions[] = [
    { role: 'resetZoom' },
    { role: 'zoomIn' },
    { role: 'zoomOut' },
    { type: 'separator' },
    { role: 'togglefullscreen' },
  ];
  if (dev || devTools) view.push({ type: 'separator' });
  if (dev) view.push({ role: 'reload' });
  if (devTools) view.push({ role: 'toggleDevTools' });
  const edit: MenuItemConstructorOptions[] = [
    { role: 'undo' },
    { role: 'redo' },
    { type: 'separator' },
    { role: 'cut' },
    { role: 'copy' },
    { role: 'paste' },
    { role: 'delete' },
    { role: 'selectAll' },
  ];
  const first: MenuItemConstructorOptions = mac
    ? { role: 'appMenu' }
    : { label: '&File', submenu: [{ role: 'quit' }] };
  const window: MenuItemConstructorOptions = mac
    ? {
        label: 'Window',
        role: 'window',
        submenu: [{ role: 'minimize' }, { role: 'zoom' }, { role: 'front' }],
      }
    : { label: '&Window', submenu: [{ label: 'Minimise', click: (_item, window) => window?.minimize() }] };
  return [
    first,
    { label: mac ? 'Edit' : '&Edit', submenu: edit },
    { label: mac ? 'View' : '&View', submenu: view },
    window,
    { label: mac ? 'Help' : '&Help', role: 'help', submenu: [{ role: 'about' }] },
  ];
}
