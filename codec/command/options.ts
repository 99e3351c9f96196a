import { list, type Draft } from './draft.js';

/** What an option does with its value ('' for a switch); answers what is wrong with it, or null. */
export type Action = (draft: Draft, value: string) => string | null | void;

export interface OptionTable {
  /** Options with a value. */
  readonly values: Readonly<Record<string, Action>>;
  readonly switches: Readonly<Record<string, Action>>;
  /** Known options whose value must be skipped with them; reported as unmapped. */
  readonly skippedValues: readonly string[];
}

/**
 * Walks over words as getopt does: `--name value`, `--name=value`, `-n value`, `-nvalue`, joined
 * switches (`-lvp 9`), `--` before what are no options. Unknown options are kept in `unmapped`.
 */
export function readOptions(
  words: readonly string[],
  draft: Draft,
  table: OptionTable,
): { readonly rest: string[]; readonly problem: string | null } {
  const rest: string[] = [];
  let at = 0;

  /** One option; `joined` is the value that stands in the same word. Answers what is wrong, or null. */
  function take(name: string, joined: string | null, word: string): string | null {
    const valued = own(table.values, name);
    if (valued === undefined && !table.skippedValues.includes(name)) {
      const action = own(table.switches, name);
      if (action === undefined) draft.unmapped.push(word);
      return action?.(draft, '') ?? null;
    }
    const value = joined ?? words[++at];
    if (value === undefined) return `${name} needs a value`;
    if (valued !== undefined) return valued(draft, value) ?? null;
    draft.unmapped.push(`${name} ${value}`);
    return null;
  }

  function takeLong(word: string): string | null {
    const equals = word.indexOf('=');
    return equals < 0 ? take(word, null, word) : take(word.slice(0, equals), word.slice(equals + 1), word);
  }

  function takeShort(word: string): string | null {
    for (let letter = 1; letter < word.length; letter++) {
      const name = `-${word[letter] ?? ''}`;
      const valued = own(table.values, name) !== undefined || table.skippedValues.includes(name);
      const joined = valued ? word.slice(letter + 1).replace(/^=/, '') || null : null;
      const problem = take(name, joined, name);
      if (problem !== null || valued) return problem;
    }
    return null;
  }

  for (; at < words.length; at++) {
    const word = words[at] ?? '';
    if (word === '--') return { rest: [...rest, ...words.slice(at + 1)], problem: null };
    if (!word.startsWith('-') || word === '-') {
      rest.push(word);
      continue;
    }
    const problem = word.startsWith('--') ? takeLong(word) : takeShort(word);
    if (problem !== null) return { rest, problem };
  }
  return { rest, problem: null };
}

function own<Value>(table: Readonly<Record<string, Value>>, name: string): Value | undefined {
  return Object.hasOwn(table, name) ? table[name] : undefined;
}

/** An option whose value is kept as it is. */
export function setFact<
  Name extends
    'origin' | 'caFile' | 'certFile' | 'keyFile' | 'passphrase' | 'serverName' | 'message' | 'localHost',
>(name: Name): Action {
  return (draft, value) => {
    draft.facts[name] = value;
  };
}

/** An option whose value is a number. */
export function setNumber(name: 'localPort' | 'pingSeconds'): Action {
  return (draft, value) => {
    if (!/^\d+(\.\d+)?$/.test(value)) return `'${value}' is not a number`;
    draft.facts[name] = Number(value);
    return null;
  };
}

/** As long as a timeout of ours may be: a day. */
const mostMilliseconds = 86_400_000;
const units = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 } as const;

/** A time as tools write it, `5`, `1.5` or with `ms`, `s`, `m`, `h`, in milliseconds; null where it is none that fits. */
export function millisecondsOf(value: string): number | null {
  const [, digits, unit = 's'] = /^(\d{1,12}(?:\.\d{1,9})?)(ms|[smh])?$/.exec(value) ?? [];
  if (digits === undefined) return null;
  const ms = Math.round(Number(digits) * units[unit as keyof typeof units]);
  return ms <= mostMilliseconds ? ms : null;
}

/** An option whose value is a time. */
export function setTime(name: 'connectTimeoutMs' | 'keepAliveDelayMs', typed: string): Action {
  return (draft, value) => {
    const ms = millisecondsOf(value);
    if (ms === null) draft.unmapped.push(`${typed} ${value}`);
    else draft.facts[name] = ms;
  };
}

/** A switch that gives up verification. */
export const insecure: Action = (draft) => {
  draft.facts.insecure = true;
};
/** A switch that asks for what is so here anyway. */
export const nothing: Action = () => null;
/** An option that holds a list of subprotocols. */
export const addSubprotocols: Action = (draft, value) => {
  draft.subprotocols.push(...list(value));
};

/** Sets a WebSocket URL; wscat and curl add the scheme where it is missing. */
export function setUrl(draft: Draft, url: string): void {
  const typed = /^[a-z][a-z0-9+.-]*:\/\//i.test(url) ? url : `ws://${url}`;
  draft.address = typed;
  draft.protocol = /^(wss|https):/i.test(typed) ? 'wss' : 'ws';
}

/** Makes a listener of the line. */
export function listen(
  draft: Draft,
  scheme: 'ws' | 'tcp' | 'udp' | 'tls',
  host: string | undefined,
  port: string,
): void {
  draft.role = 'server';
  draft.protocol = scheme;
  draft.address = `${scheme}://${bracket(host ?? '')}:${port}`;
}

/** A host as it stands before a colon and the port. */
export function bracket(host: string): string {
  return host.includes(':') && !host.startsWith('[') ? `[${host}]` : host;
}
