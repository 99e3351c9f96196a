import type { Collector } from './collector.js';
import type { Importer } from './importer.js';
import type { ImportedVariable } from './model.js';
import { at, isOff, listAt, textAt } from './reading.js';
import { type RequestAuth, type RequestPair, addWebSocket, textMessage } from './request.js';
import { yaakTemplates } from './template-dialects.js';

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
  const requests = [...listAt(resources, 'websocketRequests')].sort(
    (a, b) => Number(at(a, 'sortPriority') ?? 0) - Number(at(b, 'sortPriority') ?? 0),
  );
  requests.forEach((one) => {
    const key = {};
    const folders = above(one);
    const place = `${path} › ${textAt(one, 'id')}`;
    const name = textAt(one, 'name') || textAt(one, 'url');
    const message = textAt(one, 'message');
    const url = pairsOf(listAt(one, 'urlParameters'));
    const inherited = folders.map((folder) => authOf(folder)).findLast((auth) => auth.kind !== 'none');
    const own = authOf(one);
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
        options: at(one, 'settingFollowRedirects') === true ? { ws: { followRedirects: true } } : {},
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
    const name = textAt(one, 'name') || 'Environment';
    const variables = variablesOf(listAt(one, 'variables'), place, name, to);
    if (variables.length > 0 || !base)
      to.environment({ name, suggested: base ? 'workspace' : 'new', variables, place });
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
