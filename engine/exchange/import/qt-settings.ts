import { escapedLetter } from '../../../codec/index.js';

/** An INI file as Qt's QSettings writes it. Values of lists are joined by commas; types are forgotten. */
export interface QtSettings {
  /** Keys before the first group are those of `General`, as Qt has it. */
  readonly groups: ReadonlyMap<string, ReadonlyMap<string, string>>;
}

/** Reads `[group]`, `key=value`, `%20` in names, and quotes and backslashes in values. Unreadable lines are left out. */
export function parseQtSettings(text: string): QtSettings {
  const groups = new Map<string, Map<string, string>>();
  const groupOf = (name: string): Map<string, string> => {
    const known = groups.get(name) ?? new Map<string, string>();
    groups.set(name, known);
    return known;
  };
  let current = 'General';
  for (const line of text.split(/\r\n|\n|\r/)) {
    const header = /^\[(.*)\]\s*$/.exec(line);
    if (header !== null) {
      const name = unescapeName(header[1] ?? '');
      // `%General` is a group of that very name.
      current = name === '%General' ? 'General' : name;
      groupOf(current);
      continue;
    }
    const equals = line.indexOf('=');
    if (equals < 1 || line.startsWith(';')) continue;
    const key = unescapeName(line.slice(0, equals).trim());
    const slash = key.lastIndexOf('/');
    const value = readValue(line.slice(equals + 1).trim());
    // A key with a slash is in a group within this one.
    const inner = slash < 0 ? '' : key.slice(0, slash);
    if (inner === '' || /^\d+$/.test(inner)) groupOf(current).set(key, value);
    else groupOf(current === 'General' ? inner : `${current}/${inner}`).set(key.slice(slash + 1), value);
  }
  return { groups };
}

/** `%20` is a byte of Latin-1, `%U20AC` a UTF-16 unit; a backslash stands for a slash. */
function unescapeName(name: string): string {
  return name
    .replace(/%U([0-9a-f]{4})/gi, (_, digits: string) => String.fromCharCode(parseInt(digits, 16)))
    .replace(/%([0-9a-f]{2})/gi, (_, digits: string) => String.fromCharCode(parseInt(digits, 16)))
    .replaceAll('\\', '/');
}

/** A value: quoted or not, several of them joined by a comma and a space in Qt are joined by a comma here. */
function readValue(written: string): string {
  let value = '';
  let quoted = false;
  for (let at = 0; at < written.length; at++) {
    const sign = written[at] ?? '';
    if (sign === '"') quoted = !quoted;
    else if (sign === '\\') {
      const hex = /^x([0-9a-f]{1,4})/i.exec(written.slice(at + 1, at + 6));
      if (hex !== null) {
        value += String.fromCharCode(parseInt(hex[1] ?? '0', 16));
        at += hex[0].length;
      } else {
        const next = written[++at] ?? '';
        value += next === '0' ? '\0' : escapedLetter(next);
      }
    } else if (sign === ',' && !quoted) {
      value += ',';
      while (written[at + 1] === ' ') at++;
    } else value += sign;
  }
  return value === '@Invalid()' ? '' : value;
}
