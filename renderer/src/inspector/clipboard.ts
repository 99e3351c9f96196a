import { copyForms, copyLimitBytes, copyText, copyWarning } from '../stores/copy.js';
import type { Row } from '../stores/row-cache.js';
import type { Timeline } from '../stores/timeline.js';
import { useWorkspaceStore } from '../stores/workspace.js';
import { useToasts } from '../ui/index.js';
import { formatBytes, t, told, type Words } from '../language/index.js';

/** What places of the inspector put on the clipboard, each time with a word about it. */
export interface Clipboard {
  /** `said` is the word about it: "Copied the value". */
  put(words: string, said: Words): Promise<void>;
  /** The payload of a row in one of `copyForms`, as far as a clipboard should hold it. */
  payload(timeline: Timeline, row: Row, form: string): Promise<void>;
  /** Says that so many bytes were copied. */
  copied(count: number): void;
  failed(message: string): void;
}

export function useClipboard(): Clipboard {
  const workspace = useWorkspaceStore();
  const toasts = useToasts();

  async function put(words: string, said: Words, warning?: Words): Promise<void> {
    try {
      await navigator.clipboard.writeText(words);
      if (warning === undefined) toasts.show({ tone: 'ok', title: said, timeoutMs: 2_000 });
      else toasts.show({ tone: 'warn', title: said, text: warning });
    } catch {
      toasts.show({
        tone: 'err',
        title: () => t('The clipboard refused'),
        text: () => t('Allow this page to write to it.'),
      });
    }
  }

  async function payload(timeline: Timeline, row: Row, id: string): Promise<void> {
    const form = copyForms.find((one) => one.id === id);
    if (form === undefined) return;
    const answer = await timeline.payload(row.position, 0, copyLimitBytes);
    if (!answer.ok) {
      toasts.show({
        tone: 'err',
        title: () => t('The payload cannot be read'),
        text: () => told(answer.error.message),
      });
      return;
    }
    const cut = answer.value.total > answer.value.bytes.length;
    const said = (): string =>
      cut
        ? t('Copied the first {part} of {whole}', {
            part: formatBytes(answer.value.bytes.length),
            whole: formatBytes(answer.value.total),
          })
        : t('Copied {what}', { what: t(form.inSentence) });
    const warning = copyWarning(answer.value.bytes, workspace.info?.secrets?.length ?? 0);
    await put(copyText(form.id, answer.value.bytes), said, warning);
  }

  return {
    put,
    payload,
    copied: (count) =>
      void toasts.show({
        tone: 'ok',
        title: () => t('{count, plural, one {Copied {count} byte} other {Copied {count} bytes}}', { count }),
        timeoutMs: 2_000,
      }),
    failed: (message) =>
      void toasts.show({
        tone: 'err',
        title: () => t('The bytes cannot be read'),
        text: () => told(message),
      }),
  };
}
