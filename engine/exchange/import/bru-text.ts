/** A block of a `.bru` file: `name args { … }`, `name [ … ]`. */
export interface BruBlock {
  readonly name: string;
  /** What stands between the name and the brace: `1 [json]`. */
  readonly argument: string;
  /** Pairs of a dictionary; values of several lines are put together. */
  readonly pairs: readonly BruPair[];
  /** All of it as it stands, indented two spaces less: text blocks, lists. */
  readonly text: string;
  /** Line of its name, from 1. */
  readonly line: number;
}

export interface BruPair {
  readonly key: string;
  readonly value: string;
  /** Written `~key`. */
  readonly off: boolean;
  readonly line: number;
}

/** Reads the blocks of a `.bru` file. A block ends with its bracket at the beginning of a line; one that never does is said. */
export function parseBru(text: string): {
  readonly blocks: readonly BruBlock[];
  readonly problem: string | null;
} {
  const lines = text.split(/\r\n|\n/);
  const blocks: BruBlock[] = [];
  let at = 0;
  while (at < lines.length) {
    const head = headOf(lines[at] ?? '');
    at++;
    if (head === null) continue;
    const from = at;
    const close = head.bracket === '[' ? ']' : '}';
    if (!head.closed) {
      while (at < lines.length && !(lines[at] ?? '').startsWith(close)) at++;
      if (at >= lines.length) {
        return { blocks, problem: `line ${from}: the block ${head.name} never ends` };
      }
    }
    const body = !head.closed ? lines.slice(from, at) : [];
    blocks.push({
      name: head.name,
      argument: head.argument,
      pairs: pairsOf(body, from),
      text: body.map((line) => line.replace(/^ {2}/, '')).join('\n'),
      line: from,
    });
    if (!head.closed) at++;
  }
  return { blocks, problem: null };
}

/** `name argument {`, at the beginning of a line; `name {}` is closed at once. */
function headOf(line: string): {
  readonly name: string;
  readonly argument: string;
  readonly bracket: string;
  readonly closed: boolean;
} | null {
  const name = /^[A-Za-z][\w:-]*/.exec(line)?.[0];
  if (name === undefined) return null;
  let rest = line.slice(name.length).trim();
  const closed = /[}\]]$/.test(rest) && /[{[]$/.test(rest.slice(0, -1).trimEnd());
  if (closed) rest = rest.slice(0, -1).trimEnd();
  const bracket = rest.slice(-1);
  if (bracket !== '{' && bracket !== '[') return null;
  const argument = rest.slice(0, -1).trim();
  return argument.includes('{') ? null : { name, argument, bracket, closed };
}

/** `key: value`, `~key: value`, and `key: '''` up to a line with `'''`. */
function pairsOf(body: readonly string[], firstLine: number): BruPair[] {
  const pairs: BruPair[] = [];
  for (let at = 0; at < body.length; at++) {
    const typed = body[at] ?? '';
    const line = firstLine + at + 1;
    const pair = pairOf(typed);
    if (pair === null) {
      // A list of names: `vars:secret [ a, b ]`.
      const name = /^(~?)([^\s:,]+),?$/.exec(typed.trim());
      if (name !== null) pairs.push({ key: name[2] ?? '', value: '', off: name[1] === '~', line });
      continue;
    }
    const { key, off } = pair;
    let { value } = pair;
    if (value === "'''" || value.startsWith("'''")) {
      const lines: string[] = [];
      const rest = value.slice(3);
      if (rest.endsWith("'''") && rest.length >= 3) lines.push(rest.slice(0, -3));
      else {
        if (rest !== '') lines.push(rest);
        while (++at < body.length && (body[at] ?? '').trim() !== "'''") lines.push(body[at] ?? '');
      }
      value = outdented(lines);
    }
    pairs.push({ key, value, off, line });
  }
  return pairs;
}

/** `key: value` or `"key": value`, with a tilde before what is switched off. */
function pairOf(
  line: string,
): { readonly key: string; readonly value: string; readonly off: boolean } | null {
  const text = line.trim();
  const off = text.startsWith('~');
  const rest = off ? text.slice(1) : text;
  const quoted = /^"((?:[^"\\]|\\.)*)"\s*:/.exec(rest);
  const colon = quoted === null ? rest.indexOf(':') : quoted[0].length - 1;
  if (colon < 1) return null;
  const key = quoted === null ? rest.slice(0, colon).trim() : (quoted[1] ?? '').replace(/\\(.)/g, '$1');
  return { key, value: rest.slice(colon + 1).trim(), off };
}

/** Without the indentation that all lines share: up to four spaces, which Bruno writes; the rest is the text's. */
function outdented(lines: readonly string[]): string {
  const depths = lines.filter((line) => line.trim() !== '').map((line) => /^ */.exec(line)?.[0].length ?? 0);
  const depth = Math.min(4, ...depths);
  return lines.map((line) => line.slice(Math.min(depth, /^ */.exec(line)?.[0].length ?? 0))).join('\n');
}
