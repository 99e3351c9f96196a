import { defaultKeymap, history, historyKeymap, indentWithTab } from '@codemirror/commands';
import { bracketMatching, indentUnit } from '@codemirror/language';
import { closeSearchPanel, findNext, findPrevious, openSearchPanel, search } from '@codemirror/search';
import { Compartment, EditorState, Prec } from '@codemirror/state';
import type { Extension } from '@codemirror/state';
import {
  EditorView,
  drawSelection,
  highlightActiveLine,
  highlightActiveLineGutter,
  keymap,
  lineNumbers,
} from '@codemirror/view';
import { t } from '../language/index.js';
import { insertLineEnd } from './editor-controls.js';
import { faultMarks } from './editor-faults.js';
import { editorTheme } from './editor-theme.js';
import { searchPhrases } from './editor-phrases.js';
import { templateMarks } from './template-marks.js';

export interface EditorOptions {
  readonly label: string;
  readonly onSend: () => void;
  readonly onRecall: (by: 1 | -1) => void;
  readonly onChange: (text: string) => void;
}

/** What is set anew while the editor lives. */
export const editorParts = {
  language: new Compartment(),
  hint: new Compartment(),
  writable: new Compartment(),
  controls: new Compartment(),
  layout: new Compartment(),
};

/** How text is laid out and indented, as the settings say. */
export interface EditorLayout {
  readonly lineWrapping: boolean;
  readonly tabSize: number;
  readonly indent: string;
}

export function layoutOf({ lineWrapping, tabSize, indent }: EditorLayout): Extension {
  return [
    lineWrapping ? EditorView.lineWrapping : [],
    EditorState.tabSize.of(tabSize),
    indentUnit.of(indent),
  ];
}

/** Alt+Up on the first line goes back in history; elsewhere it is the editor's own. */
function recallAt(by: 1 | -1, recall: EditorOptions['onRecall']): (editor: EditorView) => boolean {
  return ({ state }) => {
    const line = state.doc.lineAt(state.selection.main.head).number;
    if (line !== (by === 1 ? 1 : state.doc.lines)) return false;
    recall(by);
    return true;
  };
}

function keys({ onSend, onRecall }: EditorOptions): Extension {
  return Prec.highest(
    keymap.of([
      { key: 'Mod-Enter', run: () => (onSend(), true) },
      { key: 'Alt-ArrowUp', run: recallAt(1, onRecall) },
      { key: 'Alt-ArrowDown', run: recallAt(-1, onRecall) },
      { key: 'Enter', run: insertLineEnd },
      // Ctrl+F is the timeline's wherever the focus is: find and replace in the message has keys of its own.
      { key: 'Ctrl-h', mac: 'Mod-Alt-f', run: openSearchPanel, preventDefault: true },
      { key: 'F3', run: findNext, shift: findPrevious, scope: 'editor search-panel', preventDefault: true },
      { key: 'Escape', run: closeSearchPanel, scope: 'editor search-panel' },
      // Tab indents; Esc then Tab leaves the editor, as keyboard users of editors know it.
      { key: 'Escape', run: (editor) => (editor.contentDOM.blur(), true) },
    ]),
  );
}

/** The message editor as an extension: everything but the text. */
export function editorSetup(options: EditorOptions): Extension {
  const nonce = document.querySelector<HTMLElement>('meta[property=csp-nonce]')?.nonce ?? '';
  const { language, hint, writable, controls, layout } = editorParts;
  return [
    keys(options),
    nonce === '' ? [] : EditorView.cspNonce.of(nonce),
    lineNumbers(),
    highlightActiveLineGutter(),
    highlightActiveLine(),
    history(),
    drawSelection(),
    bracketMatching(),
    search({ top: true }),
    EditorState.phrases.of(searchPhrases),
    // What was typed is what is sent: LF alone parts lines, and a CR is a character of its line.
    EditorState.lineSeparator.of('\n'),
    keymap.of([...defaultKeymap, ...historyKeymap, indentWithTab]),
    EditorView.contentAttributes.of(() => ({
      'aria-label': options.label,
      'aria-description': t('Tab indents. Esc, then Tab, leaves the editor.'),
      spellcheck: 'false',
      autocorrect: 'off',
      autocapitalize: 'off',
    })),
    language.of([]),
    hint.of([]),
    writable.of([]),
    controls.of([]),
    layout.of([]),
    faultMarks,
    templateMarks,
    editorTheme,
    EditorView.updateListener.of((update) => {
      if (update.docChanged) options.onChange(update.state.sliceDoc());
    }),
  ];
}
