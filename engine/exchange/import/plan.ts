import { formatBytes, visibleText } from '../../../codec/index.js';
import type {
  ImportItem,
  ImportNote,
  ImportPreview,
  ImportTarget,
  Variable,
  WorkspaceInfo,
} from '../../../contract/index.js';
import type { ImportedSession } from './capture/model.js';
import { inTurns } from '../../log/index.js';
import { withAbove } from './folder-list.js';
import type { Imported, ImportedConnection, ImportedEnvironment, ImportedVariable } from './model.js';
import {
  type PlannedFolder,
  blank,
  placed,
  planFolder,
  shownCharacters,
  shownDescription,
} from './plan-folder.js';

export interface PlannedConnection {
  readonly id: string;
  readonly name: string;
  readonly folder: string;
  readonly from: ImportedConnection;
}

export interface PlannedEnvironment {
  readonly id: string;
  readonly name: string;
  /** `new`, `workspace`, or the id of one that is there. */
  readonly target: string;
  readonly from: ImportedEnvironment;
}

export interface PlannedSession {
  readonly id: string;
  readonly from: ImportedSession;
}

/** What would be written, each thing with the id of its item in the preview. */
export interface ImportPlan {
  readonly sessions: readonly PlannedSession[];
  /** In the order of the source. */
  readonly folders: readonly PlannedFolder[];
  readonly connections: readonly PlannedConnection[];
  readonly environments: readonly PlannedEnvironment[];
  readonly preview: ImportPreview;
}

/**
 * Finds out what would come where, next to what the workspace holds now, in slices between which sockets have their
 * turn.
 */
export function planImport(
  imported: Imported,
  workspace: WorkspaceInfo,
  target: ImportTarget,
): Promise<ImportPlan> {
  return inTurns(planning(imported, workspace, target));
}

function* planning(
  imported: Imported,
  workspace: WorkspaceInfo,
  target: ImportTarget,
): Generator<void, ImportPlan, void> {
  const items: ImportItem[] = [];
  const ids = new Map<object, string>();
  const add = (thing: object, item: ImportItem): string => {
    ids.set(thing, item.id);
    items.push(item);
    return item.id;
  };
  const used = new Set(imported.connections.flatMap((one) => withAbove(one.folder)));
  const waiting = new Map<string, () => void>();
  const docs = new Map(workspace.folderDocs.map(({ path, description }) => [path, description]));
  const there = new Set(workspace.folders);
  const folders: PlannedFolder[] = [];
  for (const [index, from] of imported.folders.entries()) {
    const path = placed(target, from.path);
    const before = path === '' ? workspace.description : (docs.get(path) ?? '');
    const place = { id: `f${index}`, path, before, known: there.has(path), clashes: target.clashes };
    const empty = from.kept && !used.has(from.path);
    const { planned, item } = planFolder({ ...from, kept: empty }, place);
    if (item !== null) waiting.set(from.path, () => add(from, item));
    folders.push(planned);
    yield;
  }
  /** A folder is told of before the first thing in it. */
  const tell = (path: string): void => {
    for (const above of ['', ...withAbove(path)]) {
      waiting.get(above)?.();
      waiting.delete(above);
    }
  };
  const taken = new Map<string, Set<string>>();
  for (const { connection } of workspace.connections) {
    const names = taken.get(connection.folder) ?? new Set();
    taken.set(connection.folder, names.add(connection.name));
  }
  const connections: PlannedConnection[] = [];
  for (const [index, from] of imported.connections.entries()) {
    tell(from.folder);
    const folder = placed(target, from.folder);
    const name = freeName(from.name, taken.get(folder) ?? none);
    const clash =
      name === from.name ? null : `“${from.name}” is in this folder already: it comes as “${name}”`;
    const id = `c${index}`;
    const address = from.address === '' ? 'no address' : visibleText(from.address);
    add(from, { ...blank, id, kind: 'connection', name, folder, detail: address, place: from.place, clash });
    addParts(from, id, add);
    connections.push({ id, name, folder, from });
    yield;
  }
  for (const path of [...waiting.keys()]) tell(path);
  const earlier: Earlier = { names: new Set(), variables: new Map() };
  const environments: PlannedEnvironment[] = [];
  for (const [index, from] of imported.environments.entries()) {
    environments.push(planEnvironment(from, `e${index}`, workspace, target, earlier, add));
    yield;
  }
  const sessions = imported.sessions.map((from, index) => {
    const { name, place } = from;
    const id = `s${index}`;
    add(from, { ...blank, id, kind: 'session', name, detail: sessionText(from), place });
    return { id, from };
  });
  const notes: ImportNote[] = imported.notes.map(({ about, ...note }) => ({
    ...note,
    item: about === null ? null : (ids.get(about) ?? null),
  }));
  return {
    folders,
    connections,
    environments,
    sessions,
    preview: {
      formats: imported.formats,
      items,
      notes,
      environments: workspace.environments.map(({ environment }) => ({
        id: environment.id,
        name: environment.name,
      })),
    },
  };
}

/** Rows, bytes, protocol and when it began: the first words are seen where there is little room. */
function sessionText({ config, rows, bytes, clockOrigin }: ImportedSession): string {
  const count = `${rows} ${rows === 1 ? 'row' : 'rows'}`;
  const began = new Date(clockOrigin).toISOString().replace('T', ' ').slice(0, 16);
  return `${count}, ${formatBytes(bytes)}, ${config.protocol} ${config.role}, ${began} UTC`;
}

const none: ReadonlySet<string> = new Set();
type Add = (thing: object, item: ImportItem) => string;

function addParts(from: ImportedConnection, parent: string, add: Add): void {
  if (from.description.trim() !== '') {
    const shown = shownDescription(from.description);
    add({}, { ...blank, id: `${parent}.d`, parent, kind: 'description', ...shown, place: from.place });
  }
  from.headers.forEach((header, index) => {
    const secret = header.variables.some((one) => one.secret);
    add(header, {
      ...blank,
      id: `${parent}.h${index}`,
      parent,
      kind: header.auth ? 'auth' : 'header',
      name: header.name,
      detail: secret ? `${header.value} · the secret stays on this machine` : header.value.slice(0, 200),
      place: header.place,
    });
  });
  from.variables.forEach((variable, index) => {
    add(variable, {
      ...blank,
      id: `${parent}.v${index}`,
      parent,
      kind: 'variable',
      name: variable.name,
      detail: shownValue(variable),
      place: variable.place,
    });
  });
  from.messages.forEach((message, index) => {
    add(message, {
      ...blank,
      id: `${parent}.m${index}`,
      parent,
      kind: 'message',
      name: message.name,
      folder: message.folder ?? '',
      detail: `${message.mode}, ${message.length ?? 'of any length'}`,
      place: message.place,
    });
  });
}

/** What of this import has its place: environments meet each other as they meet what is there. */
interface Earlier {
  readonly names: Set<string>;
  /** By target, of those that are merged into something. */
  readonly variables: Map<string, ImportedVariable[]>;
}

function planEnvironment(
  from: ImportedEnvironment,
  id: string,
  workspace: WorkspaceInfo,
  target: ImportTarget,
  earlier: Earlier,
  add: Add,
): PlannedEnvironment {
  const asked = Object.hasOwn(target.environments, id) ? target.environments[id] : undefined;
  const known = workspace.environments.find(({ environment }) => environment.id === asked);
  // Two collections may each have a `baseUrl`: of two values in one place the second would be lost.
  const other =
    from.suggested === 'workspace' ? differing(from.variables, earlier.variables.get('workspace')) : null;
  const suggested = other === null ? from.suggested : 'new';
  // One that was removed meanwhile is made anew.
  const goes = asked === 'workspace' || asked === 'new' || known !== undefined ? asked : suggested;
  const place = goes ?? suggested;
  const name = freeName(
    from.name,
    new Set([...workspace.environments.map(({ environment }) => environment.name), ...earlier.names]),
  );
  const renamed = name === from.name ? null : `“${from.name}” is there already: it comes as “${name}”`;
  const apart =
    other === null
      ? null
      : `${other} has another value in the workspace: choose this environment to use its own`;
  const clash = place === 'new' ? (renamed ?? apart) : null;
  if (place === 'new') earlier.names.add(name);
  const shown = place === 'new' ? name : from.name;
  add(from, {
    ...blank,
    id,
    kind: 'environment',
    name: shown,
    detail: '',
    place: from.place,
    clash,
    target: place,
  });
  const before = earlier.variables.get(place) ?? [];
  const own = place === 'workspace' ? workspace.variables.variables : (known?.environment.variables ?? []);
  const there = [...own, ...before];
  if (place !== 'new') earlier.variables.set(place, [...before, ...from.variables]);
  from.variables.forEach((variable, index) => {
    add(variable, {
      ...blank,
      id: `${id}.v${index}`,
      parent: id,
      kind: 'variable',
      name: variable.name,
      detail: shownValue(variable),
      place: variable.place,
      clash: place === 'new' ? null : clashOf(variable, there, target.clashes),
    });
  });
  return { id, name, target: place, from };
}

/** The first variable that the others have with another value; null where there is none. */
function differing(
  variables: readonly ImportedVariable[],
  others: readonly ImportedVariable[] = [],
): string | null {
  const byName = new Map(others.map((one) => [one.name, one]));
  const found = variables.find((one) => {
    const other = byName.get(one.name);
    return other !== undefined && (other.value !== one.value || other.secret !== one.secret);
  });
  return found?.name ?? null;
}

/** What becomes of a variable that is there already; null where none is. */
function clashOf(
  variable: ImportedVariable,
  there: readonly (Variable | ImportedVariable)[],
  clashes: ImportTarget['clashes'],
): string | null {
  const mine = there.find((one) => one.name === variable.name);
  if (mine === undefined) return null;
  if (!variable.secret && mine.secret !== true && mine.value === variable.value)
    return 'is there already with this value';
  const value =
    mine.secret === true ? 'a secret' : `“${visibleText(mine.value ?? '').slice(0, shownCharacters)}”`;
  return clashes === 'keep' ? `yours stays: ${value}` : `replaces yours: ${value}`;
}

function shownValue({ value, secret }: ImportedVariable): string {
  if (secret) return value === '' ? 'secret without a value' : 'secret, stays on this machine';
  return visibleText(value).slice(0, 200);
}

/** The name, or the first of `name 2`, `name 3` … that nobody has. */
function freeName(name: string, taken: ReadonlySet<string>): string {
  if (!taken.has(name)) return name;
  for (let number = 2; ; number++) {
    const next = `${name.slice(0, 200 - String(number).length - 1)} ${number}`;
    if (!taken.has(next)) return next;
  }
}
