import { BrowserWindow, Menu, nativeTheme, screen } from 'electron';
import { contextMenuTemplate } from './context-menu.js';
import {
  arrangementOf,
  readWindowState,
  smallestWindow,
  windowBounds,
  writeWindowState,
} from './window-state.js';
import type { Area } from './window-state.js';

interface WindowOptions {
  readonly page: string;
  readonly preload: string;
  readonly stateFile: string;
  readonly devTools: boolean;
  /** Where the window is that it was opened from; null for the first. */
  readonly beside: Area | null;
  /** False keeps the window open: something is under way, and the person chose to wait. */
  readonly mayClose: (window: BrowserWindow) => boolean;
}

/** Colours of the first frame, before the page has painted: the page's own background in both themes. */
const background = { dark: '#0f1216', light: '#ffffff' };

/** Opens the window. The page in it is a page: no Node, its own world, a sandboxed process. */
export function openWindow({
  page,
  preload,
  stateFile,
  devTools,
  beside,
  mayClose,
}: WindowOptions): BrowserWindow {
  const state = readWindowState(stateFile, arrangementOf(screen.getAllDisplays()));
  const primary = screen.getPrimaryDisplay();
  const others = screen.getAllDisplays().filter(({ id }) => id !== primary.id);
  const window = new BrowserWindow({
    ...windowBounds(
      state,
      [primary, ...others].map(({ workArea }) => workArea),
      beside,
    ),
    minWidth: smallestWindow.width,
    minHeight: smallestWindow.height,
    show: false,
    // Until the page has one: after its tab in front and its workspace.
    title: 'Wirebench',
    backgroundColor: nativeTheme.shouldUseDarkColors ? background.dark : background.light,
    webPreferences: {
      preload,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webSecurity: true,
      allowRunningInsecureContent: false,
      webviewTag: false,
      navigateOnDragDrop: false,
      // Its dictionaries would be fetched from the network.
      spellcheck: false,
      devTools,
    },
  });
  if (state?.maximized === true) window.maximize();
  window.once('ready-to-show', () => window.show());
  window.on('close', (event) => {
    if (!mayClose(window)) return event.preventDefault();
    const bounds = window.getNormalBounds();
    const screens = arrangementOf(screen.getAllDisplays());
    writeWindowState(stateFile, screens, { ...bounds, maximized: window.isMaximized() });
  });
  window.webContents.on('context-menu', (_event, params) => {
    const template = contextMenuTemplate(params);
    if (template.length === 0) return;
    const { frame, x, y, menuSourceType: sourceType } = params;
    // Where the frame has gone meanwhile, the window will do.
    Menu.buildFromTemplate(template).popup({
      window,
      ...(frame === null ? {} : { frame }),
      x,
      y,
      sourceType,
    });
  });
  // What the page shows lives in the host: a page that died comes back where it was.
  window.webContents.on('render-process-gone', (_event, { reason }) => {
    if (reason !== 'clean-exit' && !window.isDestroyed()) window.webContents.reload();
  });
  void window.loadURL(page);
  return window;
}
