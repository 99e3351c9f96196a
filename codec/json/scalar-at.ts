import { jsonStringValue } from './token.js';
import { defaultMaxJsonNodes } from './tree.js';
import { type JsonContainerKind, type JsonScalarKind, walkJson } from './walk.js';

/** A scalar as it stands in a text: `text.slice(start, end)`. */
interface JsonScalar {
  readonly kind: JsonScalarKind;
  readonly start: number;
  readonly end: number;
}

/**
 * The scalar at a path of names and indices, of members of one name the first; null where there is none, or the text
 * is no JSON from its beginning to its end. What `parseJsonTree` would lead to, without the tree: of what lies beside the path nothing is
 * made, so that it can be asked of millions of rows.
 */
export function jsonScalarAt(text: string, path: readonly (string | number)[]): JsonScalar | null {
  /** Containers that are open, and how many of them lie on the path. */
  let depth = 0;
  let reached = 0;
  /** Of each container on the path: where it stands in an array, and whether its wanted member has come. */
  const index: number[] = [];
  const kinds: JsonContainerKind[] = [];
  const taken: boolean[] = [];
  let keyFits = false;
  let nodes = 0;
  let found: JsonScalar | null = null;

  /** Whether the value that begins now is the next on the path. */
  function isWanted(): boolean {
    nodes++;
    if (depth === 0) return true;
    if (reached !== depth || depth > path.length || taken[depth - 1] === true) return false;
    if (kinds[depth - 1] === 'array') {
      index[depth - 1] = (index[depth - 1] ?? -1) + 1;
      if (index[depth - 1] !== path[depth - 1]) return false;
    } else if (!keyFits) return false;
    taken[depth - 1] = true;
    return true;
  }

  const walked = walkJson(text, {
    open(kind) {
      if (isWanted()) {
        reached = depth + 1;
        kinds[depth] = kind;
        index[depth] = -1;
        taken[depth] = false;
      }
      depth++;
    },
    close() {
      depth--;
      if (reached > depth) reached = depth;
    },
    key(start, end) {
      keyFits = false;
      if (reached !== depth || taken[depth - 1] === true) return;
      const wanted = path[depth - 1];
      const written = text.slice(start + 1, end - 1);
      keyFits =
        written === wanted || (written.includes('\\') && jsonStringValue(text.slice(start, end)) === wanted);
    },
    scalar(kind, start, end) {
      if (isWanted() && depth === path.length) found = { kind, start, end };
    },
  });
  return walked.ok && nodes <= defaultMaxJsonNodes ? found : null;
}
