import type { FindPlace } from '../export-place.js';
import type { Handling } from './table.js';

/** Exports that go to a place of the host, and not through the page. */
export function placeHandlers(findPlace: FindPlace): Handling<'export.place'> {
  return { 'export.place': ({ export: number }, page) => page.exports.place(number, findPlace) };
}
