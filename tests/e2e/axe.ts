import type { Page } from '@playwright/test';
import axe from 'axe-core';

interface Scope {
  /** Rules that do not hold where the test is. */
  readonly besides?: readonly string[];
  /** Judges what is inside alone; else the whole page. */
  readonly inside?: string;
  /** Where all other rules have been asked of the same page. */
  readonly coloursAlone?: boolean;
}

const everyRule: axe.RunOnly = {
  type: 'tag',
  values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
};
const rulesOfColour: axe.RunOnly = { type: 'rule', values: ['color-contrast', 'link-in-text-block'] };

/**
 * What axe finds wrong with the page in both themes, each fault at its element: every rule in the one the page has, and
 * those of colour in the other. A page whose theme was chosen, and does not follow the system, is judged in that alone.
 */
export async function violationsInBoth(page: Page, scope: Scope = {}): Promise<string[]> {
  const [light, loaded] = await page.evaluate(() => [
    matchMedia('(prefers-color-scheme: light)').matches,
    'axe' in window,
  ]);
  // Once a page: what is loaded over and over, or judged in a page of its own, takes four times as long.
  if (!loaded) await page.evaluate(axe.source);
  const found = await faults(page, scope.coloursAlone === true ? rulesOfColour : everyRule, scope);
  const [is, other] = light ? (['light', 'dark'] as const) : (['dark', 'light'] as const);
  await page.emulateMedia({ colorScheme: other });
  const colours = await faults(page, rulesOfColour, scope);
  await page.emulateMedia({ colorScheme: is });
  return [...found, ...colours.map((fault) => `${other}: ${fault}`)];
}

async function faults(page: Page, runOnly: axe.RunOnly, scope: Scope): Promise<string[]> {
  const rules = Object.fromEntries((scope.besides ?? []).map((rule) => [rule, { enabled: false }]));
  const options: axe.RunOptions = { runOnly, rules, resultTypes: ['violations'] };
  return page.evaluate(judge, { inside: scope.inside ?? null, options });
}

/** Runs in the page. */
async function judge({
  inside,
  options,
}: {
  inside: string | null;
  options: axe.RunOptions;
}): Promise<string[]> {
  // The page hears of another theme with the frame after next at the latest.
  for (let frames = 0; frames < 2; frames += 1)
    await new Promise((resolve) => requestAnimationFrame(resolve));
  // A colour or a place on its way to another is no fault.
  await Promise.allSettled(
    document
      .getAnimations()
      .filter(({ effect }) => effect?.getComputedTiming().iterations !== Infinity)
      .map(({ finished }) => finished),
  );
  const { axe: loaded } = window as unknown as { readonly axe: typeof axe };
  const { violations } = await loaded.run(inside === null ? document : { include: [inside] }, options);
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ target, html }) => `${id}: ${target.join(' ')}: ${html.slice(0, 160)}`),
  );
}
