/** Steps that can be undone. */
const mostSteps = 200;
/** Characters all steps of a tab hold together; the oldest leave. A long payload is not kept two hundred times. */
const mostChars = 32 * 1024 * 1024;
/** Tabs whose steps are kept; the one unused longest leaves. */
const mostTabs = 16;

/** Bodies before and after the one that is there. */
export interface Steps {
  readonly past: readonly string[];
  readonly future: readonly string[];
}

export const noSteps: Steps = { past: [], future: [] };

/** Adds what was there before a change; what could be done again no longer can. */
export function stepTo({ past }: Steps, before: string): Steps {
  const next = [...past, before].slice(-mostSteps);
  let chars = next.reduce((sum, { length }) => sum + length, 0);
  while (chars > mostChars && next.length > 1) chars -= next.shift()?.length ?? 0;
  return { past: next, future: [] };
}

/** The steps of each tab while its table is not on screen. */
export class KeptSteps {
  readonly #tabs = new Map<string, Steps & { readonly body: string }>();

  put(tab: string, steps: Steps, body: string): void {
    this.#tabs.delete(tab);
    if (steps.past.length + steps.future.length === 0) return;
    this.#tabs.set(tab, { ...steps, body });
    for (const oldest of this.#tabs.keys()) {
      if (this.#tabs.size <= mostTabs) break;
      this.#tabs.delete(oldest);
    }
  }

  /** Those of a tab; what was put there by somebody else meanwhile is one step more. */
  take(tab: string, body: string): Steps {
    const kept = this.#tabs.get(tab);
    this.#tabs.delete(tab);
    if (kept === undefined) return noSteps;
    return kept.body === body ? { past: kept.past, future: kept.future } : stepTo(kept, kept.body);
  }
}
