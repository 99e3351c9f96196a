/** A copy with the item at `from` standing at `to` (both indexes of the list as given); out of range changes nothing. */
export function moved<T>(list: readonly T[], from: number, to: number): T[] {
  const copy = [...list];
  if (from < 0 || from >= copy.length || to < 0 || to >= copy.length) return copy;
  const [item] = copy.splice(from, 1);
  // In range, so there is one; the check is for the type.
  if (item !== undefined) copy.splice(to, 0, item);
  return copy;
}
