import { computed, onScopeDispose, shallowRef, watch } from 'vue';
import type { ComputedRef, Ref } from 'vue';
import { codeTargets, encodeUtf8, fail, isTemplate, ok } from '../../../codec/index.js';
import type { Code, CodeMessage, CodeTarget, Result } from '../../../codec/index.js';
import type { CodeWish } from '../stores/code-wish.js';
import { useHostStore } from '../stores/host.js';
import { useLayersStore } from '../stores/layers.js';
import { newId } from '../stores/tab.js';
import { useTabsStore } from '../stores/tabs.js';
import { useVariablesStore } from '../stores/variables.js';
import { codeInputOf } from './code-input.js';
import { t, told } from '../language/index.js';

/** Larger messages make no command line, and no program anybody would read. */
const mostBytes = 64 * 1024;
const endings = { none: '', lf: '\n', cr: '\r', crlf: '\r\n', nul: '\0' } as const;

export interface CodeChoice {
  readonly target: ComputedRef<CodeTarget>;
  /** Values of variables in place of their names. */
  readonly fill: Readonly<Ref<boolean>>;
  readonly secrets: Readonly<Ref<boolean>>;
  readonly withMessage: Readonly<Ref<boolean>>;
}

export interface CodeState {
  readonly wish: ComputedRef<CodeWish | null>;
  readonly code: ComputedRef<Result<Code>>;
  /** Why targets cannot write this, by id. */
  readonly refusals: ComputedRef<ReadonlyMap<string, string>>;
  /** There are names that could be filled in. */
  readonly templated: ComputedRef<boolean>;
}

/** The code of what was asked for, in one language. */
export function useCode({ target, fill, secrets, withMessage }: CodeChoice): CodeState {
  const host = useHostStore();
  const layers = useLayersStore();
  const tabs = useTabsStore();
  const variables = useVariablesStore();
  const wish = computed(() => layers.code);
  const message = shallowRef<Result<CodeMessage | null>>(ok(null));
  const known = shallowRef<ReadonlyMap<string, string>>(new Map());
  let asked = 0;
  onScopeDispose(() => asked++);

  function filled(text: string): string {
    if (!fill.value || !isTemplate(text)) return text;
    const scope = variables.scopeOf(tabs.active);
    return [...variables.usesOf(text)].reverse().reduce((so, use) => {
      const value = scope.get(use.name)?.secret === true ? known.value.get(use.name) : use.text;
      if (use.kind !== 'variable' || use.problem || value === undefined) return so;
      return so.slice(0, use.start) + value + so.slice(use.end);
    }, text);
  }

  /** The message of the composer as bytes: as it is typed, or with values put in. */
  async function composed(): Promise<Result<CodeMessage | null>> {
    const tab = tabs.active;
    if (tab === null) return ok(null);
    const { mode, bodies, kind } = tab.message;
    const body = bodies[mode] ?? '';
    if (mode === 'file')
      return fail('code.file', t('A file is no part of a program: choose another mode of the composer.'));
    if (body === '') return ok(null);
    const stream =
      tab.config.protocol !== 'ws' && tab.config.protocol !== 'wss' && tab.config.protocol !== 'udp';
    const ending = stream ? endings[tab.message.ending] : '';
    const plain = mode === 'text' || mode === 'json' || mode === 'xml';
    if (plain && (!fill.value || !isTemplate(body))) return ok({ kind, bytes: encodeUtf8(body + ending) });
    const answer = await host.call('message.preview', {
      session: null,
      connection: tab.connection,
      text: { mode, body, ending },
      environment: variables.environment,
      draw: newId(),
      reveal: secrets.value,
    });
    if (!answer.ok) return answer;
    const { bytes, size } = answer.value;
    return bytes.length < size ? tooLarge(size) : ok({ kind, bytes });
  }

  /** Values of secret variables, where they were asked for. */
  async function readSecrets(): Promise<ReadonlyMap<string, string>> {
    const found = new Map<string, string>();
    if (!secrets.value) return found;
    const scopes = ['workspace'];
    if (variables.environment !== null) scopes.push(`environment:${variables.environment}`);
    if (tabs.active?.connection != null) scopes.push(`connection:${tabs.active.connection}`);
    for (const [name, one] of variables.scopeOf(tabs.active)) {
      if (!one.secret) continue;
      // The innermost scope wins, as it does where the message is sent.
      for (const scope of scopes) {
        const answer = await host.call('secret.read', { scope, name });
        if (answer.ok && answer.value.value !== null) found.set(name, answer.value.value);
      }
    }
    return found;
  }

  watch(
    // Of a message that nobody looks at here nothing is read: it may be of many megabytes.
    [wish, fill, secrets, () => (wish.value === null ? null : JSON.stringify(tabs.active?.message ?? null))],
    async () => {
      const of = wish.value;
      const mine = ++asked;
      if (of === null) return;
      const [next, values] = await Promise.all([
        of.message === 'composer' ? composed() : ok(of.message),
        readSecrets(),
      ]);
      if (mine !== asked) return;
      known.value = values;
      const size = next.ok ? (next.value?.bytes.length ?? 0) : 0;
      message.value = size > mostBytes ? tooLarge(size) : next;
    },
    { immediate: true },
  );

  const input = computed(() => {
    const of = wish.value;
    if (of === null) return fail('code.nothing', t('Nothing was asked for.'));
    if (withMessage.value && !message.value.ok) return message.value;
    const sent = withMessage.value && message.value.ok ? message.value.value : null;
    return codeInputOf(of.config, sent, { fill: filled, secrets: secrets.value });
  });
  const refusals = computed(() => {
    const of = input.value;
    if (!of.ok) return new Map<string, string>();
    return new Map(
      codeTargets.flatMap((one) => {
        const why = one.refuses(of.value.input);
        return why === null ? [] : [[one.id, why] as const];
      }),
    );
  });
  const code = computed<Result<Code>>(() => {
    if (!input.value.ok) return input.value;
    const why = refusals.value.get(target.value.id);
    if (why !== undefined) return fail('code.unsuitable', `${told(why)}.`);
    const { input: of, restore } = input.value.value;
    const written = target.value.write(of);
    return ok({ ...written, text: restore(written.text) });
  });
  const templated = computed(() => {
    const of = wish.value;
    if (of === null) return false;
    const { mode, bodies } = tabs.active?.message ?? { mode: 'text', bodies: {} };
    const typed =
      of.message === 'composer' ? (Object.entries(bodies).find(([id]) => id === mode)?.[1] ?? '') : '';
    return [of.config.address, JSON.stringify(of.config.options), typed].some(isTemplate);
  });
  return { wish, code, refusals, templated };
}

function tooLarge(size: number): Result<never> {
  return fail(
    'code.large',
    t('The message has {size} bytes: more than 64 KiB make no program. Export it instead.', {
      size: String(size),
    }),
  );
}
