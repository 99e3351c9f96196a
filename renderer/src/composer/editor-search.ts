import {
  closeSearchPanel,
  getSearchQuery,
  openSearchPanel,
  searchPanelOpen,
  setSearchQuery,
} from '@codemirror/search';
import type { EditorView } from '@codemirror/view';

/** Makes an open search panel anew, which takes its words when it opens: the same query, and the focus where it was. */
export function renewSearchPanel(view: EditorView): void {
  if (!searchPanelOpen(view.state)) return;
  const before = document.activeElement;
  const field = view.dom.querySelector('.cm-search')?.contains(before) ? before?.getAttribute('name') : null;
  // The editor would look for what is selected instead.
  const query = getSearchQuery(view.state);
  closeSearchPanel(view);
  openSearchPanel(view);
  view.dispatch({ effects: setSearchQuery.of(query) });
  const focused = field == null ? before : view.dom.querySelector(`.cm-search [name="${field}"]`);
  if (focused instanceof HTMLElement) focused.focus();
}
