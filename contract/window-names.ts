/** Which window a page is: its address says so (`?window=N`), the first one's says nothing. */
export function windowIn(address: string): number {
  const match = /[?&]window=([1-9]\d?)(?:[&#]|$)/.exec(address);
  return match === null ? 1 : Number(match[1]);
}

/** The address of a window, from that of the first one. */
export function addressOfWindow(first: string, window: number): string {
  return window === 1 ? first : `${first}${first.includes('?') ? '&' : '?'}window=${window}`;
}

/** What a tab is called: its name, else its address; '' where it has neither yet. */
export function tabTitle(name: string, address: string): string {
  return name !== '' ? name : address;
}
