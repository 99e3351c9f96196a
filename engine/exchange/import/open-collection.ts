import type { Collector } from './collector.js';
import type { Importer } from './importer.js';
import type { ImportedMessage, ImportedVariable } from './model.js';
import { at, isOff, joined, listAt, scalarText, textAt } from './reading.js';
import { type RequestAuth, type RequestPair, addWebSocket, tagLine, textMessage } from './request.js';
import type { SourceFile } from './source.js';
import { brunoTemplates } from './templates.js';
import { descriptionOf, lostFields } from './unmapped.js';

/** OpenCollection, Bruno's YAML: a folder with `opencollection.yml`, one request a file. */
export const openCollection: Importer = {
  title: 'OpenCollection',
  claims(file) {
    if (!/\.ya?ml$/i.test(file.name) && !/^(info|opencollection):/m.test(file.text.slice(0, 2_048)))
      return false;
    if (/^opencollection:/m.test(file.text.slice(0, 8_192)) || /^folder\.ya?ml$/i.test(file.name))
      return true;
    if (/(^|\/)environments\/[^/]+\.ya?ml$/i.test(file.path)) return /^variables:/m.test(file.text);
    return (
      /^info:/m.test(file.text.slice(0, 2_048)) ||
      /^type:\s*["']?(websocket|http|graphql|grpc)/m.test(file.text.slice(0, 2_048))
    );
  },
  read(files, to) {
    to.format('OpenCollection');
    const parsed = files.flatMap((file) => {
      const yaml = file.yaml();
      if (!yaml.ok) to.lost(file.name, file.path, yaml.error.message);
      return yaml.ok ? [{ file, value: yaml.value }] : [];
    });
    const folders = new Map<string, unknown>();
    const containers = parsed.filter(({ file, value }) => isContainer(file, value));
    for (const { file, value } of containers) folders.set(file.folder, value);
    for (const { file, value } of containers.sort((a, b) => orderOf(a.value) - orderOf(b.value))) {
      const inside = files.some(
        (one) => one !== file && (one.folder === file.folder || one.folder.startsWith(`${file.folder}/`)),
      );
      const kept = !inside && listAt(value, 'items').length === 0;
      to.folder(namesOf(file.folder, folders).names, { description: docsOf(value), kept, place: file.path });
      readContainer(file, value, to);
    }
    const requests: { readonly file: SourceFile; readonly value: unknown; readonly order: number }[] = [];
    let others = 0;
    for (const { file, value } of parsed) {
      if (isContainer(file, value)) continue;
      if (/(^|\/)environments\//i.test(file.path))
        readEnvironment(value, file.path, file.name.replace(/\.ya?ml$/i, ''), to);
      else if (typeOf(value) === 'websocket') requests.push({ file, value, order: orderOf(value) });
      else others++;
    }
    requests.sort((a, b) => a.file.folder.localeCompare(b.file.folder) || a.order - b.order);
    for (const { file, value } of requests) readRequest(file, value, folders, to);
    if (others > 0)
      to.lost(
        others === 1 ? '1 request' : `${others} requests`,
        files[0]?.folder ?? '',
        'HTTP, GraphQL and gRPC are not spoken here: Wirebench speaks WebSocket, TCP, TLS and UDP',
      );
  },
};

function orderOf(value: unknown): number {
  return Number(textAt(value, 'info', 'seq') || textAt(value, 'seq')) || 0;
}

/** What is written about a collection, a folder or a request, wherever its form of the format has it. */
function docsOf(value: unknown): string {
  const info = at(value, 'info');
  const facts = [
    textAt(info, 'summary'),
    descriptionOf(info),
    descriptionOf(value),
    descriptionOf(value, 'docs'),
  ];
  const tags = [...listAt(info, 'tags'), ...listAt(value, 'tags')].flatMap((one) => scalarText(one) ?? []);
  return joined(...facts.map((text) => text.trim()), tagLine(tags));
}

const infoFields = new Set(['tags', 'name', 'type', 'seq', 'summary', 'description']);
const containerFields = new Set([
  ...[
    'tags',
    'opencollection',
    'info',
    'config',
    'items',
    'request',
    'docs',
    'bundled',
    'name',
    'type',
    'seq',
    'description',
  ],
]);
const defaultFields = new Set(['headers', 'auth', 'variables', 'scripts']);
const configFields = new Set(['environments', 'proxy', 'clientCertificates']);
const environmentFields = new Set(['name', 'variables']);
const socketFields = new Set(['url', 'headers', 'params', 'message', 'messages', 'auth', 'method']);
const requestFields = new Set([
  ...['tags', 'actions'],
  ...['info', 'websocket', 'runtime', 'settings', 'docs', 'name', 'type', 'seq', 'description'],
  ...['variables', 'scripts', 'assertions', ...socketFields],
]);
const settingFields = new Set(['timeout', 'keepAliveInterval']);

function isContainer(file: SourceFile, value: unknown): boolean {
  return (
    at(value, 'opencollection') !== undefined ||
    /^folder\.ya?ml$/i.test(file.name) ||
    typeOf(value) === 'folder'
  );
}

function typeOf(value: unknown): string {
  return textAt(value, 'info', 'type') || textAt(value, 'type');
}

/** A collection or a folder: environments and variables in it; items too, where all is in one file. */
function readContainer(file: SourceFile, value: unknown, to: Collector): void {
  const name = nameOf(file, value);
  listAt(value, 'config', 'environments').forEach((one, index) => {
    readEnvironment(one, `${file.path} › config.environments[${index}]`, textAt(one, 'name'), to);
  });
  lostConfig(at(value, 'config'), name, file.path, to);
  readDefaults(value, name, file.path, to);
  const walk = (items: readonly unknown[], inside: Inside, place: string): void => {
    items.forEach((item, index) => {
      const where = `${place}[${index}]`;
      const inner = at(item, 'items');
      const title = textAt(item, 'info', 'name') || textAt(item, 'name');
      if (typeOf(item) === 'folder' || (Array.isArray(inner) && inside.folder.length < maxNesting)) {
        const folder = [...inside.folder, title || 'Folder'];
        const kept = listAt(item, 'items').length === 0;
        to.folder(folder, { description: docsOf(item), kept, place: where });
        readDefaults(item, title || 'Folder', where, to);
        if (folder.length > maxNesting) return to.lost(title, where, 'it is nested too deep');
        walk(listAt(item, 'items'), { folder, above: [...inside.above, item] }, `${where}.items`);
      } else if (typeOf(item) === 'websocket') {
        addRequest(item, { ...inside, place: where, name: title }, to);
      } else to.lost(title, where, `${typeOf(item) || 'it'} is not spoken here`);
    });
  };
  walk(listAt(value, 'items'), { folder: [name], above: [value] }, `${file.path} › items`);
}

/** Folders within each other that are followed. */
const maxNesting = 50;

/** Where a request is: names of folders, and the collection and the folders themselves, from the top. */
interface Inside {
  readonly folder: readonly string[];
  readonly above: readonly unknown[];
}

/** What a collection or a folder says for what is in it, but for its auth and its headers, which are given to each. */
function readDefaults(value: unknown, name: string, place: string, to: Collector): void {
  const where = `${place} › request.variables`;
  const variables = variablesOf(listAt(value, 'request', 'variables'), where, name, to);
  if (variables.length > 0)
    to.environment({ name: `Variables of ${name}`, suggested: 'workspace', variables, place });
  lostScripts(at(value, 'request', 'scripts'), name, place, to, null);
  lostFields(at(value, 'request'), defaultFields, { name, place: `${place} › request` }, to);
  lostFields(at(value, 'info'), infoFields, { name, place: `${place} › info` }, to);
  lostFields(value, containerFields, { name, place }, to);
}

/** Settings of a collection beside its environments. */
function lostConfig(config: unknown, of: string, place: string, to: Collector): void {
  const proxy = at(config, 'proxy');
  if (proxy !== undefined && proxy !== false && proxy !== 'inherit')
    to.lost(`proxy of ${of}`, place, 'a connection goes straight to its address here');
  const certificates = listAt(config, 'clientCertificates').length;
  if (certificates > 0) {
    const why = 'choose it in the options of each connection';
    to.lost(`${certificates} × client certificate of ${of}`, place, why);
  }
  lostFields(config, configFields, { name: of, place: `${place} › config` }, to);
}

function nameOf(file: SourceFile, value: unknown): string {
  return (
    textAt(value, 'info', 'name') || textAt(value, 'name') || file.folder.split('/').at(-1) || 'Collection'
  );
}

/** What a folder of files is in, from the collection down, and is itself. */
function namesOf(
  folder: string,
  folders: ReadonlyMap<string, unknown>,
): { readonly names: readonly string[]; readonly above: readonly unknown[] } {
  const steps = folder === '' ? [] : folder.split('/');
  const paths = ['', ...steps.map((_, index) => steps.slice(0, index + 1).join('/'))];
  const root = paths.findIndex((path) => at(folders.get(path), 'opencollection') !== undefined);
  const inside = paths.slice(root < 0 ? 1 : root);
  const names = inside.map(
    (path) =>
      textAt(folders.get(path), 'info', 'name') ||
      textAt(folders.get(path), 'name') ||
      path.split('/').at(-1) ||
      'Collection',
  );
  return { names, above: inside.map((path) => folders.get(path)).filter((one) => one !== undefined) };
}

function readRequest(
  file: SourceFile,
  value: unknown,
  folders: ReadonlyMap<string, unknown>,
  to: Collector,
): void {
  const { names, above } = namesOf(file.folder, folders);
  const name = textAt(value, 'info', 'name') || textAt(value, 'name') || file.name.replace(/\.ya?ml$/i, '');
  addRequest(value, { folder: names, place: file.path, name, above }, to);
}

interface RequestPlace extends Inside {
  readonly place: string;
  readonly name: string;
}

function addRequest(value: unknown, { folder, place, name, above }: RequestPlace, to: Collector): void {
  const key = {};
  // In the older form everything stands at the top of the file.
  const socket = at(value, 'websocket') ?? value;
  const runtime = at(value, 'runtime') ?? value;
  lostScripts(at(runtime, 'scripts'), name, place, to, key);
  if (listAt(runtime, 'assertions').length > 0)
    to.lost(`assertions of ${name}`, place, 'they are not checked here', key);
  if (listAt(runtime, 'actions').length > 0)
    to.lost(`actions of ${name}`, place, 'nothing is taken out of answers here', key);
  const interval = Number(textAt(value, 'settings', 'keepAliveInterval'));
  const timeout = Number(textAt(value, 'settings', 'timeout'));
  const ws = {
    ...(interval > 0 && interval <= 86_400_000 ? { pingIntervalMs: Math.round(interval) } : {}),
    ...(timeout > 0 && timeout <= 86_400_000 ? { handshakeTimeoutMs: Math.round(timeout) } : {}),
  };
  const own = at(socket, 'auth');
  const inherited = above
    .map((one) => authOf(at(one, 'request', 'auth')))
    .findLast((one) => one.kind !== 'none');
  const owner = { name, place, about: key };
  lostFields(value, requestFields, owner, to);
  lostFields(at(value, 'info'), infoFields, owner, to);
  lostFields(at(value, 'settings'), settingFields, owner, to);
  if (socket !== value) lostFields(socket, socketFields, owner, to);
  if (runtime !== value)
    lostFields(runtime, new Set(['variables', 'scripts', 'assertions', 'actions']), owner, to);
  addWebSocket(
    to,
    {
      name,
      folder,
      place,
      url: textAt(socket, 'url'),
      description: docsOf(value),
      query: pairsOf(listAt(socket, 'params').filter((one) => textAt(one, 'type') !== 'path')),
      path: pairsOf(listAt(socket, 'params').filter((one) => textAt(one, 'type') === 'path')),
      headers: lastOfEach([
        ...above.flatMap((one) => pairsOf(listAt(one, 'request', 'headers'))),
        ...pairsOf(listAt(socket, 'headers')),
      ]),
      auth: own === 'inherit' ? (inherited ?? { kind: 'none' }) : authOf(own),
      options: Object.keys(ws).length === 0 ? {} : { ws },
      variables: variablesOf(listAt(runtime, 'variables'), `${place} › variables`, name, to),
      messages: messagesOf(at(socket, 'message') ?? at(socket, 'messages'), place, to, key),
    },
    brunoTemplates,
    key,
  );
}

function lastOfEach(headers: readonly RequestPair[]): RequestPair[] {
  return [...new Map(headers.map((one) => [one.name.toLowerCase(), one])).values()];
}

/** One message, or several with titles. */
function messagesOf(value: unknown, place: string, to: Collector, key: object): ImportedMessage[] {
  const list: readonly unknown[] = Array.isArray(value)
    ? value
    : value === undefined || value === null
      ? []
      : [value];
  return list.flatMap((one, index) => {
    const message = at(one, 'message') ?? one;
    const body = textAt(message, 'data') || textAt(message, 'content');
    if (body === '') return [];
    const name = textAt(one, 'title') || textAt(one, 'name') || `Message ${index + 1}`;
    const where = `${place} › message[${index}]`;
    const type = textAt(message, 'type');
    if (type !== 'binary') return [textMessage(to, { name, body, place: where, type }, brunoTemplates, key)];
    return [
      {
        name,
        mode: 'base64' as const,
        body: to.template(body, brunoTemplates, name, where, key),
        kind: 'binary' as const,
        place: where,
      },
    ];
  });
}

function authOf(auth: unknown): RequestAuth {
  const type = textAt(auth, 'type');
  if (type === '' || type === 'none') return { kind: 'none' };
  if (type === 'basic')
    return { kind: 'basic', user: textAt(auth, 'username'), password: textAt(auth, 'password') };
  if (type === 'bearer') return { kind: 'bearer', token: textAt(auth, 'token') };
  if (type === 'apikey')
    return {
      kind: 'apikey',
      name: textAt(auth, 'key'),
      value: textAt(auth, 'value'),
      where: textAt(auth, 'placement') === 'query' ? 'query' : 'header',
    };
  return { kind: 'other', name: type };
}

function readEnvironment(value: unknown, place: string, fallback: string, to: Collector): void {
  const name = textAt(value, 'name') || fallback;
  lostFields(value, environmentFields, { name, place }, to);
  to.environment({
    name,
    suggested: 'new',
    variables: variablesOf(listAt(value, 'variables'), `${place} › variables`, name, to),
    place,
  });
}

function variablesOf(list: readonly unknown[], place: string, of: string, to: Collector): ImportedVariable[] {
  return list.flatMap((one, index) => {
    const name = textAt(one, 'name');
    const where = `${place}[${index}]`;
    if (name === '') return [];
    if (isOff(one)) {
      to.lost(`${name} of ${of}`, where, 'it is switched off there');
      return [];
    }
    const note = scalarText(at(one, 'description')) ?? textAt(one, 'description', 'content');
    if (note !== '') to.lost(`description of ${name}`, where, 'variables have none here');
    const secret = at(one, 'secret') === true || at(one, 'transient') === true;
    const written = chosenValue(at(one, 'value') ?? at(one, 'default'), `${name} of ${of}`, where, to);
    const value = scalarText(written) ?? textAt(written, 'data');
    if (secret && value === '')
      to.changed(`${name} of ${of}`, where, 'Bruno keeps the value of a secret to itself: fill it in here');
    return [
      {
        name,
        value: secret ? value : to.template(value, brunoTemplates, name, where, null),
        secret,
        place: where,
      },
    ];
  });
}

/** The value of a variable; of several with titles the one that is chosen. */
function chosenValue(written: unknown, name: string, place: string, to: Collector): unknown {
  if (!Array.isArray(written)) return written;
  const list: readonly unknown[] = written;
  const chosen = list.find((one) => at(one, 'selected') === true) ?? list[0];
  if (list.length > 1) to.changed(name, place, `of its ${list.length} values the chosen one comes`);
  return at(chosen, 'value');
}

function lostScripts(scripts: unknown, of: string, place: string, to: Collector, about: object | null): void {
  const list: readonly unknown[] = Array.isArray(scripts) ? scripts : [];
  for (const one of list)
    to.lost(
      `${textAt(one, 'type') || 'script'} script of ${of}`,
      place,
      'scripts and tests of Bruno do not run here',
      about,
    );
}

function pairsOf(list: readonly unknown[]): RequestPair[] {
  return list.map((one) => ({
    name: textAt(one, 'name'),
    value: textAt(one, 'value'),
    off: isOff(one),
    note: scalarText(at(one, 'description')) ?? textAt(one, 'description', 'content'),
  }));
}
