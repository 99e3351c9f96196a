import { json } from '@codemirror/lang-json';
import { xml } from '@codemirror/lang-xml';
import { foldGutter, foldKeymap } from '@codemirror/language';
import type { Extension } from '@codemirror/state';
import { Decoration, EditorView, MatchDecorator, ViewPlugin, keymap } from '@codemirror/view';
import type { DecorationSet, ViewUpdate } from '@codemirror/view';
import { t } from '../language/index.js';

/** How the editor reads its text. */
export type EditorLanguage = 'plain' | 'json' | 'xml' | 'escapes';

const escapes = new MatchDecorator({
  regexp: /\\(?:x[0-9a-fA-F]{2}|u\{[0-9a-fA-F]{1,6}\}|u[0-9a-fA-F]{4}|[0abtnvfre"'\\{])/g,
  decoration: Decoration.mark({ class: 'cm-escape' }),
});

const escapeMarks: Extension = [
  ViewPlugin.define<{ marks: DecorationSet; update: (update: ViewUpdate) => void }>(
    (view) => ({
      marks: escapes.createDeco(view),
      update(update) {
        this.marks = escapes.updateDeco(update, this.marks);
      },
    }),
    { decorations: ({ marks }) => marks },
  ),
  EditorView.theme({ '.cm-escape': { color: 'var(--udp)' } }),
];

/** An arrow beside what can be folded; the icon font of the default has no place in our fonts. */
const folding: Extension = [
  foldGutter({
    markerDOM(open) {
      const element = document.createElement('span');
      element.className = open ? 'cm-fold-open' : 'cm-fold-closed';
      element.title = open ? t('Fold') : t('Unfold');
      element.textContent = open ? '▾' : '▸';
      return element;
    },
  }),
  keymap.of(foldKeymap),
];

export function languageOf(language: EditorLanguage): Extension {
  switch (language) {
    case 'json':
      return [json(), folding];
    case 'xml':
      return [xml({ autoCloseTags: false }), folding];
    case 'escapes':
      return escapeMarks;
    case 'plain':
      return [];
  }
}
