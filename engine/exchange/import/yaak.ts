import type { ConnectionOptions } from '../../../contract/index.js';
import type { Collector } from './collector.js';
import type { Importer } from './importer.js';
import type { ImportedVariable } from './model.js';
import { at, isOff, listAt, textAt } from './reading.js';
import { type RequestAuth, type RequestPair, addWebSocket, textMessage } from './request.js';
import { yaakTemplates } from './template-dialects.js';
import { lostFields } from './unmapped.js';

const maxNesting = 50;

/** Yaak's export: `yaakSchema` and `resources`. */
export const yaak: Importer = {
  title: 'Yaak',
  claims(file) {
    const json = file.json();
    return json.ok && at(json.value, 'yaakSchema') !== undefined && at(json.value, 'resources') !== undefined;
  },
  read(files, to) {
    to.format('Yaak');
    for (const file of files) {
      const json = file.json();
      if (json.ok) readResources(at(json.value, 'resources'), file.path, to);
    }
  },
};

/** Records of every thing that order and date it. */
const records = ['model', 'id', 'createdAt', 'updatedAt', 'workspaceId', 'folderId', 'sortPriority'];
const requestFields = new Set([
  ...['name', 'url', 'urlParameters', 'headers', 'authentication', 'authenticationType', 'message'],
  ...['description', 'settingFollowRedirects', 'settingValidateCertificates', ...records],
]);
const groupFields = new Set([
  ...['name', 'description', 'headers', 'authentication', 'authenticationType', 'variables', ...records],
  ...['settingFollowRedirects', 'settingValidateCertificates', 'encryptionKeyChallenge'],
]);
const environmentFields = new Set([
  ...['name', 'variables', 'base', 'public', 'parentModel', 'parentId', 'environmentId', ...records],
]);
const lists = new Set([
  'workspaces',
  'folders',
  'websocketRequests',
  'environments',
  'httpRequests',
  'grpcRequests',
  'requests',
]);

function readResources(resources: unknown, path: string, to: Collector): void {
  const parents = new Map(
    [...listAt(resources, 'workspaces'), ...listAt(resources, 'folders')].map((one) => [
      textAt(one, 'id'),
      one,
    ]),
  );
  const above = (one: unknown): readonly unknown[] => {
    const list: unknown[] = [];
    let here = parents.get(textAt(one, 'folderId')) ?? parents.get(textAt(one, 'workspaceId'));
    for (let depth = 0; here !== undefined && depth < maxNesting; depth++) {
      list.unshift(here);
      const id = textAt(here, 'folderId') || textAt(here, 'workspaceId');
      here = id === '' ? undefined : parents.get(id);
    }
    return list;
  };
  const full = new Set(
    [...lists].flatMap((list) => listAt(resources, list).map((one) => textAt(one, 'folderId'))),
  );
  for (const one of [...listAt(resources, 'workspaces'), ...sorted(listAt(resources, 'folders'))]) {
    const id = textAt(one, 'id');
    const name = textAt(one, 'name') || 'Folder';
    const place = `${path} › ${id}`;
    const names = above({ folderId: id, workspaceId: id }).map(
      (folder) => textAt(folder, 'name') || 'Folder',
    );
    const kept = textAt(one, 'workspaceId') !== '' && !full.has(id);
    to.folder(names, { description: textAt(one, 'description'), place, kept });
    lostFields(one, groupFields, { name, place }, to);
  }
  const requests = sorted(listAt(resources, 'websocketRequests'));
  requests.forEach((one) => {
    const key = {};
    const folders = above(one);
    const place = `${path} › ${textAt(one, 'id')}`;
    const name = textAt(one, 'name') || textAt(one, 'url');
    const message = textAt(one, 'message');
    const url = pairsOf(listAt(one, 'urlParameters'));
    const inherited = folders.map((folder) => authOf(folder)).findLast((auth) => auth.kind !== 'none');
    const own = authOf(one);
    lostFields(one, requestFields, { name, place, about: key }, to);
    const inherits = at(one, 'authenticationType') === null || at(one, 'authenticationType') === undefined;
    addWebSocket(
      to,
      {
        name,
        folder: folders.map((folder) => textAt(folder, 'name') || 'Folder'),
        place,
        url: textAt(one, 'url'),
        description: textAt(one, 'description'),
        query: url.filter((pair) => !pair.name.startsWith(':')),
        path: url
          .filter((pair) => pair.name.startsWith(':'))
          .map((pair) => ({ ...pair, name: pair.name.slice(1) })),
        headers: pairsOf([
          ...folders.flatMap((folder) => [...listAt(folder, 'headers')]),
          ...listAt(one, 'headers'),
        ]),
        auth: own.kind === 'none' && inherits ? (inherited ?? own) : own,
        options: optionsOf(one, folders),
        variables: [],
        messages:
          message === ''
            ? []
            : [
                textMessage(
                  to,
                  { name: 'Message', body: message, place: `${place}.message`, type: looksJson(message) },
                  yaakTemplates,
                  key,
                ),
              ],
      },
      yaakTemplates,
      key,
    );
  });
  listAt(resources, 'environments').forEach((one, index) => {
    const place = `${path} › environments[${index}]`;
    const base =
      at(one, 'base') === true ||
      textAt(one, 'parentModel') === 'workspace' ||
      (at(one, 'base') === undefined &&
        textAt(one, 'parentModel') === '' &&
        at(one, 'environmentId') === null);
    const folder = parents.get(textAt(one, 'parentId'));
    const inFolder = textAt(one, 'parentModel') === 'folder' && folder !== undefined;
    const name = inFolder ? `Variables of ${textAt(folder, 'name')}` : textAt(one, 'name') || 'Environment';
    lostFields(one, environmentFields, { name, place }, to);
    const variables = variablesOf(listAt(one, 'variables'), place, name, to);
    if (variables.length > 0 || !base)
      to.environment({ name, suggested: base || inFolder ? 'workspace' : 'new', variables, place });
  });
  listAt(resources, 'workspaces').forEach((one, index) => {
    const variables = variablesOf(
      listAt(one, 'variables'),
      `${path} › workspaces[${index}]`,
      textAt(one, 'name'),
      to,
    );
    if (variables.length > 0)
      to.environment({
        name: `Variables of ${textAt(one, 'name')}`,
        suggested: 'workspace',
        variables,
        place: path,
      });
  });
  lostFields(resources, lists, { name: 'the export', place: path }, to);
  for (const [list, what] of [
    ['httpRequests', 'HTTP'],
    ['grpcRequests', 'gRPC'],
    ['requests', 'HTTP'],
  ] as const) {
    const count = listAt(resources, list).length;
    if (count > 0)
      to.lost(
        `${count} ${what} requests`,
        path,
        `${what} is not spoken here: Wirebench speaks WebSocket, TCP, TLS and UDP`,
      );
  }
}

function sorted(list: readonly unknown[]): readonly unknown[] {
  return [...list].sort((a, b) => Number(at(a, 'sortPriority') ?? 0) - Number(at(b, 'sortPriority') ?? 0));
}

/** Settings of a request, or of the nearest folder or the workspace that says something else than usual. */
function optionsOf(one: unknown, folders: readonly unknown[]): ConnectionOptions {
  const nearest = (setting: string): unknown =>
    [one, ...[...folders].reverse()].map((of) => settingOf(of, setting)).find((value) => value !== undefined);
  return {
    ...(settingOf(one, 'settingFollowRedirects') === true ? { ws: { followRedirects: true } } : {}),
    ...(nearest('settingValidateCertificates') === false ? { tls: { verify: false } } : {}),
  };
}

/** A setting of Yaak's: a value, or one that is inherited unless it is switched on; undefined where it says nothing. */
function settingOf(of: unknown, name: string): unknown {
  const written = at(of, name);
  if (typeof written === 'boolean') return written;
  return at(written, 'enabled') === true ? at(written, 'value') : undefined;
}

function looksJson(text: string): string {
  return /^\s*[{[]/.test(text) ? 'json' : 'text';
}

function pairsOf(list: readonly unknown[]): RequestPair[] {
  return list.map((one) => ({ name: textAt(one, 'name'), value: textAt(one, 'value'), off: isOff(one) }));
}

function authOf(one: unknown): RequestAuth {
  const type = textAt(one, 'authenticationType');
  const of = at(one, 'authentication');
  if (type === '' || type === 'none' || at(of, 'disabled') === true) return { kind: 'none' };
  if (type === 'basic')
    return { kind: 'basic', user: textAt(of, 'username'), password: textAt(of, 'password') };
  if (type === 'bearer') {
    const prefix = textAt(of, 'prefix');
    return { kind: 'bearer', token: textAt(of, 'token'), ...(prefix === '' ? {} : { prefix }) };
  }
  if (type === 'apikey') {
    return {
      kind: 'apikey',
      name: textAt(of, 'key'),
      value: textAt(of, 'value'),
      where: textAt(of, 'location') === 'query' ? 'query' : 'header',
    };
  }
  return { kind: 'other', name: type };
}

function variablesOf(list: readonly unknown[], place: string, of: string, to: Collector): ImportedVariable[] {
  return list.flatMap((one, index) => {
    const name = textAt(one, 'name');
    const where = `${place}.variables[${index}]`;
    if (name === '') return [];
    if (isOff(one)) {
      to.lost(`${name} of ${of}`, where, 'it is switched off there');
      return [];
    }
    return [
      {
        name,
        value: to.template(textAt(one, 'value'), yaakTemplates, name, where, null),
        secret: false,
        place: where,
      },
    ];
  });
}
