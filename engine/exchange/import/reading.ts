/** Looking into values of which nothing is known: own properties alone, so that `__proto__` is a name like others. */

export type Fields = Readonly<Record<string, unknown>>;

/** The value as an object with names; null where it is none. */
export function fieldsOf(value: unknown): Fields | null {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return null;
  return value as Fields; // an object that is no list: every property of it is unknown
}

/** A property of an object, its own; undefined where there is none. */
export function at(value: unknown, ...path: readonly string[]): unknown {
  let here = value;
  for (const step of path) {
    const fields = fieldsOf(here);
    if (fields === null || !Object.hasOwn(fields, step)) return undefined;
    here = fields[step];
  }
  return here;
}

/** A property as text: numbers and booleans as they are written; anything else is ''. */
export function textAt(value: unknown, ...path: readonly string[]): string {
  return scalarText(at(value, ...path)) ?? '';
}

/** A single value as text; null where it is a list, an object or nothing. */
export function scalarText(value: unknown): string | null {
  if (typeof value === 'string') return value;
  return typeof value === 'number' || typeof value === 'boolean' || typeof value === 'bigint'
    ? String(value)
    : null;
}

/** Texts about one thing from several fields, each once. */
export function joined(...texts: readonly string[]): string {
  return [...new Set(texts.filter((text) => text.trim() !== ''))].join('\n\n');
}

/** A property as a list; empty where it is none. */
export function listAt(value: unknown, ...path: readonly string[]): readonly unknown[] {
  const found = at(value, ...path);
  return Array.isArray(found) ? found : [];
}

/** Own properties as pairs; empty where it is no object. */
export function entriesOf(value: unknown): readonly (readonly [string, unknown])[] {
  const fields = fieldsOf(value);
  return fields === null ? [] : Object.entries(fields);
}

/** Whether `disabled` is set, or `enabled` is there and off. */
export function isOff(value: unknown): boolean {
  return at(value, 'disabled') === true || at(value, 'enabled') === false;
}

/** How deep objects and lists lie in each other, looked at without recursion; stops at `most`. */
export function depthOf(value: unknown, most: number): number {
  let level: unknown[] = [value];
  for (let depth = 0; ; depth++) {
    level = level.flatMap((one) =>
      typeof one === 'object' && one !== null ? (Object.values(one) as unknown[]) : [],
    );
    if (level.length === 0 || depth >= most) return depth;
  }
}
