import { ConnectionOptions, SavedConnection, Variable } from '../../../contract/index.js';
import type { Collector } from './collector.js';
import type { Importer } from './importer.js';
import type { ImportedVariable } from './model.js';
import { at, listAt, textAt } from './reading.js';

/** The version that `workspaceFile` writes; this reads those before it too: the first knew of no folders and descriptions. */
export const fileVersion = 2;
export const fileKind = 'wirebench-workspace';

/** Our own export: connections with messages, environments and variables in one file. Values of secrets are not in it. */
export const wirebench: Importer = {
  title: 'Wirebench',
  claims(file) {
    const json = file.json();
    return json.ok && textAt(json.value, 'kind') === fileKind;
  },
  read(files, to) {
    to.format('Wirebench workspace');
    for (const file of files) {
      const json = file.json();
      if (!json.ok) continue;
      const version = at(json.value, 'version');
      if (version !== fileVersion && version !== 1) {
        to.lost(
          file.name,
          file.path,
          `it is of version ${String(version)}; this Wirebench reads up to ${fileVersion}`,
        );
        continue;
      }
      readWorkspace(json.value, file.path, to);
    }
  },
};

function readWorkspace(value: unknown, place: string, to: Collector): void {
  to.folder([], { description: textAt(value, 'description'), place });
  listAt(value, 'folders').forEach((one, index) => {
    const path = textAt(one, 'path');
    const where = `${place} › folders[${index}]`;
    if (path === '') to.lost('a folder', where, 'it is not as Wirebench writes it');
    // All of them are folders of somebody, whether something is in them or not.
    else to.folder(path.split('/'), { description: textAt(one, 'description'), kept: true, place: where });
  });
  listAt(value, 'connections').forEach((one, index) =>
    readConnection(one, `${place} › connections[${index}]`, to),
  );
  listAt(value, 'environments').forEach((one, index) => {
    const where = `${place} › environments[${index}]`;
    const variables = variablesOf(listAt(one, 'variables'), where, to);
    to.environment({ name: textAt(one, 'name'), suggested: 'new', variables, place: where });
  });
  const own = variablesOf(listAt(value, 'variables'), `${place} › variables`, to);
  if (own.length > 0) {
    to.environment({
      name: 'Workspace variables',
      suggested: 'workspace',
      variables: own,
      place: `${place} › variables`,
    });
  }
}

function readConnection(one: unknown, place: string, to: Collector): void {
  const parsed = SavedConnection.safeParse(one);
  const name = textAt(one, 'name');
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    to.lost(name, place, `${issue?.path.join('.') || 'it'} is not as Wirebench writes it`);
    return;
  }
  const { folder, description = '', config, variables = [], messages } = parsed.data;
  const { template, messageFolders, filters, layouts } = parsed.data;
  const key = {};
  const { headers = [], ...ws } = config.options.ws ?? {};
  const options = ConnectionOptions.parse({
    ...config.options,
    ...(config.options.ws === undefined || Object.keys(ws).length === 0 ? {} : { ws }),
  });
  if (Object.keys(ws).length === 0) delete options.ws;
  to.connection({
    name,
    folder: folder === '' ? [] : folder.split('/'),
    description,
    protocol: config.protocol,
    role: config.role,
    address: config.address,
    options,
    headers: headers.map(([header, text]) => ({
      name: header,
      value: text,
      place,
      auth: false,
      variables: [],
    })),
    variables: variablesOf(variables, place, to),
    messages: messages.map(({ id: _, ...message }, index) => ({
      ...message,
      place: `${place}.messages[${index}]`,
    })),
    own: {
      ...(template === undefined ? {} : { template }),
      ...(messageFolders === undefined ? {} : { messageFolders }),
      ...(filters === undefined ? {} : { filters }),
      ...(layouts === undefined ? {} : { layouts }),
    },
    place,
    key,
  });
}

function variablesOf(list: readonly unknown[], place: string, to: Collector): ImportedVariable[] {
  return list.flatMap((one, index) => {
    const parsed = Variable.safeParse(one);
    const where = `${place}.variables[${index}]`;
    if (!parsed.success) {
      to.lost(textAt(one, 'name'), where, 'it is not as Wirebench writes it');
      return [];
    }
    const { name, value = '', secret = false } = parsed.data;
    if (secret) to.changed(name, where, 'the value of a secret is never exported: fill it in here');
    return [{ name, value, secret, place: where }];
  });
}
