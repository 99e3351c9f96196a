import { jsonStringValue, parseJsonTree } from '../../codec/index.js';
import type { JsonNode } from '../../codec/index.js';
import { defaultSettings, isSettingName, settingFields } from '../../contract/index.js';
import type {
  SettingFault,
  SettingField,
  SettingName,
  Settings,
  SettingsPatch,
} from '../../contract/index.js';
import { wordsFor } from '../workspace/json-file.js';

/** A name and its value as they stand in the text, so that what is not ours to read stays to the letter. */
interface Member {
  readonly name: string;
  readonly key: string;
  readonly value: string;
}

/** What a text of settings says. Where it is no object of JSON, `problem` says so and the defaults hold. */
export interface SettingsDocument {
  readonly values: Settings;
  readonly stored: readonly SettingName[];
  readonly faults: readonly SettingFault[];
  readonly unknown: readonly string[];
  readonly problem: string | null;
  readonly members: readonly Member[];
}

const empty: SettingsDocument = {
  values: defaultSettings,
  stored: [],
  faults: [],
  unknown: [],
  problem: null,
  members: [],
};

/** Reads a text, each setting by itself: one that is wrong costs none of the others. */
export function readSettings(text: string): SettingsDocument {
  if (text.trim() === '') return empty;
  const tree = parseJsonTree(text);
  if (!tree.ok) return { ...empty, problem: `is not valid JSON: ${tree.error.message}${place(tree.error)}` };
  if (tree.value.kind !== 'object') return { ...empty, problem: 'holds no object: it should begin with {' };
  const values: Record<string, unknown> = { ...defaultSettings };
  const stored = new Set<SettingName>();
  const unknown = new Set<string>();
  const faults: SettingFault[] = [];
  const members: Member[] = [];
  for (const node of tree.value.children) {
    const name = nameOf(node);
    members.push({ name, key: `"${node.key ?? ''}"`, value: text.slice(node.start, node.end) });
    if (!isSettingName(name)) {
      unknown.add(name);
      continue;
    }
    const tell = (at: JsonNode, entry: string | null, what: string): void => {
      faults.push({ name, entry, line: lineOf(text, at.keyStart ?? at.start), message: what });
    };
    if (node.duplicate === true) tell(node, null, `"${name}" is there twice: the last one counts.`);
    stored.add(name);
    values[name] = valueOf(text, name, node, tell);
  }
  // Every name of the table was filled in above, each judged by its own schema.
  return {
    ...empty,
    values: values as Settings,
    stored: [...stored],
    faults,
    unknown: [...unknown],
    members,
  };
}

/** The text with the changes of a patch: other members stay to the letter, in their order. */
export function patchSettings(document: SettingsDocument, patch: SettingsPatch): string {
  let members = [...document.members];
  for (const [name, change] of Object.entries(patch)) {
    if (!isSettingName(name)) continue;
    // Where it is there twice the last one counts, and from now on is the only one.
    const at = members.findLastIndex((one) => one.name === name);
    const before = members[at];
    const value = change === null ? null : valueText(name, before?.value, change);
    if (value !== null) {
      members.splice(at < 0 ? members.length : at, before === undefined ? 0 : 1, {
        name,
        key: before?.key ?? JSON.stringify(name),
        value,
      });
    }
    const last = value === null ? -1 : members.findLastIndex((one) => one.name === name);
    members = members.filter((one, index) => one.name !== name || index === last);
  }
  const lines = members.map(({ key, value }) => `  ${key}: ${value}`);
  return lines.length === 0 ? '{}\n' : `{\n${lines.join(',\n')}\n}\n`;
}

function valueText(name: SettingName, before: string | undefined, change: unknown): string | null {
  const { entry }: SettingField<unknown> = settingFields[name];
  if (entry === undefined) return JSON.stringify(change);
  // The contract has judged it: a setting with entries is changed by an object of them.
  return withEntries(before, change as Readonly<Record<string, unknown>>);
}

/** Entries as they stood with some changed; null where none is left. */
function withEntries(before: string | undefined, change: Readonly<Record<string, unknown>>): string | null {
  const tree = before === undefined ? null : parseJsonTree(before);
  const kept = new Map<string, string>();
  if (before !== undefined && tree?.ok === true && tree.value.kind === 'object') {
    for (const node of tree.value.children) kept.set(nameOf(node), before.slice(node.start, node.end));
  }
  for (const [name, value] of Object.entries(change)) {
    if (value === null) kept.delete(name);
    else kept.set(name, JSON.stringify(value));
  }
  if (kept.size === 0) return null;
  return `{\n${[...kept].map(([name, value]) => `    ${JSON.stringify(name)}: ${value}`).join(',\n')}\n  }`;
}

function valueOf(
  text: string,
  name: SettingName,
  node: JsonNode,
  tell: (at: JsonNode, entry: string | null, what: string) => void,
): unknown {
  const { schema, entry, fallback }: SettingField<unknown> = settingFields[name];
  const parsed = (at: JsonNode): unknown => JSON.parse(text.slice(at.start, at.end));
  if (entry === undefined) {
    const judged = schema.safeParse(parsed(node));
    if (judged.success) return judged.data;
    const instead = `${JSON.stringify(fallback)} holds instead.`;
    tell(node, null, `"${name}" ${wordsFor(judged.error.issues[0])}: ${instead}`);
    return fallback;
  }
  if (node.kind !== 'object') {
    tell(node, null, `"${name}" should be an object: none of it holds.`);
    return fallback;
  }
  const values: Record<string, unknown> = {};
  for (const child of node.children) {
    const key = nameOf(child);
    const judged = schema.safeParse({ [key]: parsed(child) });
    if (judged.success) Object.assign(values, judged.data);
    else tell(child, key, `"${key}" of "${name}" ${wordsFor(judged.error.issues[0])}: its default holds.`);
  }
  return values;
}

function nameOf(node: JsonNode): string {
  return jsonStringValue(`"${node.key ?? ''}"`);
}

function lineOf(text: string, offset: number): number {
  return text.slice(0, offset).split('\n').length;
}

function place(error: { readonly detail?: Readonly<Record<string, unknown>> }): string {
  const line = error.detail?.['line'];
  return typeof line === 'number' ? ` (line ${line})` : '';
}
