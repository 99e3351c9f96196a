import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const at = (path: string): string => fileURLToPath(new URL(`../${path}`, import.meta.url));
const read = (path: string): string => readFileSync(at(path), 'utf8');

/** Those that need a state of their own, and are judged by axe where that state is made. */
const elsewhere: Readonly<Record<string, { readonly spec: string; readonly shown: string }>> = {
  'connection/ConflictDialog.vue': { spec: 'e2e/bad-input', shown: 'was changed elsewhere' },
  'difference/DifferenceSetup.vue': { spec: 'e2e/difference', shown: 'What counts' },
  'composer/fields/FieldOptions.vue': { spec: 'e2e/accessibility', shown: 'Options of crc' },
  'importing/OpeningDialog.vue': { spec: 'electron/opening', shown: 'A link asks to open an address' },
  'settings/KeyboardSection.vue': { spec: 'e2e/settings', shown: 'Reset all keys?' },
  'settings/PrivacySection.vue': { spec: 'e2e/settings', shown: 'Clear the list of recent workspaces?' },
  'settings/ProxyUrlControl.vue': { spec: 'e2e/settings', shown: 'Forget the password of the proxy?' },
  'settings/ResetAllDialog.vue': { spec: 'e2e/screens', shown: 'Reset all settings?' },
  'settings/UpdateDialog.vue': { spec: 'electron/updates', shown: "name: 'Updates'" },
  'help/GuideDialog.vue': { spec: 'e2e/help', shown: "name: 'User guide'" },
  'help/AboutDialog.vue': { spec: 'e2e/help', shown: 'About Wirebench' },
  'inspector/SchemaDialog.vue': { spec: 'e2e/wire', shown: 'Schema of Protocol Buffers' },
  'sidebar/RetentionDialog.vue': { spec: 'e2e/sessions', shown: 'Sessions past the limits' },
  'sidebar/SessionComment.vue': { spec: 'e2e/sessions', shown: 'Comment on nightly' },
  'sidebar/TrashDialog.vue': { spec: 'e2e/sessions', shown: 'Deleted sessions' },
  'workspaces/LeaveDialog.vue': { spec: 'e2e/workspaces', shown: 'A session is active' },
  'workspaces/UnlockDialog.vue': { spec: 'e2e/secrets', shown: 'Unlock secrets' },
};

/** Files that draw a dialog, a drawer or a popover. */
const drawn = readdirSync(at('renderer/src'), { recursive: true, encoding: 'utf8' })
  .map((file) => file.replaceAll('\\', '/'))
  // What is drawn by one of the kit is judged where it is used.
  .filter((file) => file.endsWith('.vue') && file !== 'ui/NoteDialog.vue')
  .filter((file) =>
    /<(?:AppDialog|ConfirmDialog|NoteDialog|AppDrawer|AppPopover)\b/.test(read(`renderer/src/${file}`)),
  );

const visited = [...read('tests/e2e/screens.ts').matchAll(/file: '([^']+)'/g)].map(([, file = '']) => file);

test('axe judges every dialog, drawer and popover: a new one is visited in tests/e2e/screens.ts', () => {
  const known = new Set([...visited, ...Object.keys(elsewhere)]);
  expect(drawn.filter((file) => !known.has(file))).toEqual([]);
  expect([...known].filter((file) => !drawn.includes(file))).toEqual([]);
});

test.each(Object.entries(elsewhere))(
  '%s is shown, and judged by axe, in the spec that is named',
  (_, { spec, shown }) => {
    const text = read(`tests/${spec}.spec.ts`);
    const from = text.indexOf(shown);
    expect(from).toBeGreaterThanOrEqual(0);
    expect(text.slice(from)).toMatch(/await violations(?:InBoth)?\(/);
  },
);
