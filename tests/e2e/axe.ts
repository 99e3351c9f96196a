import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from '@playwright/test';

interface Scope {
  /** Rules that do not hold where the test is. */
  readonly besides?: readonly string[];
  /** Judges what is inside alone; else the whole page. */
  readonly inside?: string;
}

/**
 * What axe finds wrong with the page in both themes, each fault at its element: every rule in the one the page has, and
 * those of colour in the other. A page whose theme was chosen, and does not follow the system, is judged in that alone.
 */
export async function violationsInBoth(page: Page, scope: Scope = {}): Promise<string[]> {
  const found = await everyRule(page, scope);
  const light = await page.evaluate(() => matchMedia('(prefers-color-scheme: light)').matches);
  const [is, other] = light ? (['light', 'dark'] as const) : (['dark', 'light'] as const);
  await page.emulateMedia({ colorScheme: other });
  await settled(page);
  const colours = await faults(builder(page, scope).withRules(['color-contrast', 'link-in-text-block']));
  await page.emulateMedia({ colorScheme: is });
  return [...found, ...colours.map((fault) => `${other}: ${fault}`)];
}

async function everyRule(page: Page, scope: Scope): Promise<string[]> {
  await settled(page);
  const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
  return faults(builder(page, scope).withTags(tags));
}

function builder(page: Page, { besides = [], inside }: Scope): AxeBuilder {
  const axe = new AxeBuilder({ page }).disableRules([...besides]);
  return inside === undefined ? axe : axe.include(inside);
}

/** A colour or a place on its way to another is no fault. */
async function settled(page: Page): Promise<void> {
  await page.evaluate(() =>
    Promise.allSettled(
      document
        .getAnimations()
        .filter(({ effect }) => effect?.getComputedTiming().iterations !== Infinity)
        .map(({ finished }) => finished),
    ),
  );
}

async function faults(axe: AxeBuilder): Promise<string[]> {
  const { violations: found } = await axe.analyze();
  return found.flatMap(({ id, nodes }) =>
    nodes.map((node) => `${id}: ${node.target.join(' ')}: ${node.html.slice(0, 160)}`),
  );
}
