import type { FieldTree, DraftField } from './fields.js';
import { readJson } from './json.js';

/** A JSON text in a message of a protocol: its fields, and its members to look at. */
export class JsonMessage {
  readonly root: DraftField | null;
  readonly error: string | null;

  /** Reads the text at `start` into the innermost open field of the tree, as the field `name`. */
  constructor(
    tree: FieldTree,
    inside: DraftField,
    bytes: Uint8Array,
    start: number,
    end: number,
    name: string,
  ) {
    const before = inside.children.length;
    this.error = readJson(tree, bytes, start, end, name).error;
    this.root = inside.children[before] ?? null;
  }

  get isObject(): boolean {
    return this.root?.value.startsWith('{') === true;
  }

  get isArray(): boolean {
    return this.root?.value.startsWith('[') === true;
  }

  get members(): readonly DraftField[] {
    return this.root?.children ?? [];
  }

  member(name: string): DraftField | null {
    return memberOf(this.root, name);
  }
}

/** The member of an object by its name; null where there is none. */
export function memberOf(object: DraftField | null, name: string): DraftField | null {
  if (object?.value.startsWith('{') !== true) return null;
  return object.children.find((one) => one.name === name) ?? null;
}

/** What a string token says, its escapes as sent; null where the value is no string. */
export function stringOf(value: DraftField | null): string | null {
  return value?.value.startsWith('"') === true ? value.value.replace(/^"|"$/g, '') : null;
}

/** A whole number as a number; null where the value is none. */
export function integerOf(value: DraftField | null): number | null {
  return value !== null && /^-?\d{1,15}$/.test(value.value) ? Number(value.value) : null;
}

/** Says what is wrong with a field; the first thing said stays. */
export function complain(one: DraftField, error: string): void {
  one.error ??= error;
}

/** Says of each of these that it is missing, unless it is there. */
export function requireMembers(object: DraftField, names: readonly string[], of: string): void {
  const missing = names.filter((name) => memberOf(object, name) === null);
  if (missing.length > 0) complain(object, `${of} needs ${missing.join(', ')}`);
}
