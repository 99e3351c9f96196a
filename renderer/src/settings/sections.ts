import { certificatesSection, networkSection } from './network-sections.js';
import { languages } from '../../../language/index.js';
import type { SettingControl, SettingsSection } from './section.js';

const wish: SettingControl = {
  kind: 'choice',
  options: [
    { value: 'system', label: 'System' },
    { value: 'on', label: 'On' },
    { value: 'off', label: 'Off' },
  ],
};

const lineEndings = [
  { value: 'none', label: 'None' },
  { value: 'lf', label: 'LF' },
  { value: 'crlf', label: 'CRLF' },
  { value: 'cr', label: 'CR' },
  { value: 'nul', label: 'NUL' },
];

/** The settings screen, from top to bottom. A new section is one entry here. */
export const settingsSections: readonly SettingsSection[] = [
  {
    id: 'appearance',
    title: 'Appearance',
    items: [
      {
        name: 'appearance.theme',
        title: 'Theme',
        text: 'Colours of the window. System follows what your desktop asks for, also when it changes.',
        control: {
          kind: 'choice',
          options: [
            { value: 'system', label: 'System' },
            { value: 'dark', label: 'Dark' },
            { value: 'light', label: 'Light' },
          ],
        },
      },
      {
        name: 'appearance.contrast',
        title: 'More contrast',
        text: 'Stronger lines and text.',
        control: wish,
      },
      {
        name: 'appearance.reducedMotion',
        title: 'Less motion',
        text: 'Nothing slides or fades.',
        control: wish,
      },
      {
        name: 'appearance.density',
        title: 'Density',
        text: 'Height of rows in the timeline, in trees and in the list of recorded sessions. Compact shows a fifth more of them.',
        control: {
          kind: 'choice',
          options: [
            { value: 'comfortable', label: 'Comfortable' },
            { value: 'compact', label: 'Compact' },
          ],
        },
      },
      {
        name: 'appearance.fontSize',
        title: 'Text size',
        text: 'Of the window: buttons, menus, names.',
        control: { kind: 'number', min: 11, max: 16, unit: 'px' },
      },
      {
        name: 'appearance.monoFontSize',
        title: 'Text size of payloads',
        text: 'Of the timeline and of what was received, as text, as a tree and in hex.',
        control: { kind: 'number', min: 10, max: 15, unit: 'px' },
      },
      {
        name: 'appearance.zoom',
        title: 'Zoom',
        text: 'Of the whole window, from 50 % to 200 %.',
        control: { kind: 'own', component: 'zoom' },
      },
    ],
  },
  {
    id: 'language',
    title: 'Language',
    items: [
      {
        name: 'language.interface',
        title: 'Language',
        text: 'Of the window, with its numbers and dates. Names of protocols and their fields stay as their standards write them.',
        control: {
          kind: 'choice',
          options: [
            { value: 'system', label: 'System' },
            ...Object.entries(languages).map(([value, label]) => ({ value, label })),
          ],
        },
      },
    ],
  },
  {
    id: 'timeline',
    title: 'Timeline',
    items: [
      {
        name: 'timeline.timeFormat',
        title: 'Time of rows',
        text: 'What the time column counts from. The head of the column chooses it, too.',
        control: {
          kind: 'choice',
          options: [
            { value: 'start', label: 'Since start' },
            { value: 'delta', label: 'Since the row before' },
            { value: 'clock', label: 'Clock' },
          ],
        },
      },
      {
        name: 'timeline.rowLimit',
        title: 'Most rows shown',
        text: 'Only the newest of a session are drawn, and a line above them leads to the others; 0 draws all. Recording, filters and exports have every row.',
        control: { kind: 'number', min: 0, max: 10_000_000, unit: 'rows' },
      },
      {
        name: 'timeline.columns',
        title: 'Columns',
        text: 'Number, direction and preview always show; peers and frames where there are some.',
        control: { kind: 'own', component: 'columns' },
      },
    ],
  },
  {
    id: 'recording',
    title: 'Recording',
    items: [],
    body: 'recording',
    words:
      'recorded sessions retention keep for days at most megabytes limits trash power cut disk sync milliseconds',
  },
  networkSection,
  certificatesSection,
  {
    id: 'editor',
    title: 'Editor',
    items: [
      {
        name: 'editor.fontFamily',
        title: 'Font',
        text: 'Of the message editor: names of installed fonts, the first that is there counts. Empty is JetBrains Mono.',
        control: { kind: 'own', component: 'editorFont' },
      },
      {
        name: 'editor.fontSize',
        title: 'Size of the font',
        text: 'Of the message editor.',
        control: { kind: 'number', min: 9, max: 24, unit: 'px' },
      },
      {
        name: 'editor.lineEnding',
        title: 'Ending of new messages',
        text: 'What is put after a message of a new tab that sends to a stream. The composer chooses another.',
        control: { kind: 'choice', options: lineEndings },
      },
      {
        name: 'editor.lineWrapping',
        title: 'Wrap long lines',
        text: 'Of the message editor. Without, a long line goes on to the right.',
        control: { kind: 'switch' },
      },
      {
        name: 'editor.tabSize',
        title: 'Width of a tab',
        text: 'How many columns a tab character takes. What is sent stays one tab.',
        control: { kind: 'number', min: 1, max: 8 },
      },
      {
        name: 'editor.indentWithTabs',
        title: 'Indent with tabs',
        text: 'The Tab key and new lines indent with a tab character rather than with spaces.',
        control: { kind: 'switch' },
      },
      {
        name: 'editor.indentSize',
        title: 'Spaces of an indentation',
        text: 'How many spaces the Tab key indents by.',
        control: { kind: 'number', min: 1, max: 8 },
      },
    ],
  },
  {
    id: 'keyboard',
    title: 'Keyboard',
    items: [],
    body: 'keyboard',
    words: 'keyboard shortcuts keys commands bindings remap',
  },
  {
    id: 'desktop',
    title: 'Desktop',
    when: ({ capabilities }) => capabilities.ownWindow,
    items: [
      {
        name: 'desktop.notifyErrors',
        title: 'Recording is held up: the disk is full',
        text: 'A notification while no window of Wirebench is in front.',
        control: { kind: 'switch' },
      },
      {
        name: 'desktop.notifyLost',
        title: 'A connection failed',
        text: 'A notification while no window of Wirebench is in front.',
        control: { kind: 'switch' },
      },
      {
        name: 'desktop.notifyPeers',
        title: 'A listener has its first peer',
        text: 'A notification while no window of Wirebench is in front.',
        control: { kind: 'switch' },
      },
      {
        name: 'desktop.badge',
        title: 'Show on the icon how much is new',
        text: 'Rows that came into tabs behind, and into the one in front while the window is not.',
        control: { kind: 'switch' },
      },
      {
        name: 'desktop.keepAwake',
        title: 'Keep the machine awake while a session is active',
        text: 'It does not go to sleep by itself then.',
        control: { kind: 'switch' },
      },
      {
        name: 'desktop.checkUpdates',
        title: 'Look for updates when Wirebench starts, and daily',
        text: 'What is found is told, and not downloaded by itself.',
        control: { kind: 'switch' },
      },
      {
        name: 'desktop.keepListening',
        title: 'Keep listening when the last window is closed',
        text: 'An icon in the tray tells how many sessions are live, and opens a window or quits. A desktop without a tray shows none: start Wirebench again to get a window.',
        control: { kind: 'switch' },
      },
    ],
  },
  {
    id: 'privacy',
    title: 'Privacy',
    items: [],
    body: 'privacy',
    words: 'privacy telemetry data files paths stored where recent workspaces clear account',
  },
];
