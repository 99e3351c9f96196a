import type { Collector } from './collector.js';
import type { Importer } from './importer.js';
import { type Scope, inheritedHeaders, nearestAuth } from './inherit.js';
import type { ImportedMessage, ImportedVariable } from './model.js';
import { at, entriesOf, fieldsOf, isOff, listAt, scalarText, textAt } from './reading.js';
import { type RequestAuth, type RequestPair, addWebSocket, textMessage } from './request.js';
import type { SourceFile } from './source.js';
import { insomniaTemplates } from './template-dialects.js';
import { lostFields } from './unmapped.js';

/** Folders and objects within each other that are followed. */
const maxNesting = 50;

/** Insomnia's exports: version 4, JSON or YAML, with its messages; version 5, YAML, which leaves messages out. */
export const insomnia: Importer = {
  title: 'Insomnia',
  claims(file) {
    const head = file.text.slice(0, 4_096);
    if (!/__export_format|insomnia\.rest\/5/.test(file.text.slice(0, 65_536))) return false;
    return /^\s*\{/.test(head) ? file.json().ok : file.yaml().ok;
  },
  read(files, to) {
    for (const file of files) {
      const parsed = /^\s*\{/.test(file.text.slice(0, 4_096)) ? file.json() : file.yaml();
      if (!parsed.ok) continue;
      if (Array.isArray(at(parsed.value, 'resources'))) readVersion4(file, parsed.value, to);
      else readVersion5(file, parsed.value, to);
    }
  },
};

function readVersion4(file: SourceFile, value: unknown, to: Collector): void {
  to.format('Insomnia 4');
  const resources = listAt(value, 'resources');
  const byId = new Map(resources.map((one) => [textAt(one, '_id'), one]));
  const place = (one: unknown): string => `${file.path} › ${textAt(one, '_id')}`;
  /** What a request is in, from the workspace down. */
  const foldersOf = (one: unknown): { readonly folder: string[]; readonly scopes: Scope[] } => {
    const folder: string[] = [];
    const scopes: Scope[] = [];
    let here = byId.get(textAt(one, 'parentId'));
    for (let depth = 0; here !== undefined && depth < maxNesting; depth++) {
      folder.unshift(textAt(here, 'name') || 'Folder');
      scopes.unshift(scopeOf(here));
      here = byId.get(textAt(here, 'parentId'));
    }
    return { folder, scopes };
  };
  const counts = new Map<string, number>();
  const parents = new Set(resources.map((one) => textAt(one, 'parentId')));
  const sorted = bySortKey(resources, 'metaSortKey');
  for (const one of sorted) {
    if (!/^(workspace|request_group)$/.test(textAt(one, '_type'))) continue;
    const path = [...foldersOf(one).folder, textAt(one, 'name') || 'Folder'];
    const kept = textAt(one, '_type') === 'request_group' && !parents.has(textAt(one, '_id'));
    to.folder(path, { description: textAt(one, 'description'), place: place(one), kept });
    lostFields(one, fields4, { name: textAt(one, 'name') || 'Folder', place: place(one) }, to);
  }
  for (const one of sorted) {
    const type = textAt(one, '_type');
    if (type === 'websocket_request') {
      const key = {};
      const payloads = resources.filter(
        (other) =>
          textAt(other, '_type') === 'websocket_payload' && textAt(other, 'parentId') === textAt(one, '_id'),
      );
      const messages = payloads.map((payload) => messageOf(payload, place(payload), to, key));
      readRequest(one, { place: place(one), ...foldersOf(one), messages, key }, to);
    } else if (type === 'environment') readEnvironment4(one, byId, place(one), to);
    else if (type === 'request_group') readFolder(one, place(one), to);
    else if (type === 'cookie_jar') lostCookies(one, place(one), to);
    else if (type === 'websocket_payload') {
      if (textAt(byId.get(textAt(one, 'parentId')), '_type') !== 'websocket_request')
        to.lost(textAt(one, 'name') || 'Message', place(one), 'its request is not in the export');
    } else if (type !== 'workspace' && (type !== 'api_spec' || textAt(one, 'contents') !== ''))
      counts.set(type, (counts.get(type) ?? 0) + 1);
  }
  for (const [type, count] of counts) lostKinds(type, count, file.path, to);
}

/** Cookies went along with each request there. */
function lostCookies(jar: unknown, place: string, to: Collector): void {
  const cookies = listAt(jar, 'cookies');
  const [first] = cookies;
  if (first === undefined) return;
  const what = cookies.length === 1 ? `cookie ${textAt(first, 'key')}` : `${cookies.length} cookies`;
  const name = textAt(jar, 'name') || 'the cookie jar';
  to.lost(`${what} of ${name}`, place, 'there is no cookie jar here: write them into a Cookie header');
}

/** Fields that are read, of things of both versions, and those that order and date them. */
const common = [
  ...['name', 'url', 'description', 'headers', 'authentication', 'parameters', 'pathParameters'],
  ...['environment', 'environmentPropertyOrder', 'settings', 'meta', 'children'],
  ...['preRequestScript', 'afterResponseScript', 'scripts'],
];
const fields4 = new Set([
  ...common,
  ...['_id', '_type', 'parentId', 'created', 'modified', 'metaSortKey', 'isPrivate', 'scope', 'kvPairData'],
  ...['settingEncodeUrl', 'settingStoreCookies', 'settingSendCookies', 'settingFollowRedirects'],
]);
const fields5 = new Set(common);
const environmentFields = new Set([
  ...[
    '_id',
    '_type',
    'parentId',
    'created',
    'modified',
    'metaSortKey',
    'isPrivate',
    'meta',
    'environmentType',
  ],
  ...['name', 'data', 'dataPropertyOrder', 'kvPairData', 'subEnvironments'],
]);
/** Where secrets are within the data of an environment, encrypted for Insomnia alone. */
const vault = '__insomnia_vault';

function lostKinds(type: string, count: number, place: string, to: Collector): void {
  const words: Readonly<Record<string, string>> = {
    request: 'HTTP requests: Wirebench speaks WebSocket, TCP, TLS and UDP, not HTTP',
    grpc_request: 'gRPC requests: gRPC is not spoken here',
    socketio_request: 'Socket.IO requests: it has a protocol of its own on top of WebSocket',
    api_spec: 'API designs: they are not kept here',
  };
  const why = words[type] ?? `${type.replaceAll('_', ' ')}: there is no such thing here`;
  to.lost(`${count} × ${type.replaceAll('_', ' ')}`, place, why);
}

/** Variables of a folder hold for what is in it; here they are the workspace's, unless somebody chooses otherwise. */
function readFolder(folder: unknown, place: string, to: Collector): void {
  const name = textAt(folder, 'name');
  for (const [script, older] of [
    ['preRequest', 'preRequestScript'],
    ['afterResponse', 'afterResponseScript'],
  ] as const) {
    if ((textAt(folder, 'scripts', script) || textAt(folder, older)).trim() !== '')
      to.lost(`${script} script of ${name}`, place, 'scripts of Insomnia do not run here');
  }
  if (entriesOf(at(folder, 'environment')).length === 0) return;
  const variables = flattened(at(folder, 'environment'), `${place}.environment`, name, to);
  to.environment({ name: `Variables of ${name}`, suggested: 'workspace', variables, place });
}

/** What a folder says for the requests in it. */
function scopeOf(folder: unknown): Scope {
  return { auth: ownAuth(at(folder, 'authentication')), headers: pairsOf(listAt(folder, 'headers')) };
}

/** Null where nothing is said, or what is said is switched off: that of the folder holds. */
function ownAuth(auth: unknown): RequestAuth | null {
  return textAt(auth, 'type') === '' || isOff(auth) ? null : authOf(auth);
}

function bySortKey(list: readonly unknown[], ...path: readonly string[]): readonly unknown[] {
  return [...list].sort((a, b) => (Number(textAt(a, ...path)) || 0) - (Number(textAt(b, ...path)) || 0));
}

function messageOf(payload: unknown, place: string, to: Collector, key: object): ImportedMessage {
  const name = textAt(payload, 'name') || 'Message';
  return textMessage(
    to,
    { name, body: textAt(payload, 'value'), place, type: textAt(payload, 'mode') },
    insomniaTemplates,
    key,
  );
}

interface RequestPlace {
  readonly place: string;
  readonly folder: readonly string[];
  /** Of the folders, from the outermost. */
  readonly scopes: readonly Scope[];
  readonly messages: readonly ImportedMessage[];
  readonly key: object;
}

function readRequest(
  one: unknown,
  { place, folder, scopes, messages, key }: RequestPlace,
  to: Collector,
): void {
  const name = textAt(one, 'name') || textAt(one, 'url');
  const owner = { name, place, about: key };
  lostFields(one, at(one, '_type') === undefined ? fields5 : fields4, owner, to);
  const follow = textAt(one, 'settingFollowRedirects') || textAt(one, 'settings', 'followRedirects');
  addWebSocket(
    to,
    {
      name,
      folder,
      place,
      url: textAt(one, 'url'),
      description: descriptionOf5(one),
      query: pairsOf(listAt(one, 'parameters')),
      path: pairsOf(listAt(one, 'pathParameters')),
      headers: inheritedHeaders(pairsOf(listAt(one, 'headers')), scopes),
      auth: nearestAuth(ownAuth(at(one, 'authentication')), scopes),
      options: follow === 'on' ? { ws: { followRedirects: true } } : {},
      variables: [],
      messages,
    },
    insomniaTemplates,
    key,
  );
}

function pairsOf(list: readonly unknown[]): RequestPair[] {
  return list.map((one) => ({
    name: textAt(one, 'name'),
    value: textAt(one, 'value'),
    off: isOff(one),
    note: textAt(one, 'description'),
  }));
}

function authOf(auth: unknown): RequestAuth {
  const type = textAt(auth, 'type');
  if (type === '' || type === 'none' || isOff(auth)) return { kind: 'none' };
  if (type === 'basic')
    return { kind: 'basic', user: textAt(auth, 'username'), password: textAt(auth, 'password') };
  if (type === 'bearer') {
    const prefix = textAt(auth, 'prefix');
    return { kind: 'bearer', token: textAt(auth, 'token'), ...(prefix === '' ? {} : { prefix }) };
  }
  if (type === 'apikey') {
    const where = textAt(auth, 'addTo') === 'queryParams' ? 'query' : 'header';
    return { kind: 'apikey', name: textAt(auth, 'key'), value: textAt(auth, 'value'), where };
  }
  return { kind: 'other', name: type };
}

function readEnvironment4(
  one: unknown,
  byId: ReadonlyMap<string, unknown>,
  place: string,
  to: Collector,
): void {
  const parent = byId.get(textAt(one, 'parentId'));
  const base = textAt(parent, '_type') !== 'environment';
  const title = base ? textAt(parent, 'name') : textAt(one, 'name');
  addEnvironment(one, base, title, place, to);
}

function addEnvironment(one: unknown, base: boolean, title: string, place: string, to: Collector): void {
  const data = at(one, 'data');
  const variables = [...flattened(data, `${place} › data`, title, to), ...vaultOf(data, place, title, to)];
  for (const pair of listAt(one, 'kvPairData').filter(isOff)) {
    to.lost(`${textAt(pair, 'name')} of ${title}`, place, 'it is switched off there');
  }
  lostFields(one, environmentFields, { name: title, place }, to);
  // An empty base environment is in every export.
  if (variables.length === 0 && base) return;
  const name = base ? `Base environment of ${title || 'Insomnia'}` : title;
  to.environment({ name, suggested: base ? 'workspace' : 'new', variables, place });
}

/** Secrets by the names that templates have for them; their values no other program can read. */
function vaultOf(data: unknown, place: string, of: string, to: Collector): ImportedVariable[] {
  return entriesOf(at(data, vault)).map(([key]) => {
    const where = `${place} › data.${vault}.${key}`;
    to.changed(`${key} of ${of}`, where, 'Insomnia keeps the value of a secret to itself: fill it in here');
    return { name: `vault.${key}`, value: '', secret: true, place: where };
  });
}

/** Objects in objects become names with dots, which is how its templates name them. */
function flattened(
  data: unknown,
  place: string,
  of: string,
  to: Collector,
  prefix = '',
  depth = 0,
): ImportedVariable[] {
  return entriesOf(data).flatMap(([key, value]): ImportedVariable[] => {
    if (key === vault && depth === 0) return [];
    const name = prefix === '' ? key : `${prefix}.${key}`;
    const where = `${place}.${key}`;
    if (fieldsOf(value) !== null) {
      if (depth < 20) return flattened(value, where, of, to, name, depth + 1);
      to.lost(`${name} of ${of}`, where, 'it is nested too deep');
      return [];
    }
    const text = scalarText(value) ?? (value === null || value === undefined ? '' : JSON.stringify(value));
    if (Array.isArray(value)) to.changed(`${name} of ${of}`, where, 'a list is kept as its JSON text');
    return [
      { name, value: to.template(text, insomniaTemplates, name, where, null), secret: false, place: where },
    ];
  });
}

/** Parts of a collection of version 5 that are read, or say nothing of their own. */
const known5 = new Set([
  'type',
  'schema_version',
  'name',
  'meta',
  'collection',
  'cookieJar',
  'environments',
  'headers',
  'authentication',
]);

/** In version 5 it is among the facts about a thing. */
function descriptionOf5(one: unknown): string {
  return textAt(one, 'meta', 'description') || textAt(one, 'description');
}

function readVersion5(file: SourceFile, value: unknown, to: Collector): void {
  to.format('Insomnia 5');
  const title = textAt(value, 'name') || 'Insomnia';
  const counts = new Map<string, number>();
  let sockets = 0;
  const walk = (list: readonly unknown[], folder: readonly string[], scopes: readonly Scope[]): void => {
    for (const one of bySortKey(list, 'meta', 'sortKey')) {
      const id = textAt(one, 'meta', 'id');
      const place = `${file.path} › ${id || textAt(one, 'name')}`;
      const children = at(one, 'children');
      if (Array.isArray(children)) {
        const path = [...folder, textAt(one, 'name') || 'Folder'];
        to.folder(path, { description: descriptionOf5(one), place, kept: children.length === 0 });
        lostFields(one, fields5, { name: textAt(one, 'name') || 'Folder', place }, to);
        readFolder(one, place, to);
        if (scopes.length < maxNesting) walk(children, path, [...scopes, scopeOf(one)]);
        else to.lost(textAt(one, 'name'), place, 'it is nested too deep');
      } else if (id.startsWith('ws-req') || (id === '' && /^\s*wss?:/.test(textAt(one, 'url')))) {
        sockets++;
        readRequest(one, { place, folder, scopes, messages: [], key: {} }, to);
      } else {
        const type = id.startsWith('greq')
          ? 'grpc_request'
          : id.startsWith('socketio')
            ? 'socketio_request'
            : 'request';
        counts.set(type, (counts.get(type) ?? 0) + 1);
      }
    }
  };
  to.folder([title], { description: descriptionOf5(value), place: file.path });
  walk(listAt(value, 'collection'), [title], [scopeOf(value)]);
  for (const [type, count] of counts) lostKinds(type, count, file.path, to);
  lostCookies(at(value, 'cookieJar'), `${file.path} › cookieJar`, to);
  for (const [part, held] of entriesOf(value)) {
    const empty = held === '' || held === null || (Array.isArray(held) && held.length === 0);
    if (!known5.has(part) && !empty) to.lost(part, `${file.path} › ${part}`, 'there is no such thing here');
  }
  if (sockets > 0) {
    const why = 'Insomnia leaves them out of this export: its export of version 4 has them';
    to.lost('messages of its WebSocket requests', file.path, why);
  }
  const base = at(value, 'environments');
  const roots = Array.isArray(base) ? base : base === undefined ? [] : [base];
  for (const one of roots) {
    const place = `${file.path} › environments`;
    addEnvironment(one, true, title, place, to);
    for (const sub of listAt(one, 'subEnvironments'))
      addEnvironment(sub, false, textAt(sub, 'name'), `${place} › ${textAt(sub, 'name')}`, to);
  }
}
