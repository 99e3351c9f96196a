/** Layers come and go: what had the focus in one of them is no place to return to. */
const layers = '[role=menu], [role=dialog]:not([aria-modal=false]), [role=alertdialog], .toast';
let last: HTMLElement | null = null;

document.addEventListener('focusin', ({ target }) => {
  if (target instanceof HTMLElement && target.closest(layers) === null) last = target;
});

/**
 * After a layer has closed: where its opener is gone, as the entry of a menu is, the keyboard goes to what had it
 * before all layers, or to what that stood in.
 */
export function keepFocus(): void {
  const now = document.activeElement;
  if (now !== null && now !== document.body) return;
  for (let place = last; place !== null; place = place.parentElement) {
    if (!place.isConnected) continue;
    place.focus();
    if (document.activeElement === place) return;
  }
}
