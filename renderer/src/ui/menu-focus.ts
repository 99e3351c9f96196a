/**
 * What a closing menu does with the focus: it goes back to where it was, unless what was chosen has
 * put it elsewhere ("Edit and resend" goes to the message). Reka gives it back in any case, after the choice ran.
 */
export function returnFocus(event: Event, to: () => HTMLElement | null): void {
  event.preventDefault();
  const menu = event.target;
  // A choice moves the focus when the page has drawn what it changed, which is before any timer.
  setTimeout(() => {
    const at = document.activeElement;
    const free = at === null || at === document.body || (menu instanceof Node && menu.contains(at));
    if (free) to()?.focus();
  });
}
