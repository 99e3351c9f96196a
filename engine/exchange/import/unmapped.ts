import type { Collector } from './collector.js';
import { at, entriesOf, fieldsOf, scalarText, textAt } from './reading.js';

/** What a note about something left behind names it by. */
export interface Owner {
  /** `Join`, `Chat API`. */
  readonly name: string;
  readonly place: string;
  /** Key of the connection it belongs to, as of a note. */
  readonly about?: object;
}

/** Longest list of names in a note. */
const shownNames = 12;

/** Names every field of an object that says something and is not among those an importer knows what to do with. */
export function lostFields(of: unknown, known: ReadonlySet<string>, owner: Owner, to: Collector): void {
  const names = entriesOf(of)
    .filter(([name, value]) => !known.has(name) && says(value))
    .map(([name]) => name);
  if (names.length === 0) return;
  to.lost(`${listed(names)} of ${owner.name}`, owner.place, 'there is no such thing here', owner.about);
}

/** A description as most tools write it: a text, or an object of its type and content. */
export function descriptionOf(of: unknown, field = 'description'): string {
  const written = at(of, field);
  return scalarText(written) ?? textAt(written, 'content');
}

function listed(names: readonly string[]): string {
  const shown = names.slice(0, shownNames).join(', ');
  return names.length > shownNames ? `${shown} and ${names.length - shownNames} more` : shown;
}

function says(value: unknown): boolean {
  if (value === null || value === undefined || value === false || value === '' || value === 0) return false;
  if (Array.isArray(value)) return value.length > 0;
  const fields = fieldsOf(value);
  return fields === null || Object.keys(fields).length > 0;
}
