import type { Collector } from './collector.js';
import type { Importer } from './importer.js';
import { type Scope, inheritedHeaders, nearestAuth } from './inherit.js';
import type { ImportedMessage } from './model.js';
import { pairsOf, postmanAuth, variablesOf } from './postman.js';
import { at, entriesOf, isOff, listAt, scalarText, textAt } from './reading.js';
import { type RequestAuth, type RequestPair, addWebSocket, textMessage } from './request.js';
import type { SourceFile } from './source.js';
import { postmanTemplates } from './templates.js';
import { descriptionOf, lostFields } from './unmapped.js';

const definitionFields = new Set([
  '$kind',
  'name',
  'description',
  'order',
  'auth',
  'headers',
  'variables',
  'scripts',
  'id',
]);
const requestFields = new Set([
  ...[
    '$kind',
    'name',
    'description',
    'order',
    'url',
    'headers',
    'queryParams',
    'pathVariables',
    'auth',
    'id',
  ],
  ...['messages', 'examples', 'settings', 'scripts'],
]);
const messageFields = new Set([
  ...['$kind', 'name', 'description', 'order', 'content', 'contentType', 'payload', 'type', 'id'],
]);
const environmentFields = new Set(['$kind', 'name', 'values', 'color', 'id']);

/** What a file of the directory is, by its name. */
const fileKind = /\.(request|message|event|environment|globals|example)\.ya?ml$/i;
const definition = /(^|\/)\.resources\/definition\.ya?ml$/i;

/** Postman 12 (schema 3): a directory of YAML, one request a file, its messages in files beside it. */
export const postmanDirectory: Importer = {
  title: 'Postman directory',
  claims: (file) =>
    fileKind.test(file.path) || definition.test(file.path) || /^\$kind:/m.test(file.text.slice(0, 4_096)),
  read(files, to) {
    to.format('Postman directory');
    const byPath = new Map(files.map((file) => [file.path, file]));
    const { names, scopes } = definitionsOf(files, to);
    readFolders(files, names, to);
    const used = new Set<string>();
    const http = new Map<string, number>();
    const requests: { readonly file: SourceFile; readonly value: unknown; readonly order: number }[] = [];
    for (const file of files) {
      const yaml = file.yaml();
      if (!yaml.ok) {
        to.lost(file.name, file.path, yaml.error.message);
        continue;
      }
      const { value } = yaml;
      if (/\.(environment|globals)\.ya?ml$/i.test(file.name)) readEnvironment(file, value, to);
      else if (definition.test(file.path)) readDefinition(file, value, to);
      else if (/-message$/.test(textAt(value, '$kind')) || /\.message\.ya?ml$/i.test(file.name)) continue;
      else if (/\.example\.ya?ml$/i.test(file.name)) to.lost(file.name, file.path, 'answers are not kept');
      else requests.push({ file, value, order: Number(textAt(value, 'order')) || 0 });
    }
    requests.sort((a, b) => a.order - b.order);
    for (const { file, value } of requests) {
      const kind = textAt(value, '$kind');
      if (kind === 'websocket-request' || kind === 'ws-raw-request')
        readRequest(file, value, { byPath, names, scopes, used }, to);
      else if (kind === 'http-request' || kind === '')
        http.set(file.folder, (http.get(file.folder) ?? 0) + 1);
      else
        to.lost(requestName(file, value), file.path, `${kind.replace(/-request$/, '')} is not spoken here`);
    }
    for (const [folder, count] of http) {
      const what = count === 1 ? '1 HTTP request' : `${count} HTTP requests`;
      to.lost(what, folder, 'Wirebench speaks WebSocket, TCP, TLS and UDP, not HTTP');
    }
    for (const file of files) {
      const stray = /\.message\.ya?ml$/i.test(file.name) && !used.has(file.path);
      if (!stray) continue;
      const yaml = file.yaml();
      const kind = (yaml.ok ? textAt(yaml.value, '$kind') : '').replace(/-message$/, '');
      const why =
        kind === '' || kind === 'websocket'
          ? 'no WebSocket request names its folder'
          : `${kind} is not spoken here`;
      to.lost(file.name, file.path, why);
    }
  },
};

interface Beside {
  readonly byPath: ReadonlyMap<string, SourceFile>;
  /** What a folder is called, where its definition says so. */
  readonly names: ReadonlyMap<string, string>;
  /** By folder, of those that have a definition. */
  readonly scopes: ReadonlyMap<string, Scope>;
  readonly used: Set<string>;
}

/** What the definitions of collections and folders say: what they are called, and what holds in them. */
function definitionsOf(
  files: readonly SourceFile[],
  to: Collector,
): { readonly names: ReadonlyMap<string, string>; readonly scopes: ReadonlyMap<string, Scope> } {
  const names = new Map<string, string>();
  const scopes = new Map<string, Scope>();
  for (const file of files) {
    if (!definition.test(file.path)) continue;
    const yaml = file.yaml();
    if (!yaml.ok) {
      to.lost(file.name, file.path, yaml.error.message);
      continue;
    }
    const folder = definedFolder(file);
    const name = textAt(yaml.value, 'name');
    if (name !== '') names.set(folder, name);
    scopes.set(folder, { auth: ownAuth(at(yaml.value, 'auth')), headers: pairs(at(yaml.value, 'headers')) });
  }
  return { names, scopes };
}

/** Collections and folders in their order, with what is written about them. */
function readFolders(files: readonly SourceFile[], names: ReadonlyMap<string, string>, to: Collector): void {
  const found = files.flatMap((file) => {
    if (!definition.test(file.path)) return [];
    const yaml = file.yaml();
    if (!yaml.ok) return [];
    const folder = definedFolder(file);
    const inside = files.some(
      (one) => one !== file && (one.folder === folder || one.folder.startsWith(`${folder}/`)),
    );
    return [{ folder, value: yaml.value, place: file.path, kept: !inside }];
  });
  found.sort((a, b) => Number(textAt(a.value, 'order')) - Number(textAt(b.value, 'order')) || 0);
  for (const { folder, value, place, kept } of found) {
    to.folder(namesOf(folder, names), { description: descriptionOf(value), place, kept });
  }
}

function definedFolder(file: SourceFile): string {
  return file.path.replace(/\/?\.resources\/definition\.ya?ml$/i, '');
}

/**
 * Null where it says nothing: that of the folder holds. `noauth` is a word. Of several that are told apart by
 * rules the first one counts.
 */
function ownAuth(written: unknown): RequestAuth | null {
  const auth: unknown = Array.isArray(written) ? written[0] : written;
  const type = textAt(auth, 'type');
  return type === '' || type === 'inherit' ? null : postmanAuth(auth);
}

/** What holds in a folder, from the outermost. */
function scopesOf(folder: string, scopes: ReadonlyMap<string, Scope>): readonly Scope[] {
  const steps = folder === '' ? [] : folder.split('/');
  return ['', ...steps.map((_, index) => steps.slice(0, index + 1).join('/'))].flatMap(
    (path) => scopes.get(path) ?? [],
  );
}

/** Folders of the collection a file is in: what lies above `collections` is the repository's. */
function namesOf(folder: string, names: ReadonlyMap<string, string>): string[] {
  const steps = folder === '' ? [] : folder.split('/');
  const collections = steps.lastIndexOf('collections');
  const from = collections < 0 ? 0 : collections + 1;
  // A collection given without the folder it is in is called by its definition.
  const root = collections < 0 ? names.get('') : undefined;
  const inside = steps
    .slice(from)
    .map((step, index) => names.get(steps.slice(0, from + index + 1).join('/')) ?? step);
  return root === undefined ? inside : [root, ...inside];
}

function requestName(file: SourceFile, value: unknown): string {
  return textAt(value, 'name') || file.name.replace(/\.(request\.)?ya?ml$/i, '');
}

function readRequest(file: SourceFile, value: unknown, beside: Beside, to: Collector): void {
  const key = {};
  const name = requestName(file, value);
  const place = file.path;
  for (const script of listAt(value, 'scripts')) lostScript(script, name, place, to, key);
  const messages = messagesOf(file, value, beside, to, key);
  const scopes = scopesOf(file.folder, beside.scopes);
  const settings = at(value, 'settings');
  for (const [setting, set] of entriesOf(settings)) {
    if (!['handshakeTimeout', 'maxPayload', 'strictSSL', 'retryCount', 'retryDelay'].includes(setting)) {
      to.lost(`setting ${setting} of ${name}`, place, `${String(set)}: there is no such option here`, key);
    }
  }
  const timeout = Number(textAt(settings, 'handshakeTimeout'));
  const payload = Number(textAt(settings, 'maxPayload'));
  const retries = Number(textAt(settings, 'retryCount'));
  const delay = Number(textAt(settings, 'retryDelay'));
  const ws = {
    ...(timeout > 0 && timeout <= 86_400_000 ? { handshakeTimeoutMs: Math.round(timeout) } : {}),
    // Postman counts in MiB; 0 has no limit.
    ...(payload > 0 && payload <= 1_024 ? { maxMessageBytes: Math.round(payload * 1_048_576) } : {}),
  };
  const owner = { name, place, about: key };
  lostFields(value, requestFields, owner, to);
  addWebSocket(
    to,
    {
      name,
      folder: namesOf(file.folder, beside.names),
      place,
      url: scalarText(at(value, 'url')) ?? textAt(value, 'url', 'raw'),
      description: descriptionOf(value),
      query: pairs(at(value, 'queryParams')),
      path: pairs(at(value, 'pathVariables')),
      headers: inheritedHeaders(pairs(at(value, 'headers')), scopes),
      auth: nearestAuth(ownAuth(at(value, 'auth')), scopes),
      options: {
        ...(Object.keys(ws).length === 0 ? {} : { ws }),
        ...(textAt(settings, 'strictSSL') === 'false' ? { tls: { verify: false } } : {}),
        ...(retries > 0
          ? {
              reconnect: {
                enabled: true,
                attempts: Math.min(1_000_000, Math.round(retries)),
                ...(delay > 0 && delay <= 86_400_000 ? { delayMs: Math.round(delay), factor: 1 } : {}),
              },
            }
          : {}),
      },
      variables: [],
      messages,
    },
    postmanTemplates,
    key,
  );
}

/** A list of pairs, or a map. */
function pairs(value: unknown): readonly RequestPair[] {
  if (Array.isArray(value)) return pairsOf(value);
  return entriesOf(value).map(([name, one]) => ({
    name,
    value: scalarText(one) ?? textAt(one, 'value'),
    off: isOff(one),
    note: textAt(one, 'description'),
  }));
}

/** Messages in the folder that the request names, or within the request itself. */
function messagesOf(
  file: SourceFile,
  value: unknown,
  { byPath, used }: Beside,
  to: Collector,
  key: object,
): readonly ImportedMessage[] {
  const within = at(value, 'messages');
  if (Array.isArray(within)) {
    return within.map((one, i) =>
      message(one, textAt(one, 'name') || `Message ${i + 1}`, `${file.path} › messages[${i}]`, to, key),
    );
  }
  const stem = file.name.replace(/\.request\.ya?ml$/i, '');
  const named = scalarText(within) ?? `.resources/${stem}.resources/messages`;
  const folder = [file.folder, named.replace(/^\.\//, '').replace(/\/$/, '')]
    .filter((one) => one !== '')
    .join('/');
  const found = [...byPath.values()]
    .filter((one) => one.folder === folder)
    .map((one) => ({ one, yaml: one.yaml() }))
    .sort((a, b) => orderOf(a.yaml) - orderOf(b.yaml) || a.one.path.localeCompare(b.one.path));
  return found.flatMap(({ one, yaml }) => {
    used.add(one.path);
    if (!yaml.ok) return [];
    const name = textAt(yaml.value, 'name') || one.name.replace(/\.(message\.)?ya?ml$/i, '');
    return [message(yaml.value, name, one.path, to, key)];
  });
}

function orderOf(yaml: { readonly ok: boolean; readonly value?: unknown }): number {
  return Number(textAt(yaml.value, 'order')) || 0;
}

function message(value: unknown, name: string, place: string, to: Collector, key: object): ImportedMessage {
  const content = scalarText(at(value, 'content')) ?? textAt(value, 'payload');
  const type = textAt(value, 'contentType') || textAt(value, 'type');
  const description = descriptionOf(value);
  lostFields(value, messageFields, { name, place, about: key }, to);
  if (type === 'hex' || type === 'base64') {
    const body = to.template(content, postmanTemplates, name, place, key);
    const described = description === '' ? {} : { description };
    return { name, ...described, mode: type, body, kind: 'binary', place };
  }
  return textMessage(to, { name, body: content, place, type, description }, postmanTemplates, key);
}

function readEnvironment(file: SourceFile, value: unknown, to: Collector): void {
  const globals = /\.globals\.ya?ml$/i.test(file.name);
  const name = textAt(value, 'name') || file.name.replace(/\.(environment|globals)\.ya?ml$/i, '');
  const variables = variablesOf(listAt(value, 'values'), `${file.path} › values`, name, to);
  lostFields(value, environmentFields, { name, place: file.path }, to);
  to.environment({ name, suggested: globals ? 'workspace' : 'new', variables, place: file.path });
}

/** A collection's or folder's variables hold for what is in it; its auth was given to each request. */
function readDefinition(file: SourceFile, value: unknown, to: Collector): void {
  const name =
    textAt(value, 'name') ||
    file.folder
      .replace(/\/?\.resources$/, '')
      .split('/')
      .at(-1) ||
    'Collection';
  const list = listAt(value, 'variables');
  const written =
    list.length > 0 ? list : entriesOf(at(value, 'variables')).map(([key, one]) => ({ key, value: one }));
  if (written.length > 0) {
    const variables = variablesOf(written, `${file.path} › variables`, name, to);
    to.environment({ name: `Variables of ${name}`, suggested: 'workspace', variables, place: file.path });
  }
  for (const script of listAt(value, 'scripts')) lostScript(script, name, file.path, to, null);
  const auths = listAt(value, 'auth');
  if (auths.length > 1) {
    const why = 'each is for some requests alone: the first one is taken for all of them';
    to.changed(`${auths.length} auths of ${name}`, file.path, why);
  }
  lostFields(value, definitionFields, { name, place: file.path }, to);
}

function lostScript(script: unknown, of: string, place: string, to: Collector, about: object | null): void {
  to.lost(`${textAt(script, 'type')} script of ${of}`, place, 'scripts of Postman do not run here', about);
}
