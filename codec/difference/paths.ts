import type { JsonPathStep } from '../filter/ast.js';
import { isFault } from '../filter/fault.js';
import { readJsonPath } from '../filter/json-term.js';
import { fail, ok, type Result } from '../result.js';

/** Where in JSON something does not count: a path from the root, or a member's name wherever it stands. */
export interface IgnoredPath {
  readonly steps: readonly JsonPathStep[];
  readonly anywhere: boolean;
}

const bareName = /^[\p{L}\p{N}_$-]+$/u;

/**
 * Reads one path: `$.meta.sent`, `$.items[*].id`, or the bare name of a member, which means wherever it stands.
 * Fails with `difference.path` and the offset.
 */
export function parseJsonPath(text: string): Result<IgnoredPath> {
  const trimmed = text.trim();
  if (trimmed !== '$' && bareName.test(trimmed) && !trimmed.startsWith('$')) {
    return ok({ steps: [{ key: trimmed }], anywhere: true });
  }
  const read = readJsonPath(trimmed, 0);
  if (isFault(read) || read.end < trimmed.length) {
    const fault = isFault(read) ? read : { at: read.end, expected: '.name, [0], [*] or ["name"]' };
    const message = `The path “${trimmed}” cannot be read at offset ${fault.at}: ${fault.expected} should stand there`;
    return fail('difference.path', message, { offset: fault.at, path: trimmed });
  }
  return ok({ steps: read.steps, anywhere: false });
}

/** Where a walk through JSON stands: a member's name or an element's index for each level. */
export type JsonPlace = readonly (string | number)[];

/** Whether what stands at a place does not count. What lies inside of it does not either. */
export function isIgnored(ignored: readonly IgnoredPath[], place: JsonPlace): boolean {
  for (const { steps, anywhere } of ignored) {
    const from = anywhere ? place.length - steps.length : 0;
    if (from < 0 || place.length - from !== steps.length) continue;
    if (steps.every((step, at) => passes(step, place[from + at]))) return true;
  }
  return false;
}

function passes(step: JsonPathStep, at: string | number | undefined): boolean {
  if (at === undefined) return false;
  if ('every' in step) return true;
  return 'key' in step ? step.key === at : step.index === at;
}

/** A place as a person writes it: `$.items[3]["odd name"]`. */
export function showPlace(place: JsonPlace): string {
  return place.reduce<string>((all, step) => {
    if (typeof step === 'number') return `${all}[${step}]`;
    return bareName.test(step) ? `${all}.${step}` : `${all}[${JSON.stringify(step)}]`;
  }, '$');
}
