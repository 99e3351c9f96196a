import { onScopeDispose } from 'vue';
import { useCommandsStore } from '../stores/commands.js';
import { useLayersStore } from '../stores/layers.js';
import { useLayoutStore } from '../stores/layout.js';
import { useSettingsStore } from '../stores/settings.js';
import { useTheme, useToasts } from '../ui/index.js';
import { phrase } from '../language/index.js';

/** What concerns the window as a whole. */
export function useWindowCommands(): void {
  const layers = useLayersStore();
  const layout = useLayoutStore();
  const settings = useSettingsStore();
  const theme = useTheme();
  const toasts = useToasts();
  onScopeDispose(
    useCommandsStore().registerAll([
      {
        id: 'palette.open',
        title: phrase('Find a command, connection or message'),
        group: 'Window',
        shortcut: 'Mod+K',
        listed: false,
        run: () => (layers.palette = true),
      },
      {
        id: 'window.settings',
        title: phrase('Settings'),
        group: 'Window',
        shortcut: 'Mod+,',
        run: () => (layers.settings = true),
      },
      {
        id: 'window.shortcuts',
        title: phrase('Keyboard shortcuts'),
        group: 'Window',
        shortcut: '?',
        run: () => (layers.shortcuts = true),
      },
      {
        id: 'window.sidebar',
        title: phrase('Show or hide the sidebar'),
        group: 'Window',
        shortcut: 'Mod+B',
        run: () => (layout.state.sidebarHidden = !layout.state.sidebarHidden),
      },
      {
        id: 'window.inspector',
        title: phrase('Show or hide the inspector'),
        group: 'Window',
        run: () => (layout.state.inspectorHidden = !layout.state.inspectorHidden),
      },
      {
        id: 'window.notification',
        title: phrase('Go to the newest notification'),
        group: 'Window',
        shortcut: 'Alt+N',
        enabled: () => toasts.items.value.length > 0,
        run: toasts.go,
      },
      {
        id: 'window.theme',
        title: phrase('Switch between dark and light'),
        group: 'Window',
        run: () => void settings.set('appearance.theme', theme.resolved.value === 'dark' ? 'light' : 'dark'),
      },
      // In a browser these keys zoom the browser's own way.
      {
        id: 'window.zoom-in',
        title: phrase('Zoom in'),
        group: 'Window',
        shortcut: 'Mod++',
        browserShortcut: null,
        run: theme.zoomIn,
      },
      {
        id: 'window.zoom-out',
        title: phrase('Zoom out'),
        group: 'Window',
        shortcut: 'Mod+-',
        browserShortcut: null,
        run: theme.zoomOut,
      },
      {
        id: 'window.zoom-reset',
        title: phrase('Actual size'),
        group: 'Window',
        shortcut: 'Mod+0',
        browserShortcut: null,
        run: theme.zoomReset,
      },
    ]),
  );
}
