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
    const head = /^([A-Za-z][\w:-]*)\s*([^{[]*?(?:\[[a-z]+\]\s*)?)\s*([{[])\s*([}\]])?\s*$/.exec(
      lines[at] ?? '',
    );
    at++;
    if (head === null) continue;
    const from = at;
    const close = head[3] === '[' ? ']' : '}';
    if (head[4] === undefined) {
      while (at < lines.length && !(lines[at] ?? '').startsWith(close)) at++;
      if (at >= lines.length) {
        return { blocks, problem: `line ${from}: the block ${head[1] ?? ''} never ends` };
      }
    }
    const body = head[4] === undefined ? lines.slice(from, at) : [];
    blocks.push({
      name: head[1] ?? '',
      argument: (head[2] ?? '').trim(),
      pairs: pairsOf(body, from),
      text: body.map((line) => line.replace(/^ {2}/, '')).join('\n'),
      line: from,
    });
    if (head[4] === undefined) at++;
  }
  return { blocks, problem: null };
}

/** `key: value`, `~key: value`, and `key: '''` up to a line with `'''`. */
function pairsOf(body: readonly string[], firstLine: number): BruPair[] {
  const pairs: BruPair[] = [];
  for (let at = 0; at < body.length; at++) {
    const typed = body[at] ?? '';
    const pair = /^\s*(~?)(?:"((?:[^"\\]|\\.)*)"|([^:]+?))\s*:(?:\s(.*))?$/.exec(typed);
    const line = firstLine + at + 1;
    if (pair === null) {
      // A list of names: `vars:secret [ a, b ]`.
      const name = /^\s*(~?)([^\s:,]+),?\s*$/.exec(typed);
      if (name !== null) pairs.push({ key: name[2] ?? '', value: '', off: name[1] === '~', line });
      continue;
    }
    const key = pair[2] === undefined ? (pair[3] ?? '').trim() : pair[2].replace(/\\(.)/g, '$1');
    let value = (pair[4] ?? '').trim();
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
    pairs.push({ key, value, off: pair[1] === '~', line });
  }
  return pairs;
}

/** Without the indentation that all lines share. */
function outdented(lines: readonly string[]): string {
  const depths = lines.filter((line) => line.trim() !== '').map((line) => /^ */.exec(line)?.[0].length ?? 0);
  const depth = depths.length === 0 ? 0 : Math.min(...depths);
  return lines.map((line) => line.slice(Math.min(depth, /^ */.exec(line)?.[0].length ?? 0))).join('\n');
}
