import { defineStore } from 'pinia';
import { computed } from 'vue';
import {
  callsOf,
  checkTemplate,
  describeProblems,
  isTemplate,
  meaningOf,
  parseTemplate,
} from '../../../codec/index.js';
import type { TemplateScope, TemplateVariable } from '../../../codec/index.js';
import type { Variable, VariableScope } from '../../../contract/index.js';
import { generatorText } from './generator-words.js';
import { useLayoutStore } from './layout.js';
import type { TabState } from './tab.js';
import { useTabsStore } from './tabs.js';
import { useWorkspaceStore } from './workspace.js';
import { t, told } from '../language/index.js';

/** A variable as this page knows it: the value of a secret is not here. */
export interface ScopedVariable extends TemplateVariable {
  readonly name: string;
  /** Where its value comes from, in words. */
  readonly origin: string;
}

/** A placeholder of a text, and what it stands for. */
export interface VariableUse {
  readonly name: string;
  /** In the text, UTF-16 units, end exclusive. */
  readonly start: number;
  readonly end: number;
  readonly kind: 'variable' | 'generator' | 'unknown';
  /** What it stands for, or why it stands for nothing. */
  readonly text: string;
  readonly origin: string;
  readonly problem: boolean;
}

/** What is wrong with a text as a template; `offset` where the first thing is. */
export interface TemplateFault {
  readonly message: string;
  readonly offset: number;
}

export const maskedText = '••••••••';

/** What `{{name}}` stands for in each tab: workspace, then the chosen environment, then its connection. */
export const useVariablesStore = defineStore('variables', () => {
  const workspace = useWorkspaceStore();
  const layout = useLayoutStore();
  const tabs = useTabsStore();

  const environments = computed(() => workspace.info?.environments ?? []);
  /** Of the environment in use; null for none, also where it was removed. */
  const environment = computed({
    get: () => {
      const id = layout.state.environment;
      return environments.value.some((one) => one.environment.id === id) ? id : null;
    },
    set: (id) => (layout.state.environment = id),
  });
  const current = computed(
    () => environments.value.find((one) => one.environment.id === environment.value)?.environment ?? null,
  );
  const known = computed(
    () => new Map((workspace.info?.secrets ?? []).map((one) => [`${one.scope} ${one.name}`, one])),
  );

  function hasSecret(scope: VariableScope, name: string): boolean {
    return known.value.has(`${scope} ${name}`);
  }

  /** It has a value too short to be covered in exports. */
  function isShort(scope: VariableScope, name: string): boolean {
    return known.value.get(`${scope} ${name}`)?.short === true;
  }

  function scopeOf(tab: TabState | null): ReadonlyMap<string, ScopedVariable> {
    const scope = new Map<string, ScopedVariable>();
    const add = (where: VariableScope, origin: string, variables: readonly Variable[]): void => {
      for (const { name, value, secret } of variables) {
        // Whether the host has it is all a page needs to know of a secret.
        const held = secret === true ? (hasSecret(where, name) ? '' : null) : (value ?? '');
        scope.set(name, { name, value: held, secret: secret === true, origin });
      }
    };
    add('workspace', t('workspace'), workspace.info?.variables.variables ?? []);
    if (current.value !== null) {
      const { id, name, variables } = current.value;
      add(`environment:${id}`, name, variables);
    }
    const id = tab?.connection ?? null;
    const connection = id === null ? undefined : workspace.byId.get(id)?.connection;
    if (connection !== undefined) {
      add(`connection:${connection.id}`, t('this connection'), connection.variables ?? []);
    }
    return scope;
  }

  const activeScope = computed(() => scopeOf(tabs.active));

  /** The placeholders of a text in the active tab, in order; none of a text that cannot be read. */
  function usesOf(text: string): VariableUse[] {
    if (!isTemplate(text)) return [];
    const template = parseTemplate(text);
    return template.ok ? usesIn(template.value, activeScope.value) : [];
  }

  /** The placeholders of a text as they are marked in it. */
  function marksOf(text: string): { start: number; end: number; problem: boolean; title: string }[] {
    return usesOf(text).map(({ name, start, end, problem, text: meaning, origin }) => ({
      ...{ start, end, problem },
      title: `${name}: ${meaning}${origin === '' ? '' : ` (${origin})`}`,
    }));
  }

  /** What the names in some texts stand for, each once: texts are what is found in a value of an option. */
  function chipsOf(value: unknown): { name: string; value: string; title: string; problem: boolean }[] {
    const uses = textsIn(value).flatMap(usesOf);
    return [...new Map(uses.map((use) => [use.name, use])).values()].map((use) => ({
      name: use.name,
      value: !use.problem ? use.text : use.kind === 'unknown' ? t('unknown') : t('cannot be used'),
      title: use.origin === '' ? use.text : `${use.text}  (${use.origin})`,
      problem: use.problem,
    }));
  }

  /** Why a text of the active tab cannot be used as it is; null where it can. */
  function faultOf(text: string): TemplateFault | null {
    if (!isTemplate(text)) return null;
    const template = parseTemplate(text);
    if (!template.ok) {
      const offset = template.error.detail?.['offset'];
      return { message: template.error.message, offset: typeof offset === 'number' ? offset : 0 };
    }
    const problems = checkTemplate(template.value, activeScope.value);
    const [first] = problems;
    if (first === undefined) return null;
    return { message: describeProblems(problems), offset: first.start };
  }

  return {
    ...{ environments, environment, current, activeScope, hasSecret, isShort },
    ...{ usesOf, marksOf, chipsOf, scopeOf, faultOf },
  };
});

/** Every text in plain JSON of a few levels. */
export function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value).flatMap(textsIn);
}

function usesIn(
  template: Parameters<typeof checkTemplate>[0],
  scope: ReadonlyMap<string, ScopedVariable>,
): VariableUse[] {
  const plain: TemplateScope = scope;
  const problems = new Map(checkTemplate(template, plain).map((one) => [one.start, one.message]));
  return callsOf(template.parts).map((call) => {
    const { name, start, end } = call;
    const kind = meaningOf(call, plain);
    const variable = kind === 'variable' ? scope.get(name) : undefined;
    const problem = problems.get(start);
    const text =
      told(problem) ??
      (variable === undefined ? generatorText(name) : variable.secret ? maskedText : (variable.value ?? ''));
    const origin = variable?.origin ?? (kind === 'generator' ? t('made when it is sent') : '');
    return { name, start, end, kind, text, origin, problem: problem !== undefined };
  });
}
