import { RangeSetBuilder, RangeSet } from '@codemirror/state';
import type { Extension, RangeValue, StateCommand } from '@codemirror/state';
import { Decoration, EditorView, ViewPlugin, WidgetType } from '@codemirror/view';
import type { DecorationSet, ViewUpdate } from '@codemirror/view';
import { visibleText } from '../../../codec/index.js';
import { t } from '../language/index.js';

/** A character that cannot be seen, as something that can: drawn, never part of the text. */
class Mark extends WidgetType {
  constructor(
    readonly shown: string,
    readonly title: string,
    readonly look: string,
  ) {
    super();
  }

  override eq(other: Mark): boolean {
    return other.shown === this.shown && other.look === this.look;
  }

  override toDOM(): HTMLElement {
    const element = document.createElement('span');
    element.className = this.look;
    element.textContent = this.shown;
    element.title = this.title;
    element.setAttribute('aria-label', this.title);
    return element;
  }

  override ignoreEvent(): boolean {
    return false;
  }
}

const lfMark = (): Mark => new Mark('LF', t('line end LF, 0a'), 'cm-line-end');
const crlfMark = (): Mark => new Mark('CRLF', t('line end CRLF, 0d 0a'), 'cm-line-end');
const pair = Decoration.mark({});

interface Marks {
  readonly drawn: DecorationSet;
  /** A CRLF is gone over and deleted as one. */
  readonly whole: RangeSet<RangeValue>;
}

/** Marks for the lines on screen; a line is as long as a person writes it. */
function marksOf(view: EditorView, ends: boolean): Marks {
  const drawn = new RangeSetBuilder<Decoration>();
  const whole = new RangeSetBuilder<RangeValue>();
  const { doc } = view.state;
  let done = -1;
  for (const { from, to } of view.visibleRanges) {
    for (let at = from; at <= to;) {
      const line = doc.lineAt(at);
      at = line.to + 1;
      if (line.from <= done) continue;
      done = line.from;
      // In a line of megabytes only what is on screen is looked at.
      const start = Math.max(line.from, from);
      const end = Math.min(line.to, to);
      const last = line.to === doc.length;
      const crlf = !last && doc.sliceString(line.to - 1, line.to) === '\r' && line.to > line.from;
      const text = doc.sliceString(start, end);
      for (let index = 0; index < text.length;) {
        const character = String.fromCodePoint(text.codePointAt(index) ?? 0);
        const place = start + index;
        index += character.length;
        if (character === '\t' || (crlf && place === line.to - 1)) continue;
        if (character >= ' ' && character <= '~') continue;
        const shown = visibleText(character);
        if (shown === character) continue;
        const point = (character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0');
        const mark = new Mark(character === '\r' ? 'CR' : shown, `U+${point}`, 'cm-control');
        drawn.add(place, place + character.length, Decoration.replace({ widget: mark }));
      }
      if (last) break;
      if (crlf) {
        whole.add(line.to - 1, line.to + 1, pair);
        const look = ends ? { widget: crlfMark() } : {};
        drawn.add(line.to - 1, line.to, Decoration.replace(look));
      } else if (ends) drawn.add(line.to, line.to, Decoration.widget({ widget: lfMark(), side: 1 }));
    }
  }
  return { drawn: drawn.finish(), whole: whole.finish() };
}

/**
 * Characters that cannot be seen are drawn as marks, always; the ends of lines where `ends`. What is in the
 * text stays exactly as it is: LF, CRLF and CR are three things here.
 */
export function controlMarks(ends: boolean): Extension {
  const plugin = ViewPlugin.define(
    (view) => ({
      marks: marksOf(view, ends),
      update(update: ViewUpdate) {
        if (update.docChanged || update.viewportChanged) this.marks = marksOf(update.view, ends);
      },
    }),
    {
      decorations: ({ marks }) => marks.drawn,
      provide: (self) =>
        EditorView.atomicRanges.of((view) => view.plugin(self)?.marks.whole ?? RangeSet.empty),
    },
  );
  return [plugin, theme];
}

const theme = EditorView.theme({
  '.cm-control': {
    padding: '0 2px',
    borderRadius: '3px',
    backgroundColor: 'color-mix(in srgb, var(--ctl) 18%, transparent)',
    color: 'var(--ctl)',
    fontSize: '11px',
  },
  '.cm-line-end': { padding: '0 0 0 3px', color: 'var(--fg-2)', fontSize: '9.5px', userSelect: 'none' },
});

/** Enter goes on with the line ends there are: CRLF where the line, or the one above, ends so. */
export const insertLineEnd: StateCommand = ({ state, dispatch }) => {
  const { doc } = state;
  const line = doc.lineAt(state.selection.main.head);
  const above = line.number > 1 ? doc.line(line.number - 1) : null;
  const like = line.to < doc.length ? line : above;
  if (like?.text.endsWith('\r') !== true) return false;
  dispatch(state.update(state.replaceSelection('\r\n'), { scrollIntoView: true, userEvent: 'input' }));
  return true;
};
