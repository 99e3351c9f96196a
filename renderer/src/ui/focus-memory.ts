/** Layers come and go: what had the focus in one of them is no place to return to. */
const layers = '[role=menu], .ui-select, [role=dialog]:not([aria-modal=false]), [role=alertdialog], .toast';
/** What had the focus last, and what it stood in: once it is gone from the page, it knows that no more. */
let last: readonly HTMLElement[] = [];

document.addEventListener('focusin', (event) => {
  if (!(event.target instanceof HTMLElement) || event.target.closest(layers) !== null) return;
  last = event.composedPath().filter((one): one is HTMLElement => one instanceof HTMLElement);
});

const stops = ':is(a[href], button, input, select, textarea, [tabindex="0"]):not(:disabled, [tabindex="-1"])';

/**
 * After a layer has closed: where its opener is gone, as the entry of a menu is, the keyboard goes to what had it
 * before all layers, to what that stood in, or to the first stop that is left there.
 */
export function keepFocus(): void {
  const now = document.activeElement;
  if (now !== null && now !== document.body) return;
  for (const place of last) {
    if (!place.isConnected || place === document.body || place === document.documentElement) continue;
    place.focus();
    if (document.activeElement !== place) place.querySelector<HTMLElement>(stops)?.focus();
    if (document.activeElement !== document.body) return;
  }
}
