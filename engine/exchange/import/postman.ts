import type { Collector } from './collector.js';
import type { Importer } from './importer.js';
import type { ImportedVariable } from './model.js';
import { at, isOff, joined, listAt, scalarText, textAt } from './reading.js';
import { type RequestAuth, type RequestPair, addWebSocket, textMessage } from './request.js';
import { postmanTemplates } from './templates.js';
import { type Owner, descriptionOf, lostFields } from './unmapped.js';

/** Folders within folders that are followed. */
const maxFolders = 50;

/**
 * Postman's files of before version 12: collections 2.0 and 2.1, environments, globals, and the dump of
 * all of them. Its WebSocket requests are in none of these: people write `ws://` into an HTTP request, and
 * those are taken.
 */
export const postman: Importer = {
  title: 'Postman',
  claims(file) {
    const json = file.json();
    if (!json.ok) return false;
    return isCollection(json.value) || isEnvironment(json.value) || isDump(json.value);
  },
  read(files, to) {
    const given = files.flatMap((file) => {
      const json = file.json();
      return json.ok ? [{ value: json.value, path: file.path }] : [];
    });
    const sockets = new Set(given.flatMap(({ value }) => socketNames(value)));
    for (const { value, path } of given) readAny(value, path, sockets, to);
  },
};

/** Variables whose value is the beginning of a WebSocket's URL, of collections and environments alike. */
function socketNames(value: unknown): string[] {
  if (isDump(value)) {
    const inside = [...listAt(value, 'collections'), ...listAt(value, 'environments')];
    return [...inside.flatMap(socketNames), ...socketNames({ values: at(value, 'globals') })];
  }
  const variables = [...listAt(at(value, 'collection') ?? value, 'variable'), ...listAt(value, 'values')];
  return variables.flatMap((one) => (/^\s*wss?:/i.test(textAt(one, 'value')) ? [textAt(one, 'key')] : []));
}

function isCollection(value: unknown): boolean {
  const body = at(value, 'collection') ?? value;
  return Array.isArray(at(body, 'item')) && typeof at(body, 'info') === 'object';
}

function isEnvironment(value: unknown): boolean {
  const values = at(value, 'values');
  return Array.isArray(values) && (values.length === 0 || values.some((one) => at(one, 'key') !== undefined));
}

function isDump(value: unknown): boolean {
  return Array.isArray(at(value, 'collections')) && at(value, 'version') !== undefined;
}

function readAny(value: unknown, place: string, sockets: ReadonlySet<string>, to: Collector): void {
  if (isDump(value)) {
    listAt(value, 'collections').forEach((one, i) =>
      readAny(one, `${place} › collections[${i}]`, sockets, to),
    );
    listAt(value, 'environments').forEach((one, i) =>
      readAny(one, `${place} › environments[${i}]`, sockets, to),
    );
    const globals = listAt(value, 'globals');
    if (globals.length > 0) readEnvironment({ name: 'Globals', values: globals }, place, 'workspace', to);
    lostFields(value, dumpFields, { name: 'the dump', place }, to);
  } else if (isCollection(value)) readCollection(at(value, 'collection') ?? value, place, sockets, to);
  else if (isEnvironment(value)) {
    const globals = textAt(value, '_postman_variable_scope') === 'globals';
    readEnvironment(value, place, globals ? 'workspace' : 'new', to);
  } else if (Array.isArray(at(value, 'requests'))) {
    const name = textAt(value, 'name') || 'a collection';
    to.lost(name, place, 'it is of version 1 of the format: export it from Postman as 2.1');
  } else
    to.lost(textAt(value, 'name') || 'something', place, 'it is neither a collection nor an environment');
}

/** Fields that are read, and those that name or date a thing of Postman's and mean nothing elsewhere. */
const ids = ['id', 'uid', '_postman_id', '_exporter_id', '_collection_link'];
const dumpFields = new Set(['version', 'collections', 'environments', 'globals', ...ids]);
const environmentFields = new Set([
  ...['name', 'values', 'scope', 'owner', 'timestamp', 'synced', 'syncedFilename', 'createdAt', 'updatedAt'],
  ...['_postman_variable_scope', '_postman_exported_at', '_postman_exported_using', ...ids],
]);
const infoFields = new Set(['name', 'description', 'schema', ...ids]);
const groupFields = new Set([
  'name',
  'description',
  'item',
  'event',
  'variable',
  'auth',
  'info',
  'collection',
  ...ids,
]);
const itemFields = new Set([
  ...['name', 'description', 'request', 'response', 'event', 'variable', 'type', ...ids],
]);
const requestFields = new Set(['url', 'method', 'header', 'body', 'auth', 'description', ...ids]);

function readEnvironment(value: unknown, place: string, suggested: 'new' | 'workspace', to: Collector): void {
  to.format('Postman environment');
  const name = textAt(value, 'name') || (suggested === 'workspace' ? 'Globals' : 'Postman environment');
  const variables = variablesOf(listAt(value, 'values'), `${place} › values`, name, to);
  lostFields(value, environmentFields, { name, place }, to);
  to.environment({ name, suggested, variables, place });
}

/** Variables of an environment or a collection. */
export function variablesOf(
  list: readonly unknown[],
  place: string,
  of: string,
  to: Collector,
): ImportedVariable[] {
  return list.flatMap((one, index) => {
    const name = textAt(one, 'key') || textAt(one, 'name') || textAt(one, 'id');
    const where = `${place}[${index}]`;
    if (name === '') return [];
    if (isOff(one)) {
      to.lost(`${name} of ${of}`, where, 'it is switched off there');
      return [];
    }
    if (descriptionOf(one) !== '') to.lost(`description of ${name}`, where, 'variables have none here');
    const written = at(one, 'value') ?? at(one, 'initialValue');
    const value =
      scalarText(written) ?? (written === undefined || written === null ? '' : JSON.stringify(written));
    const secret = textAt(one, 'type') === 'secret' || at(one, 'secret') === true;
    return [
      {
        name,
        value: secret ? value : to.template(value, postmanTemplates, name, where, null),
        secret,
        place: where,
      },
    ];
  });
}

function readCollection(value: unknown, place: string, sockets: ReadonlySet<string>, to: Collector): void {
  to.format('Postman collection');
  const name = textAt(value, 'info', 'name') || 'Postman collection';
  to.folder([name], { description: descriptionOf(at(value, 'info')), place: `${place} › info` });
  lostFields(at(value, 'info'), infoFields, { name, place: `${place} › info` }, to);
  readGroup(value, { name, place, variables: `${place} › variable` }, to);
  let http = 0;
  const walk = (items: readonly unknown[], folder: readonly string[], path: string, auth: unknown): void => {
    items.forEach((item, index) => {
      const where = `${path}[${index}]`;
      const inner = at(item, 'item');
      if (Array.isArray(inner)) {
        const title = textAt(item, 'name') || 'Folder';
        if (folder.length >= maxFolders) return to.lost(title, where, 'it is nested too deep');
        const inside = [...folder, title];
        to.folder(inside, { description: descriptionOf(item), kept: inner.length === 0, place: where });
        readGroup(item, { name: title, place: where, variables: `${where}.variable` }, to);
        walk(inner, inside, `${where}.item`, authOf(item, auth));
      } else if (!isSocket(item, sockets)) http++;
      else readItem(item, folder, where, auth, to);
    });
  };
  walk(listAt(value, 'item'), [name], `${place} › item`, at(value, 'auth'));
  if (http > 0) {
    const what = http === 1 ? '1 HTTP request' : `${http} HTTP requests`;
    to.lost(`${what} of ${name}`, place, 'Wirebench speaks WebSocket, TCP, TLS and UDP, not HTTP');
  }
}

/** What a collection or a folder says for what is in it, but for its auth. */
function readGroup(group: unknown, at: Owner & { readonly variables: string }, to: Collector): void {
  const { name, place } = at;
  const variables = variablesOf(listAt(group, 'variable'), at.variables, name, to);
  if (variables.length > 0) {
    const own = `Variables of ${name}`;
    to.environment({ name: own, suggested: 'workspace', variables, place: at.variables });
  }
  for (const event of listAt(group, 'event')) lostScript(event, name, place, to, null);
  lostFields(group, groupFields, at, to);
}

/** The auth of an item, or what it inherits. */
function authOf(item: unknown, inherited: unknown): unknown {
  const own = at(item, 'request', 'auth') ?? at(item, 'auth');
  return own === undefined || own === null ? inherited : own;
}

/** A request may be its URL alone, and a URL a text, or an object of which `raw` is not there every time. */
function urlOf(item: unknown): string {
  const request = at(item, 'request');
  const url = scalarText(request) ?? at(request, 'url');
  const raw = scalarText(url) ?? textAt(url, 'raw');
  if (raw !== '' || textAt(url, 'protocol') === '') return raw;
  const list = (of: unknown, between: string): string =>
    Array.isArray(of)
      ? of.map((one: unknown) => scalarText(one) ?? textAt(one, 'value')).join(between)
      : (scalarText(of) ?? '');
  const port = textAt(url, 'port');
  const path = list(at(url, 'path'), '/').replace(/^\//, '');
  const query = pairsOf(listAt(url, 'query'))
    .filter((pair) => !pair.off)
    .map((pair) => `${pair.name}=${pair.value}`);
  return `${textAt(url, 'protocol')}://${list(at(url, 'host'), '.')}${port === '' ? '' : `:${port}`}${
    path === '' ? '' : `/${path}`
  }${query.length === 0 ? '' : `?${query.join('&')}`}`;
}

/** Whether a request is one to a WebSocket: by its URL, by a variable that its URL begins with, by its own word. */
function isSocket(item: unknown, sockets: ReadonlySet<string>): boolean {
  const url = urlOf(item);
  const begins = /^\s*\{\{([^{}]+)\}\}/.exec(url)?.[1]?.trim();
  return (
    /^\s*wss?:/i.test(url) ||
    (begins !== undefined && sockets.has(begins)) ||
    /websocket/i.test(textAt(item, 'type') + textAt(item, 'request', 'method'))
  );
}

function readItem(
  item: unknown,
  folder: readonly string[],
  place: string,
  auth: unknown,
  to: Collector,
): void {
  const request = at(item, 'request');
  const url = urlOf(item);
  const key = {};
  const name = textAt(item, 'name') || url;
  for (const event of listAt(item, 'event')) lostScript(event, name, place, to, key);
  const body = at(request, 'body');
  const messages = [];
  if (isOff(body)) to.lost(`body of ${name}`, `${place}.request.body`, 'it is switched off there', key);
  else if (textAt(body, 'mode') === 'raw' && textAt(body, 'raw') !== '') {
    const type = textAt(body, 'options', 'raw', 'language');
    const raw = { name: 'Message', body: textAt(body, 'raw'), place: `${place}.request.body`, type };
    messages.push(textMessage(to, raw, postmanTemplates, key));
  } else if (textAt(body, 'mode') !== '' && textAt(body, 'mode') !== 'raw') {
    to.lost(
      `body of ${name}`,
      place,
      `a body of the kind ${textAt(body, 'mode')} is none a WebSocket sends`,
      key,
    );
  }
  listAt(item, 'response').forEach((one, index) => {
    const example = `example ${textAt(one, 'name')} of ${name}`;
    to.lost(example, `${place}.response[${index}]`, 'answers are not kept', key);
  });
  const owner = { name, place, about: key };
  const query = listAt(request, 'url', 'query');
  const headers = headersOf(at(request, 'header'));
  lostFields(item, itemFields, owner, to);
  lostFields(request, requestFields, owner, to);
  addWebSocket(
    to,
    {
      name,
      folder,
      place,
      url,
      description: descriptionsOf(item, request),
      query: pairsOf(query).filter((pair) => pair.off),
      path: pairsOf(listAt(request, 'url', 'variable')),
      headers: pairsOf(headers),
      auth: postmanAuth(authOf(item, auth)),
      options: {},
      variables: variablesOf(listAt(item, 'variable'), `${place}.variable`, name, to),
      messages,
    },
    postmanTemplates,
    key,
  );
}

/** What is written about an item and about the request in it: Postman shows the latter, other tools write the former. */
function descriptionsOf(item: unknown, request: unknown): string {
  return joined(descriptionOf(item), descriptionOf(request));
}

/** A list of pairs, or in 2.0 one text of lines. */
function headersOf(headers: unknown): readonly unknown[] {
  if (Array.isArray(headers)) return headers;
  return (scalarText(headers) ?? '').split(/\r?\n/).flatMap((line) => {
    const colon = line.indexOf(':');
    return colon < 1 ? [] : [{ key: line.slice(0, colon).trim(), value: line.slice(colon + 1).trim() }];
  });
}

export function pairsOf(list: readonly unknown[]): RequestPair[] {
  return list.map((one) => ({
    name: textAt(one, 'key') || textAt(one, 'name'),
    value: textAt(one, 'value'),
    off: isOff(one),
    note: descriptionOf(one),
  }));
}

/** `{type, bearer: [{key, value}]}` of 2.1, objects of 2.0, and `{type, credentials: {…}}` of 3. */
export function postmanAuth(auth: unknown): RequestAuth {
  const type = textAt(auth, 'type');
  if (auth === undefined || auth === null || type === '' || type === 'noauth' || type === 'none')
    return { kind: 'none' };
  const of = at(auth, type) ?? at(auth, 'credentials');
  const value = (name: string): string => {
    if (!Array.isArray(of)) return textAt(of, name);
    return textAt(
      of.find((one) => textAt(one, 'key') === name),
      'value',
    );
  };
  if (type === 'basic') return { kind: 'basic', user: value('username'), password: value('password') };
  if (type === 'bearer') return { kind: 'bearer', token: value('token') };
  if (type === 'apikey') {
    return {
      kind: 'apikey',
      name: value('key'),
      value: value('value'),
      where: value('in') === 'query' ? 'query' : 'header',
    };
  }
  return { kind: 'other', name: type };
}

function lostScript(event: unknown, of: string, place: string, to: Collector, about: object | null): void {
  const code = at(event, 'script', 'exec');
  const lines = Array.isArray(code) ? code.join('') : textAt(event, 'script', 'exec');
  if (lines.trim() === '') return;
  to.lost(
    `${textAt(event, 'listen') || 'script'} script of ${of}`,
    place,
    'scripts of Postman do not run here',
    about,
  );
}
