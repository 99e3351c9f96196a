import type { EditorState } from '@codemirror/state';

/** Texts whose undo history is kept; the one unused longest leaves. */
const maxKept = 16;

/** What the editor was in for texts that are not shown, so that each has its own cursor and undo history. */
export class KeptStates {
  readonly #states = new Map<string, EditorState>();

  put(doc: string, state: EditorState): void {
    this.#states.delete(doc);
    this.#states.set(doc, state);
    for (const oldest of this.#states.keys()) {
      if (this.#states.size <= maxKept) break;
      this.#states.delete(oldest);
    }
  }

  /** What was kept of the text, if the text is still the same. */
  take(doc: string, text: string): EditorState | null {
    const state = this.#states.get(doc);
    this.#states.delete(doc);
    return state?.sliceDoc() === text ? state : null;
  }
}
