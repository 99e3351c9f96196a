import { describe, expect, it } from 'vitest';
import { requests } from './index.js';

/** The parts of a schema (zod's own description of it) that hold others. */
interface Schema {
  readonly _zod: {
    readonly def: {
      readonly type: string;
      readonly shape?: Readonly<Record<string, Schema>>;
      readonly catchall?: Schema;
      readonly element?: Schema;
      readonly innerType?: Schema;
      readonly keyType?: Schema;
      readonly valueType?: Schema;
      readonly options?: readonly Schema[];
      readonly items?: readonly Schema[];
      readonly in?: Schema;
      readonly out?: Schema;
    };
  };
}

/** Where a schema takes whatever comes, by path. */
function openIn(schema: Schema, path: string, seen: ReadonlySet<Schema> = new Set()): string[] {
  if (seen.has(schema)) return [];
  const { def } = schema._zod;
  const within = new Set([...seen, schema]);
  const into = (one: Schema | undefined, step: string): string[] =>
    one === undefined ? [] : openIn(one, `${path}${step}`, within);
  const here = def.type === 'any' || def.type === 'unknown' ? [path] : [];
  const loose = def.type === 'object' && def.catchall?._zod.def.type !== 'never' ? [`${path}.*`] : [];
  return [
    ...here,
    ...loose,
    ...Object.entries(def.shape ?? {}).flatMap(([key, one]) => into(one, `.${key}`)),
    ...into(def.element, '[]'),
    ...into(def.innerType, ''),
    ...into(def.keyType, '{key}'),
    ...into(def.valueType, '{}'),
    ...into(def.in, ''),
    ...into(def.out, ''),
    ...(def.options ?? []).flatMap((one) => into(one, '')),
    ...(def.items ?? []).flatMap((one, at) => into(one, `[${at}]`)),
  ];
}

describe('what a page may ask', () => {
  it('is an object of known members, whatever is asked', () => {
    for (const [name, { input }] of Object.entries(requests)) {
      const { type, catchall } = (input as unknown as Schema)._zod.def;
      expect([name, type, catchall?._zod.def.type]).toEqual([name, 'object', 'never']);
    }
  });

  it('is known in every depth, but for what a page keeps for itself', () => {
    const open = Object.entries(requests).flatMap(([name, { input }]) =>
      openIn(input as unknown as Schema, name),
    );
    // Tabs and drafts: the page's own, kept as they are to a limit of size.
    expect([...new Set(open)]).toEqual(['state.write.state', 'window.open.state', 'window.move.tab.*']);
  });
});
