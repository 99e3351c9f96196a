import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const css = readFileSync(new URL('../renderer/src/ui/tokens.css', import.meta.url), 'utf8');

/** What a rule of tokens.css sets to a colour. */
function colours(selector: string): Map<string, string> {
  const start = css.indexOf(`\n${selector} {`);
  if (start < 0) throw new Error(`tokens.css has no rule ${selector}`);
  const body = css.slice(start, css.indexOf('}', start));
  return new Map(
    [...body.matchAll(/--([\w-]+): (#[0-9a-f]{6});/g)].map(([, name = '', hex = '']) => [name, hex]),
  );
}

/** Relative luminance, WCAG 2.2. */
function luminance(hex: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5]
    .map((at) => Number.parseInt(hex.slice(at, at + 2), 16) / 255)
    .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(a: string, b: string): number {
  const [light = 0, dark = 0] = [luminance(a), luminance(b)].sort((x, y) => y - x);
  return (light + 0.05) / (dark + 0.05);
}

const grounds = ['bg-0', 'bg-1', 'bg-2', 'bg-3', 'bg-hover', 'bg-active'];
const texts = [
  ...['fg-0', 'fg-1', 'fg-2', 'accent', 'in', 'out', 'ctl', 'err', 'ok', 'warn'],
  ...['ws', 'tcp', 'udp', 'tls', 'unix'],
];

/** Every pair that falls below, with what it has. */
function tooClose(of: Map<string, string>, names: readonly string[], least: number): string[] {
  return names.flatMap((name) =>
    grounds.flatMap((ground) => {
      const has = contrast(of.get(name) ?? '', of.get(ground) ?? '');
      return has >= least ? [] : [`${name} on ${ground}: ${has.toFixed(2)}`];
    }),
  );
}

const dark = colours(":root,\n[data-theme='dark']");
const light = colours("[data-theme='light']");
const more = colours("[data-contrast='more']");

describe('the colours of a theme', () => {
  it.each([
    ['dark', dark],
    ['light', light],
  ])('reach 4.5:1 as text on every ground, %s', (_, of) => {
    expect(tooClose(of, texts, 4.495)).toEqual([]);
    expect(contrast(of.get('accent-fg') ?? '', of.get('accent') ?? '')).toBeGreaterThan(4.5);
  });

  it.each([
    ['dark', dark],
    ['light', light],
  ])('reach 3:1 round what is typed into and for what is chosen, WCAG 1.4.11, %s', (_, of) => {
    for (const ground of ['bg-0', 'bg-1', 'bg-2', 'bg-3'])
      expect(contrast(of.get('edge') ?? '', of.get(ground) ?? ''), ground).toBeGreaterThanOrEqual(3);
    expect(tooClose(of, ['accent', 'fg-2'], 3)).toEqual([]);
  });

  it.each([
    ['dark', more],
    ['light', new Map([...more, ...colours("[data-theme='light'][data-contrast='more']")])],
  ])('reach 7:1 where more contrast is asked for, decoration included, %s', (_, of) => {
    expect(tooClose(of, [...texts, 'fg-3', 'life'], 7)).toEqual([]);
    expect(tooClose(of, ['line', 'line-strong'], 3)).toEqual([]);
    expect(contrast(of.get('accent-fg') ?? '', of.get('accent') ?? '')).toBeGreaterThan(7);
  });

  it('are all set anew where more contrast is asked for', () => {
    expect([...more.keys()].sort()).toEqual([...dark.keys()].sort());
    const inLight = colours("[data-theme='light'][data-contrast='more']");
    expect([...inLight.keys()].sort()).toEqual([...light.keys()].sort());
  });
});
