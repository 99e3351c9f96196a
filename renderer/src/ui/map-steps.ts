/** Of a map's height, that an arrow and a page key go over. */
const arrowShare = 1 / 100;
const pageShare = 1 / 10;

/** Where a key leads on a map of so many rows, from the row at `from`; null for a key that is not the map's. */
export function stepOnMap(key: string, from: number, count: number): number | null {
  const by = (share: number): number => Math.max(1, Math.round(count * share));
  const steps: Readonly<Record<string, number>> = {
    ArrowUp: -by(arrowShare),
    ArrowDown: by(arrowShare),
    ArrowLeft: -by(arrowShare),
    ArrowRight: by(arrowShare),
    PageUp: -by(pageShare),
    PageDown: by(pageShare),
    Home: -count,
    End: count,
  };
  const step = steps[key];
  return step === undefined ? null : Math.max(0, Math.min(count - 1, from + step));
}
