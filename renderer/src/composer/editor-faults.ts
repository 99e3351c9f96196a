import { StateEffect, StateField } from '@codemirror/state';
import type { Extension } from '@codemirror/state';
import { Decoration, EditorView } from '@codemirror/view';
import type { DecorationSet } from '@codemirror/view';

/** Something wrong in the editor's text; end exclusive. */
export interface EditorFault {
  readonly start: number;
  readonly end: number;
  readonly severity: 'error' | 'warning';
  /** Said on hover. */
  readonly title: string;
}

/** Gives the editor what is wrong in its text. */
export const setFaults = StateEffect.define<readonly EditorFault[]>();

const marks = StateField.define<DecorationSet>({
  create: () => Decoration.none,
  update(known, change) {
    let next = known.map(change.changes);
    for (const effect of change.effects) {
      if (!effect.is(setFaults)) continue;
      const { length } = change.state.doc;
      next = Decoration.set(
        effect.value.flatMap(({ start, end, severity, title }) => {
          if (length === 0) return [];
          // A fault at the very end marks the character before it: a mark needs something to lie on.
          const from = Math.min(start, length - 1);
          const to = Math.max(from + 1, Math.min(end, length));
          return Decoration.mark({
            class: severity === 'error' ? 'cm-fault' : 'cm-fault cm-fault-warning',
            attributes: { title },
          }).range(from, to);
        }),
        true,
      );
    }
    return next;
  },
  provide: (field) => EditorView.decorations.from(field),
});

/** Underlines what is wrong. */
export const faultMarks: Extension = [
  marks,
  EditorView.theme({
    '.cm-fault': {
      textDecoration: 'underline wavy var(--err)',
      textUnderlineOffset: '4px',
      backgroundColor: 'color-mix(in srgb, var(--err) 18%, transparent)',
    },
    '.cm-fault-warning': {
      textDecorationColor: 'var(--warn)',
      backgroundColor: 'color-mix(in srgb, var(--warn) 16%, transparent)',
    },
  }),
];
