import { StateEffect, StateField } from '@codemirror/state';
import type { Extension } from '@codemirror/state';
import { Decoration, EditorView } from '@codemirror/view';
import type { DecorationSet } from '@codemirror/view';

/** A placeholder in the editor: where it is, whether it stands for something, and what to say of it. */
export interface TemplateMark {
  readonly start: number;
  readonly end: number;
  readonly problem: boolean;
  readonly title: string;
}

/** Gives the editor the placeholders of its text. */
export const setTemplateMarks = StateEffect.define<readonly TemplateMark[]>();

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
            class: problem ? 'cm-placeholder-unknown' : 'cm-placeholder-known',
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
export const templateMarks: Extension = [
  marks,
  EditorView.theme({
    '.cm-placeholder-known': {
      borderRadius: '3px',
      backgroundColor: 'color-mix(in srgb, var(--accent) 16%, transparent)',
      boxShadow: 'inset 0 -1px 0 var(--accent)',
    },
    '.cm-placeholder-unknown': {
      borderRadius: '3px',
      backgroundColor: 'color-mix(in srgb, var(--err) 18%, transparent)',
      textDecoration: 'underline wavy var(--err)',
      textUnderlineOffset: '4px',
    },
  }),
];
