import { EditorView } from '@codemirror/view';

/** Find and replace in the look of the window's own fields and buttons. */
export const searchTheme = EditorView.theme({
  '.cm-panels': { backgroundColor: 'var(--bg-2)', color: 'var(--fg-1)', zIndex: 2 },
  '.cm-panels-top': { borderBottom: '1px solid var(--line)' },
  '.cm-panel.cm-search': {
    display: 'flex',
    flexWrap: 'wrap',
    gap: '4px 6px',
    alignItems: 'center',
    padding: '4px 28px 4px 12px',
    fontFamily: 'var(--font-ui)',
    fontSize: '11.5px',
  },
  '.cm-panel.cm-search input, .cm-panel.cm-search button, .cm-panel.cm-search label': { margin: 0 },
  '.cm-panel.cm-search label': {
    display: 'flex',
    gap: '4px',
    alignItems: 'center',
    color: 'var(--fg-1)',
    fontSize: '11.5px',
  },
  '.cm-panel.cm-search .cm-textfield': {
    width: '150px',
    height: '22px',
    padding: '0 6px',
    border: '1px solid var(--line-strong)',
    borderRadius: '4px',
    backgroundColor: 'var(--bg-0)',
    color: 'var(--fg-0)',
    fontFamily: 'var(--font-mono)',
    fontSize: '11.5px',
  },
  '.cm-panel.cm-search .cm-button': {
    height: '22px',
    padding: '0 8px',
    border: '1px solid var(--line-strong)',
    borderRadius: '4px',
    backgroundColor: 'transparent',
    backgroundImage: 'none',
    color: 'var(--fg-1)',
    fontSize: '11.5px',
  },
  // Each word of a button, as capitalize does it, is wrong outside of English.
  '.cm-panel.cm-search .cm-button::first-letter': { textTransform: 'uppercase' },
  '.cm-panel.cm-search .cm-button:hover': { backgroundColor: 'var(--bg-hover)', color: 'var(--fg-0)' },
  '.cm-panel.cm-search [name=close]': { top: '3px', right: '8px', color: 'var(--fg-1)' },
  '.cm-searchMatch': { backgroundColor: 'color-mix(in srgb, var(--warn) 28%, transparent)' },
  '.cm-searchMatch-selected': {
    backgroundColor: 'color-mix(in srgb, var(--warn) 50%, transparent)',
    outline: '1px solid var(--warn)',
  },
});
