import { type BruBlock, parseBru } from './bru-text.js';
import type { Collector } from './collector.js';
import type { Importer } from './importer.js';
import type { ImportedMessage, ImportedVariable } from './model.js';
import { at, listAt, textAt } from './reading.js';
import { type RequestAuth, type RequestPair, addWebSocket, tagLine, textMessage } from './request.js';
import type { SourceFile } from './source.js';
import { brunoTemplates } from './templates.js';
import { lostFields } from './unmapped.js';

/** A Bruno collection: a folder of `.bru` files with `bruno.json`, or some of them. */
export const bruno: Importer = {
  title: 'Bruno',
  claims(file) {
    if (file.name === 'bruno.json') return true;
    const named = file.name.endsWith('.bru');
    return named || /^(meta|ws|vars|vars:secret)\s*[{[]\s*$/m.test(file.text.slice(0, 2_048));
  },
  read(files, to) {
    to.format('Bruno collection');
    const parsed = files
      .filter((file) => file.name !== 'bruno.json')
      .map((file) => ({ file, ...parseBru(file.text) }));
    for (const { file, problem } of parsed) if (problem !== null) to.lost(file.name, file.path, problem);
    const roots = new Map(
      files.filter((file) => file.name === 'bruno.json').map((file) => [file.folder, rootName(file, to)]),
    );
    const folders = new Map<string, FolderInfo>();
    for (const { file, blocks } of parsed) {
      if (file.name === 'collection.bru' || file.name === 'folder.bru')
        folders.set(file.folder, folderInfo(file, blocks, roots, to));
    }
    const places = { roots, folders };
    readFolders(files, places, to);
    const http = new Map<string, number>();
    const requests: {
      readonly file: SourceFile;
      readonly blocks: readonly BruBlock[];
      readonly order: number;
    }[] = [];
    for (const { file, blocks } of parsed) {
      if (file.name === 'collection.bru' || file.name === 'folder.bru') continue;
      const meta = blocks.find((one) => one.name === 'meta');
      if (blocks.some((one) => one.name === 'ws'))
        requests.push({ file, blocks, order: Number(pair(meta, 'seq')) || 0 });
      else if (meta === undefined && blocks.some((one) => one.name.startsWith('vars')))
        readEnvironment(file, blocks, to);
      else if (meta !== undefined) http.set(file.folder, (http.get(file.folder) ?? 0) + 1);
      else to.lost(file.name, file.path, 'it holds neither a request nor variables');
    }
    requests.sort((a, b) => a.file.folder.localeCompare(b.file.folder) || a.order - b.order);
    for (const { file, blocks } of requests) readRequest(file, blocks, places, to);
    for (const [folder, count] of http) {
      const what = count === 1 ? '1 request' : `${count} requests`;
      to.lost(
        what,
        folder,
        'HTTP, GraphQL and gRPC are not spoken here: Wirebench speaks WebSocket, TCP, TLS and UDP',
      );
    }
  },
};

interface FolderInfo {
  readonly place: string;
  readonly docs: string;
  readonly order: number;
  readonly name: string;
  readonly auth: RequestAuth;
  readonly headers: readonly RequestPair[];
}

interface Places {
  /** Folders of `bruno.json`, and what the collections are called. */
  readonly roots: ReadonlyMap<string, string>;
  readonly folders: ReadonlyMap<string, FolderInfo>;
}

function rootName(file: SourceFile, to: Collector): string {
  const json = file.json();
  if (!json.ok) to.lost(file.name, file.path, json.error.message);
  const value = json.ok ? json.value : null;
  if (at(value, 'proxy', 'enabled') === true)
    to.lost('proxy', file.path, 'a connection goes straight to its address here');
  const certificates = listAt(value, 'clientCertificates', 'certs').length;
  if (certificates > 0)
    to.lost(`${certificates} × client certificate`, file.path, 'choose it in the options of each connection');
  const name = textAt(value, 'name') || file.folder.split('/').at(-1) || 'Bruno';
  lostFields(value, rootFields, { name, place: file.path }, to);
  return name;
}

/** What Bruno keeps in `bruno.json` that is read, or is about its own files alone. */
const rootFields = new Set([
  'proxy',
  'clientCertificates',
  'version',
  'name',
  'type',
  'ignore',
  'size',
  'filesCount',
  'uid',
]);

/** Collections and folders in their order, with what is written about them. */
function readFolders(files: readonly SourceFile[], places: Places, to: Collector): void {
  const sorted = [...places.folders].sort(
    ([a, one], [b, other]) => one.order - other.order || a.localeCompare(b),
  );
  for (const [folder, { docs, place }] of sorted) {
    const inside = files.some((file) => file.path !== place && isIn(file.folder, folder));
    to.folder(foldersOf(folder, places).names, { description: docs, kept: !inside, place });
  }
}

function isIn(folder: string, outer: string): boolean {
  return outer === '' || folder === outer || folder.startsWith(`${outer}/`);
}

function folderInfo(
  file: SourceFile,
  blocks: readonly BruBlock[],
  roots: Places['roots'],
  to: Collector,
): FolderInfo {
  const name = pair(block(blocks, 'meta'), 'name');
  const shown = name || (roots.get(file.folder) ?? file.folder.split('/').at(-1)) || 'collection';
  lostBlocks(blocks, file, shown, to, null);
  const vars = variablesOf(blocks, file.path, shown, to);
  if (vars.length > 0) {
    to.environment({
      name: `Variables of ${shown}`,
      suggested: 'workspace',
      variables: vars,
      place: file.path,
    });
  }
  return {
    name,
    place: file.path,
    docs: block(blocks, 'docs')?.text ?? '',
    order: Number(pair(block(blocks, 'meta'), 'seq')) || 0,
    auth: authOf(blocks, pair(block(blocks, 'auth'), 'mode')),
    headers: pairsOf(block(blocks, 'headers')),
  };
}

/** From the collection down; the collection's own name first. Also the files' folders above, for what is inherited. */
function foldersOf(folder: string, { roots, folders }: Places): { names: string[]; above: string[] } {
  const steps = folder === '' ? [] : folder.split('/');
  const paths = ['', ...steps.map((_, index) => steps.slice(0, index + 1).join('/'))];
  const root = paths.filter((path) => roots.has(path)).at(-1);
  const inside = root === undefined ? paths.slice(1) : paths.slice(paths.indexOf(root));
  const names = inside.map(
    (path) => roots.get(path) ?? (folders.get(path)?.name || path.split('/').at(-1)) ?? '',
  );
  return { names: names.length === 0 ? ['Bruno'] : names, above: root === undefined ? paths : inside };
}

function readRequest(file: SourceFile, blocks: readonly BruBlock[], places: Places, to: Collector): void {
  const key = {};
  const meta = block(blocks, 'meta');
  const ws = block(blocks, 'ws');
  const name = pair(meta, 'name') || file.name.replace(/\.bru$/, '');
  const { names, above } = foldersOf(file.folder, places);
  lostBlocks(blocks, file, name, to, key);
  const own = pair(ws, 'auth');
  const inherited = above.map((path) => places.folders.get(path)).filter((one) => one !== undefined);
  const auth =
    own === 'inherit'
      ? (inherited.map((one) => one.auth).findLast((one) => one.kind !== 'none') ?? { kind: 'none' })
      : authOf(blocks, own);
  const headers = [...inherited.flatMap((one) => one.headers), ...pairsOf(block(blocks, 'headers'))];
  const settings = block(blocks, 'settings');
  const interval = Number(pair(settings, 'keepAliveInterval'));
  const timeout = Number(pair(settings, 'timeout'));
  const options = {
    ...(interval > 0 && interval <= 86_400_000 ? { pingIntervalMs: Math.round(interval) } : {}),
    ...(timeout > 0 && timeout <= 86_400_000 ? { handshakeTimeoutMs: Math.round(timeout) } : {}),
  };
  addWebSocket(
    to,
    {
      name,
      folder: names,
      place: file.path,
      url: pair(ws, 'url'),
      description: [(block(blocks, 'docs')?.text ?? '').trim(), tagLine(tagsOf(meta))]
        .filter((one) => one !== '')
        .join('\n\n'),
      query: pairsOf(block(blocks, 'params:query')),
      path: pairsOf(block(blocks, 'params:path')),
      headers: lastOfEach(headers),
      auth,
      options: Object.keys(options).length === 0 ? {} : { ws: options },
      variables: variablesOf(blocks, file.path, name, to),
      messages: messagesOf(file, blocks, to, key),
    },
    brunoTemplates,
    key,
  );
}

/** `tags: [`, a name a line, `]` in the block of a request. */
function tagsOf(meta: BruBlock | undefined): string[] {
  const list = /^tags: *\[([^[\]]*)\]/m.exec(meta?.text ?? '')?.[1] ?? '';
  return list.split(/[\s,]+/).filter((one) => one !== '');
}

/** A header of the request wins over one of its folder. */
function lastOfEach(headers: readonly RequestPair[]): RequestPair[] {
  const last = new Map(headers.map((one) => [one.name.toLowerCase(), one]));
  return [...last.values()];
}

/** `body:ws { name, type, content }`, and of the older form `message 1 [json] { … }`. */
function messagesOf(
  file: SourceFile,
  blocks: readonly BruBlock[],
  to: Collector,
  key: object,
): ImportedMessage[] {
  const written = blocks.filter((one) => one.name === 'body:ws' || one.name === 'message');
  return written.flatMap((one, index) => {
    const old = one.name === 'message';
    const content = old ? one.text : pair(one, 'content');
    if (content === '') return [];
    const type = old ? (/\[(\w+)\]/.exec(one.argument)?.[1] ?? '') : pair(one, 'type');
    const name = (old ? '' : pair(one, 'name')) || `Message ${index + 1}`;
    const place = `${file.path}:${one.line}`;
    return [textMessage(to, { name, body: content, place, type }, brunoTemplates, key)];
  });
}

function readEnvironment(file: SourceFile, blocks: readonly BruBlock[], to: Collector): void {
  const name = file.name.replace(/\.bru$/, '');
  const variables = variablesOf(blocks, file.path, name, to);
  to.environment({ name, suggested: 'new', variables, place: file.path });
}

function variablesOf(
  blocks: readonly BruBlock[],
  path: string,
  of: string,
  to: Collector,
): ImportedVariable[] {
  return blocks
    .filter((one) => one.name === 'vars' || one.name === 'vars:pre-request' || one.name === 'vars:secret')
    .flatMap((one) => {
      const secret = one.name === 'vars:secret';
      return one.pairs.flatMap((written) => {
        const place = `${path}:${written.line}`;
        if (written.off) {
          to.lost(`${written.key} of ${of}`, place, 'it is switched off there');
          return [];
        }
        const name = written.key.replace(/^@/, '');
        const value = secret ? written.value : to.template(written.value, brunoTemplates, name, place, null);
        if (secret && value === '')
          to.changed(
            `${name} of ${of}`,
            place,
            'Bruno keeps the value of a secret to itself: fill it in here',
          );
        return [{ name, value, secret, place }];
      });
    });
}

function authOf(blocks: readonly BruBlock[], mode: string): RequestAuth {
  if (mode === '' || mode === 'none' || mode === 'inherit') return { kind: 'none' };
  const of = block(blocks, `auth:${mode}`);
  if (mode === 'basic') return { kind: 'basic', user: pair(of, 'username'), password: pair(of, 'password') };
  if (mode === 'bearer') return { kind: 'bearer', token: pair(of, 'token') };
  if (mode === 'apikey') {
    const where = /query/.test(pair(of, 'placement')) ? 'query' : 'header';
    return { kind: 'apikey', name: pair(of, 'key'), value: pair(of, 'value'), where };
  }
  return { kind: 'other', name: mode };
}

const understood =
  /^(meta|ws|headers|body:ws|message|docs|settings|auth|auth:(basic|bearer|apikey)|vars|vars:pre-request|vars:secret|params:(query|path))$/;

/** Of blocks that say one thing each. */
const understoodPairs: Readonly<Record<string, readonly string[]>> = {
  meta: ['name', 'type', 'seq', 'version', 'tags'],
  ws: ['url', 'body', 'auth', 'method'],
  settings: ['timeout', 'keepAliveInterval'],
  auth: ['mode'],
};

/** Blocks that have no counterpart, and lines in those that have, by name. */
function lostBlocks(
  blocks: readonly BruBlock[],
  file: SourceFile,
  of: string,
  to: Collector,
  about: object | null,
): void {
  for (const one of blocks) {
    const known = [...(understoodPairs[one.name] ?? []), ...tagsOf(one), ']'];
    const odd = one.pairs.filter(({ key }) => one.name in understoodPairs && !known.includes(key));
    if (odd.length > 0) {
      const names = odd.map(({ key }) => key).join(', ');
      to.lost(
        `${names} in ${one.name} of ${of}`,
        `${file.path}:${one.line}`,
        'there is no such thing here',
        about,
      );
    }
    if (understood.test(one.name) || (one.text.trim() === '' && one.pairs.length === 0)) continue;
    if (one.name.startsWith('auth:')) continue;
    const script = /^(script|tests|assert)/.test(one.name);
    const why = script ? 'scripts and tests of Bruno do not run here' : 'there is no such thing here';
    to.lost(`${one.name} of ${of}`, `${file.path}:${one.line}`, why, about);
  }
}

function block(blocks: readonly BruBlock[], name: string): BruBlock | undefined {
  return blocks.find((one) => one.name === name);
}

function pair(of: BruBlock | undefined, key: string): string {
  return of?.pairs.find((one) => one.key === key && !one.off)?.value ?? '';
}

function pairsOf(of: BruBlock | undefined): RequestPair[] {
  return (of?.pairs ?? []).map(({ key, value, off }) => ({ name: key, value, off }));
}
