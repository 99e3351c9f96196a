import { computed, shallowRef, watchEffect } from 'vue';
import type { ComputedRef, Ref, WritableComputedRef } from 'vue';
import type { Option } from '../ui/index.js';
import type { Payload, PayloadView } from './use-payload.js';
import { t, told } from '../language/index.js';

/** The views, in the person's language. */
export const payloadViews = (): readonly (Option & { readonly value: PayloadView })[] => [
  { value: 'text', label: t('Text') },
  // The whole name where it is heard; seen, four of them share the narrowest pane.
  { value: 'json', label: 'JSON', title: t('JSON tree') },
  { value: 'decoded', label: t('Decoded') },
  { value: 'hex', label: t('Hex') },
];

export interface PayloadViewChoice {
  /** How the payload is shown: as somebody chose, where that can be, else as suits it. */
  readonly shown: WritableComputedRef<PayloadView>;
  /** Why there is no JSON tree; empty where there is one. */
  readonly whyNoTree: ComputedRef<string>;
  cancelTree(): void;
  wantTree(): void;
}

/** Chooses between the views of a payload; `decoded` says that the session names a format. */
export function usePayloadView(payload: Payload, decoded: Ref<boolean>): PayloadViewChoice {
  const { bytes, json, likeJson } = payload;
  const chosen = shallowRef<PayloadView | null>(null);
  /** The payload it was chosen on: there the reason shows why there is no tree. */
  const chosenOn = shallowRef('');
  /** The payload whose tree somebody did not want to wait for. */
  const notWanted = shallowRef('');

  const suited = computed<PayloadView>(() => (decoded.value ? 'decoded' : payload.suited.value));
  const shown = computed<PayloadView>({
    get: () => {
      // A large payload that begins like JSON may have a tree: it is made when it is asked for.
      const treeless =
        chosen.value === 'json' &&
        bytes.value !== null &&
        (json.value === null ? !likeJson.value : !json.value.ok);
      return treeless && chosenOn.value !== payload.key.value ? suited.value : (chosen.value ?? suited.value);
    },
    set: (value) => {
      chosen.value = value;
      chosenOn.value = payload.key.value;
    },
  });
  watchEffect(() => {
    if (shown.value !== 'json') payload.stopGrowing();
    else if (bytes.value !== null && notWanted.value !== payload.key.value) void payload.growTree();
  });

  const whyNoTree = computed(() => {
    if (json.value === null) {
      return likeJson.value ? t('Reading it was cancelled.') : t('This payload does not begin like JSON.');
    }
    return json.value.ok ? '' : told(json.value.error.message);
  });

  return {
    shown,
    whyNoTree,
    cancelTree: () => {
      notWanted.value = payload.key.value;
      payload.stopGrowing();
    },
    wantTree: () => (notWanted.value = ''),
  };
}
