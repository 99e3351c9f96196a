import { certificatesSection, networkSection } from './network-sections.js';
import { languages } from '../../../language/index.js';
import { phrase } from '../language/index.js';
import type { SettingControl, SettingsSection } from './section.js';

const wish: SettingControl = {
  kind: 'choice',
  options: [
    { value: 'system', label: phrase('System') },
    { value: 'on', label: phrase('On') },
    { value: 'off', label: phrase('Off') },
  ],
};

const lineEndings = [
  { value: 'none', label: phrase('None##ending') },
  { value: 'lf', label: { name: 'LF' } },
  { value: 'crlf', label: { name: 'CRLF' } },
  { value: 'cr', label: { name: 'CR' } },
  { value: 'nul', label: { name: 'NUL' } },
];

/** What the search finds every key by. */
export const keyboardWords = phrase('keyboard shortcuts keys commands bindings remap');

/** The settings screen, from top to bottom. A new section is one entry here. */
export const settingsSections: readonly SettingsSection[] = [
  {
    id: 'appearance',
    title: phrase('Appearance'),
    items: [
      {
        name: 'appearance.theme',
        title: phrase('Theme'),
        text: phrase(
          'Colours of the window. System follows what your desktop asks for, also when it changes.',
        ),
        control: {
          kind: 'choice',
          options: [
            { value: 'system', label: phrase('System') },
            { value: 'dark', label: phrase('Dark') },
            { value: 'light', label: phrase('Light') },
          ],
        },
      },
      {
        name: 'appearance.contrast',
        title: phrase('More contrast'),
        text: phrase('Stronger lines and text.'),
        control: wish,
      },
      {
        name: 'appearance.reducedMotion',
        title: phrase('Less motion'),
        text: phrase('Nothing slides or fades.'),
        control: wish,
      },
      {
        name: 'appearance.density',
        title: phrase('Density'),
        text: phrase(
          'Height of rows in the timeline, in trees and in the list of recorded sessions. Compact shows a fifth more of them.',
        ),
        control: {
          kind: 'choice',
          options: [
            { value: 'comfortable', label: phrase('Comfortable') },
            { value: 'compact', label: phrase('Compact') },
          ],
        },
      },
      {
        name: 'appearance.fontSize',
        title: phrase('Text size'),
        text: phrase('Of the window: buttons, menus, names.'),
        control: { kind: 'number', min: 11, max: 16, unit: phrase('px') },
      },
      {
        name: 'appearance.monoFontSize',
        title: phrase('Text size of payloads'),
        text: phrase('Of the timeline and of what was received, as text, as a tree and in hex.'),
        control: { kind: 'number', min: 10, max: 15, unit: phrase('px') },
      },
      {
        name: 'appearance.zoom',
        title: phrase('Zoom'),
        text: phrase('Of the whole window, from 50 % to 200 %.'),
        control: { kind: 'own', component: 'zoom' },
      },
    ],
  },
  {
    id: 'language',
    title: phrase('Language'),
    items: [
      {
        name: 'language.interface',
        title: phrase('Language of the window'),
        text: phrase(
          'Of the window, with its numbers and dates. Names of protocols and their fields stay as their standards write them.',
        ),
        control: {
          kind: 'choice',
          options: [
            { value: 'system', label: phrase('System') },
            ...Object.entries(languages).map(([value, name]) => ({ value, label: { name, lang: value } })),
          ],
        },
      },
    ],
  },
  {
    id: 'timeline',
    title: phrase('Timeline'),
    items: [
      {
        name: 'timeline.timeFormat',
        title: phrase('Time of rows'),
        text: phrase('What the time column counts from. The head of the column chooses it, too.'),
        control: {
          kind: 'choice',
          options: [
            { value: 'start', label: phrase('Since start') },
            { value: 'delta', label: phrase('Since the row before') },
            { value: 'clock', label: phrase('Clock') },
          ],
        },
      },
      {
        name: 'timeline.rowLimit',
        title: phrase('Most rows shown'),
        text: phrase(
          'Only the newest of a session are drawn, and a line above them leads to the others; 0 draws all. Recording, filters and exports have every row.',
        ),
        control: { kind: 'number', min: 0, max: 10_000_000, unit: phrase('rows') },
      },
      {
        name: 'timeline.columns',
        title: phrase('Columns'),
        text: phrase('Number, direction and preview always show; peers and frames where there are some.'),
        control: { kind: 'own', component: 'columns' },
      },
    ],
  },
  {
    id: 'recording',
    title: phrase('Recording'),
    items: [],
    body: 'recording',
    words: phrase(
      'recorded sessions retention keep for days at most megabytes limits trash power cut disk sync milliseconds',
    ),
  },
  networkSection,
  certificatesSection,
  {
    id: 'editor',
    title: phrase('Editor'),
    items: [
      {
        name: 'editor.fontFamily',
        title: phrase('Font'),
        text: phrase(
          'Of the message editor: names of installed fonts, the first that is there counts. Empty is JetBrains Mono.',
        ),
        control: { kind: 'own', component: 'editorFont' },
      },
      {
        name: 'editor.fontSize',
        title: phrase('Size of the font'),
        text: phrase('Of the message editor.'),
        control: { kind: 'number', min: 9, max: 24, unit: phrase('px') },
      },
      {
        name: 'editor.lineEnding',
        title: phrase('Ending of new messages'),
        text: phrase(
          'What is put after a message of a new tab that sends to a stream. The composer chooses another.',
        ),
        control: { kind: 'choice', options: lineEndings },
      },
      {
        name: 'editor.lineWrapping',
        title: phrase('Wrap long lines'),
        text: phrase('Of the message editor. Without, a long line goes on to the right.'),
        control: { kind: 'switch' },
      },
      {
        name: 'editor.tabSize',
        title: phrase('Width of a tab'),
        text: phrase('How many columns a tab character takes. What is sent stays one tab.'),
        control: { kind: 'number', min: 1, max: 8 },
      },
      {
        name: 'editor.indentWithTabs',
        title: phrase('Indent with tabs'),
        text: phrase('The Tab key and new lines indent with a tab character rather than with spaces.'),
        control: { kind: 'switch' },
      },
      {
        name: 'editor.indentSize',
        title: phrase('Spaces of an indentation'),
        text: phrase('How many spaces the Tab key indents by.'),
        control: { kind: 'number', min: 1, max: 8 },
      },
    ],
  },
  {
    id: 'keyboard',
    title: phrase('Keyboard'),
    items: [],
    body: 'keyboard',
    words: keyboardWords,
  },
  {
    id: 'desktop',
    title: phrase('Desktop'),
    when: ({ capabilities }) => capabilities.ownWindow,
    items: [
      {
        name: 'desktop.notifyErrors',
        title: phrase('Recording is held up: the disk is full'),
        text: phrase('A notification while no window of Wirebench is in front.'),
        control: { kind: 'switch' },
      },
      {
        name: 'desktop.notifyLost',
        title: phrase('A connection failed'),
        text: phrase('A notification while no window of Wirebench is in front.'),
        control: { kind: 'switch' },
      },
      {
        name: 'desktop.notifyPeers',
        title: phrase('A listener has its first peer'),
        text: phrase('A notification while no window of Wirebench is in front.'),
        control: { kind: 'switch' },
      },
      {
        name: 'desktop.notifyFound',
        title: phrase('A filter with a name found a row'),
        text: phrase(
          'Of the saved connection it belongs to. A notification while no window of Wirebench is in front, with the name of the filter and nothing of the row.',
        ),
        control: { kind: 'switch' },
      },
      {
        name: 'desktop.badge',
        title: phrase('Show on the icon how much is new'),
        text: phrase('Rows that came into tabs behind, and into the one in front while the window is not.'),
        control: { kind: 'switch' },
      },
      {
        name: 'desktop.keepAwake',
        title: phrase('Keep the machine awake while a session is active'),
        text: phrase('It does not go to sleep by itself then.'),
        control: { kind: 'switch' },
      },
      {
        name: 'desktop.checkUpdates',
        title: phrase('Look for updates when Wirebench starts, and daily'),
        text: phrase('What is found is told, and not downloaded by itself.'),
        control: { kind: 'switch' },
      },
      {
        name: 'desktop.keepListening',
        title: phrase('Keep listening when the last window is closed'),
        text: phrase(
          'An icon in the tray tells how many sessions are live, and opens a window or quits. A desktop without a tray shows none: start Wirebench again to get a window.',
        ),
        control: { kind: 'switch' },
      },
    ],
  },
  {
    id: 'privacy',
    title: phrase('Privacy'),
    items: [],
    body: 'privacy',
    words: phrase('privacy telemetry data files paths stored where recent workspaces clear account'),
  },
];
