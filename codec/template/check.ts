import type { Failure } from '../result.js';
import { generators } from './generators.js';
import { parseTemplate } from './parse.js';
import { maxVariableDepth } from './template.js';
import type { Template, TemplateCall, TemplatePart, TemplateScope } from './template.js';

/** What a placeholder names, decided as an expansion decides it. */
export type CallMeaning = 'variable' | 'generator' | 'unknown';

/** What keeps a text from being sent, at the placeholder through which it was met. */
export interface TemplateProblem extends Failure {
  /** Of the placeholder in the text that was checked; end exclusive. */
  readonly start: number;
  readonly end: number;
  readonly name: string;
}

/** Variables come first, so that a workspace may call one `port`; `{{$port}}` and arguments mean the generator. */
export function meaningOf(call: TemplateCall, scope: TemplateScope): CallMeaning {
  if (!call.generator && call.args.length === 0 && scope.has(call.name)) return 'variable';
  return generators.has(call.name) ? 'generator' : 'unknown';
}

/** Every placeholder, those in arguments after the one they belong to. */
export function callsOf(parts: readonly TemplatePart[]): TemplateCall[] {
  const found: TemplateCall[] = [];
  const left: TemplatePart[] = [...parts].reverse();
  for (let part = left.pop(); part !== undefined; part = left.pop()) {
    if (part.kind === 'text') continue;
    found.push(part);
    left.push(...part.args.flatMap((arg) => arg.parts).reverse());
  }
  return found;
}

/**
 * Finds names nobody knows, variables that name themselves and secrets without a value, also where they
 * are met in the values of variables. Empty where the text can be sent as far as that is known.
 */
export function checkTemplate(template: Template, scope: TemplateScope): TemplateProblem[] {
  const judge = new Judge(scope);
  return callsOf(template.parts).flatMap((call) => {
    const failure = judge.call(call, []);
    return failure === null ? [] : [{ ...failure, start: call.start, end: call.end, name: call.name }];
  });
}

/** What is wrong in one sentence: names nobody knows are listed together. */
export function describeProblems(problems: readonly TemplateProblem[]): string {
  const unknown = problems.filter(({ code, detail }) => {
    const path = detail?.['path'];
    return code === 'template.unknown' && Array.isArray(path) && path.length === 0;
  });
  const names = [...new Set(unknown.map(({ name }) => braced(name)))];
  const known = problems.filter((one) => !unknown.includes(one)).map(({ message }) => message);
  const [only] = unknown;
  if (names.length === 1 && only !== undefined) known.unshift(only.message);
  else if (names.length > 1) known.unshift(`There are no variables or generated values ${names.join(', ')}`);
  return [...new Set(known)].join('; ');
}

class Judge {
  /** Variables in which nothing is wrong, with how many more they lead through: each is looked at once. */
  readonly #good = new Map<string, number>();

  constructor(readonly scope: TemplateScope) {}

  /** `path` is the variables on the way here, outermost first; its length is bounded. */
  call(call: TemplateCall, path: readonly string[]): Failure | null {
    const { name } = call;
    const within = path.length === 0 ? '' : ` (in the value of ${path.map(braced).join(', in ')})`;
    const place = { name, offset: call.start, path };
    const meaning = meaningOf(call, this.scope);
    if (meaning === 'generator') return null;
    if (meaning === 'unknown') {
      const what =
        call.args.length === 0 && !call.generator ? 'variable or generated value' : 'generated value';
      return {
        code: 'template.unknown',
        message: `There is no ${what} ${braced(name)}${within}`,
        detail: place,
      };
    }
    if (path.includes(name)) {
      const round = [...path.slice(path.indexOf(name)), name].map(braced).join(' → ');
      return { code: 'template.recursion', message: `A variable names itself: ${round}`, detail: place };
    }
    if (path.length + (this.#good.get(name) ?? 0) >= maxVariableDepth) {
      const message = `Variables name variables more than ${maxVariableDepth} deep, from ${braced(path[0] ?? name)} on`;
      return { code: 'template.recursion', message, detail: place };
    }
    if (this.#good.has(name)) return null;
    return this.#variable(name, path, place);
  }

  #variable(name: string, path: readonly string[], place: Record<string, unknown>): Failure | null {
    const variable = this.scope.get(name);
    if (variable === undefined || variable.secret) {
      if (variable?.value !== null) return null;
      const message = `The secret ${braced(name)} has no value on this machine`;
      return { code: 'template.secret', message, detail: place };
    }
    const here = [...path, name];
    const inner = parseTemplate(variable.value ?? '');
    if (!inner.ok) {
      const message = `In the value of ${here.map(braced).join(', in ')}: ${inner.error.message}`;
      return { code: inner.error.code, message, detail: { ...inner.error.detail, ...place } };
    }
    let height = 0;
    for (const one of callsOf(inner.value.parts)) {
      const failure = this.call(one, here);
      if (failure !== null) return failure;
      height = Math.max(height, 1 + (this.#good.get(one.name) ?? 0));
    }
    this.#good.set(name, height);
    return null;
  }
}

function braced(name: string): string {
  return `{{${name}}}`;
}
