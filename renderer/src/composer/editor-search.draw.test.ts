import { SearchQuery, getSearchQuery, openSearchPanel, search, setSearchQuery } from '@codemirror/search';
import { EditorState } from '@codemirror/state';
import { EditorView } from '@codemirror/view';
import { expect, it } from 'vitest';
import { speak, t } from '../language/index.js';
import { searchPhrases } from './editor-phrases.js';
import { renewSearchPanel } from './editor-search.js';

it('makes an open search anew in another language, with what is looked for', async () => {
  const view = new EditorView({
    parent: document.body,
    state: EditorState.create({
      doc: 'one two',
      selection: { anchor: 0, head: 3 },
      extensions: [search({ top: true }), EditorState.phrases.of(searchPhrases)],
    }),
  });
  const field = (): HTMLInputElement | null => view.dom.querySelector('.cm-search [name=search]');
  try {
    renewSearchPanel(view);
    expect(field()).toBeNull();
    openSearchPanel(view);
    view.dispatch({ effects: setSearchQuery.of(new SearchQuery({ search: 'two' })) });
    expect(field()?.placeholder).toBe('Find');
    await speak('de');
    renewSearchPanel(view);
    expect(field()?.placeholder).toBe(t('Find'));
    expect(field()?.placeholder).not.toBe('Find');
    expect(field()?.value).toBe('two');
    expect(getSearchQuery(view.state).search).toBe('two');
  } finally {
    await speak('en');
    view.destroy();
  }
});
