import { Menu, nativeImage, Tray } from 'electron';
import { t } from './speech.js';
import picture from '../../resources/icons/32x32.png?inline';

const sidePixels = 16;

export interface TrayIcon {
  /** Shows it, or what it says now. */
  show(live: number): void;
  hide(): void;
}

/**
 * The icon that is there while sessions go on without a window. Desktops without a tray show nothing; whoever starts
 * Wirebench again gets a window.
 */
export function createTrayIcon(open: () => void, quit: () => void): TrayIcon {
  let tray: Tray | null = null;
  let shown = -1;
  return {
    show(live) {
      if (tray === null) {
        const image = nativeImage
          .createFromDataURL(picture)
          .resize({ width: sidePixels, height: sidePixels });
        tray = new Tray(image);
        tray.on('click', open);
        shown = -1;
      }
      if (live === shown) return;
      shown = live;
      const words = t('{live, plural, one {# session is live} other {# sessions are live}}', { live });
      tray.setToolTip(`Wirebench: ${words}`);
      tray.setContextMenu(
        Menu.buildFromTemplate([
          { label: words, enabled: false },
          { type: 'separator' },
          { label: t('Open Wirebench'), click: open },
          { label: t('Quit'), click: quit },
        ]),
      );
    },
    hide() {
      tray?.destroy();
      tray = null;
    },
  };
}
