import { onScopeDispose, shallowRef, toValue, watch } from 'vue';
import type { MaybeRefOrGetter, ShallowRef } from 'vue';
import type { Composition, CraftedFrame, Failure, MessagePreview } from '../../../contract/index.js';
import { useHostStore } from '../stores/host.js';
import { useVariablesStore } from '../stores/variables.js';
import { useWorkspaceStore } from '../stores/workspace.js';

/** Milliseconds of quiet before the host is asked again. */
const quietMs = 120;

export interface PreviewOf {
  readonly session: string | null;
  readonly connection: string | null;
  readonly composition: Composition;
  /** Of a crafted message. */
  readonly frame?: CraftedFrame;
  readonly draw: string;
  /** Show the bytes of secrets too. */
  readonly reveal: boolean;
}

/** What the host would make of a text with variables, asked anew after each change; null asks nothing. */
export function usePreview(of: MaybeRefOrGetter<PreviewOf | null>): {
  readonly preview: Readonly<ShallowRef<MessagePreview | null>>;
  readonly failure: Readonly<ShallowRef<Failure | null>>;
} {
  const host = useHostStore();
  const variables = useVariablesStore();
  const workspace = useWorkspaceStore();
  const preview = shallowRef<MessagePreview | null>(null);
  const failure = shallowRef<Failure | null>(null);
  let timer: ReturnType<typeof setTimeout> | undefined;
  let asked = 0;

  async function ask(): Promise<void> {
    const mine = ++asked;
    const now = toValue(of);
    if (now === null) return;
    const { composition, frame, ...rest } = now;
    const answer = await host.call('message.preview', {
      ...rest,
      text: { ...composition },
      ...(frame && { frame: { ...frame } }),
      environment: variables.environment,
    });
    if (mine !== asked) return;
    preview.value = answer.ok ? answer.value : null;
    failure.value = answer.ok ? null : answer.error;
  }

  watch(
    () => [toValue(of), variables.environment, workspace.info],
    () => {
      clearTimeout(timer);
      if (toValue(of) === null) {
        asked++;
        preview.value = null;
        failure.value = null;
      } else timer = setTimeout(() => void ask(), quietMs);
    },
    { deep: true },
  );
  void ask();
  onScopeDispose(() => clearTimeout(timer));

  return { preview, failure };
}
