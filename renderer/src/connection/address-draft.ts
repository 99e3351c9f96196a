import { computed, ref, watch } from 'vue';
import type { ComputedRef, WritableComputedRef } from 'vue';
import { isTemplate, parseAddress } from '../../../codec/index.js';
import type { Failure } from '../../../contract/index.js';
import { t, told } from '../language/index.js';
import { useConnectionStore } from '../stores/connection.js';
import type { TabState } from '../stores/tab.js';
import { kindTitle, protocolOrder } from '../stores/words.js';
import { useToasts } from '../ui/index.js';
import { carriedAddress, readAddress, type ReadAddress } from './pasted.js';

export interface AddressDraft {
  readonly address: WritableComputedRef<string>;
  /** Protocol and role as one choice: `ws client`. */
  readonly kind: WritableComputedRef<string>;
  /** Shown once the person has finished typing, and gone as soon as the address is one. */
  readonly error: ComputedRef<Failure | null>;
  /** Takes a finished text apart; false where it could not be read. */
  settle: (text: string) => boolean;
  onPaste: (event: ClipboardEvent) => void;
}

/** The address of a tab while it is typed and pasted. */
export function useAddressDraft(tab: () => TabState): AddressDraft {
  const connection = useConnectionStore();
  const toasts = useToasts();
  const judged = ref(false);
  watch(
    () => tab().id,
    () => (judged.value = false),
  );

  const address = computed({
    get: () => tab().config.address,
    set: (text) => (tab().config.address = text.slice(0, 8_192)),
  });

  const kind = computed({
    get: () => `${tab().config.protocol} ${tab().config.role}`,
    set: (value) => {
      const protocol = protocolOrder.find((one) => value.startsWith(`${one} `));
      if (protocol === undefined) return;
      const { config } = tab();
      Object.assign(config, {
        address: carriedAddress(config.address, config, protocol),
        protocol,
        role: value.endsWith('server') ? 'server' : 'client',
      });
    },
  });

  const error = computed<Failure | null>(() => {
    const { config, id } = tab();
    // An empty address is a mistake only for somebody who pressed the button.
    if (!connection.refusals.has(id) && (!judged.value || config.address.trim() === '')) return null;
    if (isTemplate(config.address)) return connection.refusals.get(id) ?? null;
    const parsed = parseAddress(config.address, config);
    return parsed.ok ? null : parsed.error;
  });

  function settle(text: string): boolean {
    judged.value = true;
    const read = readAddress(text, tab().config);
    if (read.ok) {
      Object.assign(tab().config, read.value.config);
      takeMessage(read.value);
      tell(read.value);
    } else if (read.error.code.startsWith('command.')) {
      toasts.show({
        tone: 'err',
        title: () => t('The command line was not understood'),
        text: () => told(read.error.message),
      });
    }
    return read.ok;
  }

  function takeMessage(read: ReadAddress): void {
    const { config, message, messageMode: mode, messageEnding: ending, messageKind: kind } = read;
    if (message === null) return;
    const draft = tab().message;
    const web = config.protocol === 'ws' || config.protocol === 'wss';
    const how = web ? { kind, crafting: false } : config.protocol === 'udp' ? {} : { ending };
    Object.assign(draft, { mode, bodies: { ...draft.bodies, [mode]: message }, ...how });
  }

  function tell({ config, notes, unmapped, tool }: ReadAddress): void {
    if (unmapped.length > 0) {
      toasts.show({
        tone: 'warn',
        title: () =>
          tool === null ? t('Not taken over from the line') : t('Not taken over from {tool}', { tool }),
        text: () => [...unmapped, ...notes].join('   '),
        timeoutMs: 0,
      });
    } else if (tool !== null) {
      const title = (): string => t('Read as {kind}', { kind: kindTitle(config.protocol, config.role) });
      const [first] = notes;
      toasts.show({ tone: 'ok', title, text: first === undefined ? undefined : () => first });
    } else if (notes.length > 0) toasts.show({ title: () => notes.join(' ') });
  }

  function onPaste(event: ClipboardEvent): void {
    const text = event.clipboardData?.getData('text/plain').trim() ?? '';
    const input = event.target;
    if (text === '' || !(input instanceof HTMLInputElement) || input.readOnly) return;
    const all = input.selectionStart === 0 && input.selectionEnd === input.value.length;
    // Into the middle of an address a paste is only text.
    if (input.value !== '' && !all) return;
    event.preventDefault();
    // Lines continued with a backslash are shown as one: an address has no line breaks.
    if (!settle(text)) address.value = text.replace(/\s*\\?\n\s*/g, ' ');
  }

  return { address, kind, error, settle, onPaste };
}
