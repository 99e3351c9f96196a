import { computed } from 'vue';
import type { ComputedRef, Ref } from 'vue';
import type { Protocol } from '../../../contract/index.js';
import { commandTitle, englishTitle, groupTitles, useCommandsStore } from '../stores/commands.js';
import { useLayersStore } from '../stores/layers.js';
import { useMessagesStore } from '../stores/messages.js';
import { useSessionsStore } from '../stores/sessions.js';
import { useTabsStore } from '../stores/tabs.js';
import { kindTitle, stateWord } from '../stores/words.js';
import { useWorkspaceStore } from '../stores/workspace.js';
import { fuzzyScore } from './fuzzy.js';
import { formatMoment, t } from '../language/index.js';

export interface Entry {
  readonly id: string;
  readonly group: string;
  readonly title: string;
  /** The title in English, found as well. */
  readonly english?: string | undefined;
  /** Beside the title; searched too, at a lower worth. */
  readonly detail: string;
  readonly protocol?: Protocol | undefined;
  readonly shortcut?: string | undefined;
  readonly run: () => void;
  /** What Enter and, where there is another thing to do with it, Shift+Enter do. */
  readonly other?: { readonly hint: string; readonly run: () => void } | undefined;
}

/** More than this nobody reads: another letter is quicker. */
const most = 60;

/** By its title in either language, or by what stands beside it. */
function scoreOf(words: string, { title, english = '', detail }: Entry): number {
  return Math.max(fuzzyScore(words, title), fuzzyScore(words, english), fuzzyScore(words, detail) / 2);
}

/** Everything the palette finds, best first within its group; groups in a fixed order. */
export function useEntries(typed: Readonly<Ref<string>>): ComputedRef<Entry[]> {
  const commands = useCommandsStore();
  const workspace = useWorkspaceStore();
  const sessions = useSessionsStore();
  const tabs = useTabsStore();
  const messages = useMessagesStore();
  const layers = useLayersStore();

  const all = computed<Entry[]>(() => {
    return [
      ...commands.all
        .filter((command) => command.listed !== false && commands.isEnabled(command))
        .map((command) => ({
          id: command.id,
          group: t('Commands'),
          title: commandTitle(command),
          english: englishTitle(command),
          detail: t(groupTitles[command.group]),
          shortcut: commands.shortcutOf(command),
          run: command.run,
        })),
      ...messages.list.map((message, at) => ({
        id: `message ${message.id}`,
        group: t('Saved messages'),
        title: message.name,
        detail: [message.folder, message.description ?? message.body.slice(0, 200)]
          .filter(Boolean)
          .join(' · '),
        shortcut: commands.keysOf(`message.send.${at + 1}`),
        run: () => (layers.sendWish = { message }),
        other: {
          hint: t('Enter sends, Shift+Enter edits'),
          run: () => {
            messages.load(message);
            layers.composerFocus++;
          },
        },
      })),
      ...(workspace.info?.connections ?? []).map((stored) => ({
        id: `connection ${stored.connection.id}`,
        group: t('Connections'),
        title: stored.connection.name,
        detail: [stored.connection.folder, stored.connection.config.address].filter(Boolean).join(' · '),
        protocol: stored.connection.config.protocol,
        run: () => void tabs.openConnection(stored),
      })),
      ...sessions.live.map((info) => ({
        id: `session ${info.id}`,
        group: t('Running sessions'),
        title: info.name,
        detail: [
          stateWord(info.state),
          info.config.address,
          kindTitle(info.config.protocol, info.config.role),
        ]
          .filter(Boolean)
          .join(' · '),
        protocol: info.config.protocol,
        run: () => void tabs.openSession(info),
      })),
      ...sessions.recorded.map((info) => ({
        id: `session ${info.id}`,
        group: t('Recorded sessions'),
        title: info.name,
        detail: [
          formatMoment(info.startedAt),
          t('{count, plural, one {# row} other {# rows}}', { count: info.rows }),
          kindTitle(info.config.protocol, info.config.role),
        ].join(' · '),
        protocol: info.config.protocol,
        run: () => void tabs.openSession(info),
      })),
    ];
  });

  return computed(() => {
    const words = typed.value.trim();
    if (words === '') return all.value.slice(0, most);
    // A number is the saved message that has it for a key.
    const numbered = /^[1-9]$/.test(words) ? messages.list[Number(words) - 1] : undefined;
    const scored = all.value
      .map((entry) => ({
        entry,
        score: entry.id === `message ${numbered?.id}` ? Infinity : scoreOf(words, entry),
      }))
      .filter(({ score }) => score > 0)
      .sort((a, b) => b.score - a.score)
      .slice(0, most);
    // The group of the best hit comes first, each group stays together.
    const groups = [...new Set(scored.map(({ entry }) => entry.group))];
    return groups.flatMap((group) =>
      scored.filter(({ entry }) => entry.group === group).map(({ entry }) => entry),
    );
  });
}
