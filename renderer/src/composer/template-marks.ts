import { StateEffect, StateField } from '@codemirror/state';
import type { Extension } from '@codemirror/state';
import { Decoration, EditorView } from '@codemirror/view';
import type { DecorationSet } from '@codemirror/view';
import type { TextMark } from '../ui/index.js';

/** Gives the editor the placeholders of its text. */
export const setTemplateMarks = StateEffect.define<readonly TextMark[]>();

const marks = StateField.define<DecorationSet>({
  create: () => Decoration.none,
  update(known, change) {
    let next = known.map(change.changes);
    for (const effect of change.effects) {
      if (!effect.is(setTemplateMarks)) continue;
      const { length } = change.state.doc;
      const fitting = effect.value.filter(({ start, end }) => start < end && end <= length);
      next = Decoration.set(
        fitting.map(({ start, end, problem, title }) =>
          Decoration.mark({
            class: problem ? 'placeholder-unknown' : 'placeholder-known',
            attributes: { title },
          }).range(start, end),
        ),
        true,
      );
    }
    return next;
  },
  provide: (field) => EditorView.decorations.from(field),
});

/** Shows placeholders as such, with what they stand for on hover. */
export const templateMarks: Extension = marks;
