import { app, BrowserWindow, nativeImage, Notification, powerSaveBlocker } from 'electron';
import type { PageClient } from '../../contract/serve.js';
import type { Engine, SettingsFile } from '../../engine/index.js';
import { FilterWatch } from '../filter-watch.js';
import type { Workspaces } from '../workspaces.js';
import { Attention } from './attention.js';
import { onLanguage, t } from './speech.js';
import { createTrayIcon } from './tray.js';
import type { Windows } from './windows.js';

export interface Attending {
  /** What a page has that nobody has looked at. */
  readonly unread: (page: PageClient, count: number) => void;
  /** Whether sessions go on though the last window was closed. */
  readonly staysOpen: () => boolean;
}

/** Notifications, badge, tray and wakefulness, as the settings have it. */
export function attend(windows: Windows, workspaces: Workspaces, settings: SettingsFile): Attending {
  // Windows shows notifications of an app by the id that its setup gave the shortcut.
  if (process.platform === 'win32') app.setAppUserModelId('io.github.wirebench.wirebench');
  let blocker: number | null = null;
  const attention = new Attention(
    () => {
      const { values } = settings;
      return {
        notifyErrors: values['desktop.notifyErrors'],
        notifyLost: values['desktop.notifyLost'],
        notifyPeer: values['desktop.notifyPeers'],
        notifyFound: values['desktop.notifyFound'],
        badge: values['desktop.badge'],
        keepAwake: values['desktop.keepAwake'],
      };
    },
    {
      notify,
      badge,
      keepAwake(on) {
        if (blocker !== null) powerSaveBlocker.stop(blocker);
        blocker = on ? powerSaveBlocker.start('prevent-app-suspension') : null;
      },
      inFront,
    },
  );
  const filters = new FilterWatch({
    wanted: () => settings.values['desktop.notifyFound'] && !inFront(),
    found: (session, filter) => attention.found(session, filter),
  });
  const tray = createTrayIcon(
    () => windows.show(),
    () => app.quit(),
  );
  const known = new WeakSet<PageClient>();
  /** On while there is no window: then the icon is all there is of the app. */
  let alone = false;
  const refresh = (): void => {
    if (alone) tray.show(attention.live);
  };

  const follow = (engine: Engine): void => {
    attention.follow(engine, refresh);
    filters.follow(engine);
  };
  follow(workspaces.engine);
  workspaces.onSwitch(follow);
  settings.onChange(() => attention.update());
  onLanguage(() => {
    tray.hide();
    refresh();
  });
  app.on('browser-window-created', () => {
    alone = false;
    tray.hide();
  });

  function notify(title: string, body: string): void {
    if (!Notification.isSupported()) return;
    const notification = new Notification({ title, body });
    notification.on('click', () => windows.show());
    notification.show();
  }

  return {
    unread(page, count) {
      if (!known.has(page)) {
        known.add(page);
        page.onClose(() => attention.unread(page, null));
      }
      attention.unread(page, count);
    },
    staysOpen() {
      alone = settings.values['desktop.keepListening'] && attention.live > 0;
      refresh();
      return alone;
    },
  };
}

const inFront = (): boolean => BrowserWindow.getFocusedWindow() !== null;

/** A number where the system draws numbers (macOS, some Linux desktops), a dot on the task bar of Windows. */
function badge(count: number): void {
  if (process.platform !== 'win32') {
    app.setBadgeCount(count);
    return;
  }
  const overlay = count === 0 ? null : nativeImage.createFromBitmap(dot(), { width: side, height: side });
  for (const window of BrowserWindow.getAllWindows())
    window.setOverlayIcon(overlay, count === 0 ? '' : t('{count, plural, other {# new}}', { count }));
}

const side = 16;

/** A filled circle, BGRA. */
function dot(): Buffer {
  const pixels = Buffer.alloc(side * side * 4);
  for (let y = 0; y < side; y++) {
    for (let x = 0; x < side; x++) {
      if ((x - 7.5) ** 2 + (y - 7.5) ** 2 > 49) continue;
      pixels.set([0xf0, 0x8c, 0x4f, 0xff], (y * side + x) * 4);
    }
  }
  return pixels;
}
