import { shallowRef } from 'vue';
import type { ShallowRef } from 'vue';
import type { Failure, Result, SessionNote, SessionsReport } from '../../../contract/index.js';
import { useRecordingsStore } from '../stores/recordings.js';
import { useSessionsStore } from '../stores/sessions.js';
import { useToasts } from '../ui/index.js';
import { t, told, type Words } from '../language/index.js';

export interface SessionActions {
  /** Sessions whose comment is being written. */
  readonly commenting: Readonly<ShallowRef<readonly string[]>>;
  describe(ids: readonly string[], note: SessionNote): Promise<void>;
  remove(ids: readonly string[]): Promise<void>;
  restore(ids: readonly string[]): Promise<void>;
  comment(ids: readonly string[]): void;
}

/** What a person does to recorded sessions; failures are told as toasts, deletions can be undone. */
export function useSessionActions(): SessionActions {
  const recordings = useRecordingsStore();
  const sessions = useSessionsStore();
  const toasts = useToasts();
  const commenting = shallowRef<readonly string[]>([]);

  /** Those it was done to; the others are told with the reasons. */
  function judge(title: Words, answer: Result<SessionsReport>): readonly string[] {
    if (!answer.ok) {
      toasts.show({ tone: 'err', title, text: () => told(answer.error.message) });
      return [];
    }
    const { done, failed } = answer.value;
    if (failed.length > 0) {
      const tone = failed.every(({ error }) => isKept(error)) ? 'warn' : 'err';
      toasts.show({
        tone,
        title: () => (failed.length > 1 ? `${title()} (${failed.length})` : title()),
        text: () => reasons(failed),
      });
    }
    return done;
  }

  async function describe(ids: readonly string[], note: SessionNote): Promise<void> {
    judge(() => t('It was not noted'), await recordings.describe(ids, note));
  }

  async function restore(ids: readonly string[]): Promise<void> {
    judge(() => t('It did not come back'), await recordings.restore(ids));
  }

  async function remove(ids: readonly string[]): Promise<void> {
    const names = new Map(ids.map((id) => [id, sessions.byId.get(id)?.name ?? id]));
    const done = judge(() => t('It was not deleted'), await recordings.remove(ids));
    const [first] = done;
    if (first === undefined) return;
    const title = (): string =>
      done.length === 1
        ? t('Deleted {name}', { name: names.get(first) ?? first })
        : t('Deleted {count, plural, other {# sessions}}', { count: done.length });
    toasts.show({
      title,
      text: () => t('In the trash for 7 days.'),
      action: { label: () => t('Undo'), run: () => void restore(done) },
    });
  }

  return {
    commenting,
    describe,
    remove,
    restore,
    comment: (ids) => void (commenting.value = ids),
  };
}

/** Kept on purpose, which is no failure. */
function isKept({ code }: Failure): boolean {
  return code === 'session.starred' || code === 'session.open' || code === 'session.live';
}

/** More than these few nobody reads. */
const mostReasons = 3;

function reasons(failed: SessionsReport['failed']): string {
  const reasons = failed.slice(0, mostReasons).map(({ error }) => told(error.message));
  const more = failed.length - reasons.length;
  return [...reasons, ...(more > 0 ? [t('and {count} more', { count: String(more) })] : [])].join('. ');
}
