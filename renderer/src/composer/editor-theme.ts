import { HighlightStyle, syntaxHighlighting } from '@codemirror/language';
import type { Extension } from '@codemirror/state';
import { EditorView } from '@codemirror/view';
import { tags } from '@lezer/highlight';
import { searchTheme } from './editor-search-theme.js';

/** The editor in the window's own colours: tokens change with the theme, the editor with them. */
export const editorTheme: Extension = [
  EditorView.theme({
    '&': {
      height: '100%',
      backgroundColor: 'transparent',
      color: 'var(--fg-0)',
      fontSize: 'var(--editor-size)',
    },
    '&.cm-focused': { outline: 'none' },
    '.cm-scroller': {
      fontFamily: 'var(--editor-font)',
      lineHeight: 'calc(var(--editor-size) + 7px)',
      overflow: 'auto',
    },
    '.cm-content': { padding: '8px 0', caretColor: 'var(--accent)' },
    '.cm-line': { padding: '0 12px 0 6px' },
    '.cm-cursor': { borderLeftColor: 'var(--accent)', borderLeftWidth: '2px' },
    '.cm-gutters': {
      backgroundColor: 'transparent',
      color: 'var(--fg-2)',
      border: 'none',
      paddingLeft: '8px',
    },
    '.cm-activeLineGutter': { backgroundColor: 'transparent', color: 'var(--fg-0)' },
    '&.cm-focused .cm-activeLine': { backgroundColor: 'color-mix(in srgb, var(--bg-2) 60%, transparent)' },
    '.cm-activeLine': { backgroundColor: 'transparent' },
    '.cm-placeholder': { color: 'var(--fg-2)' },
    '&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground': {
      backgroundColor: 'color-mix(in srgb, var(--accent) 28%, transparent)',
    },
    '.cm-matchingBracket, &.cm-focused .cm-matchingBracket': {
      backgroundColor: 'var(--bg-3)',
      outline: '1px solid var(--line-strong)',
    },
    '.cm-foldGutter .cm-gutterElement': { width: '14px', cursor: 'pointer', textAlign: 'center' },
    '.cm-foldPlaceholder': {
      margin: '0 2px',
      padding: '0 4px',
      border: '1px solid var(--line-strong)',
      borderRadius: '3px',
      backgroundColor: 'var(--bg-2)',
      color: 'var(--fg-1)',
    },
  }),
  searchTheme,
  syntaxHighlighting(
    HighlightStyle.define([
      { tag: tags.propertyName, color: 'var(--ws)' },
      { tag: tags.string, color: 'var(--in)' },
      { tag: [tags.number, tags.bool, tags.null], color: 'var(--udp)' },
      { tag: tags.tagName, color: 'var(--ws)' },
      { tag: tags.attributeName, color: 'var(--udp)' },
      { tag: tags.attributeValue, color: 'var(--in)' },
      { tag: [tags.comment, tags.processingInstruction, tags.documentMeta], color: 'var(--fg-2)' },
      {
        tag: [tags.angleBracket, tags.brace, tags.squareBracket, tags.separator, tags.punctuation],
        color: 'var(--fg-1)',
      },
    ]),
  ),
];
