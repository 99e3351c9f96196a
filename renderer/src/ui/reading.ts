/**
 * Whether an element is written from right to left: the language turns the window round, and bytes, code and addresses
 * inside of it stay as they are.
 */
export function isRightToLeft(element: Element): boolean {
  return getComputedStyle(element).direction === 'rtl';
}

/** The key of an event as it would be from left to right: to go on is ArrowRight, to go back ArrowLeft. */
export function readingKey(event: KeyboardEvent): string {
  const { key, target } = event;
  if ((key !== 'ArrowLeft' && key !== 'ArrowRight') || !(target instanceof Element)) return key;
  if (!isRightToLeft(target)) return key;
  return key === 'ArrowLeft' ? 'ArrowRight' : 'ArrowLeft';
}
