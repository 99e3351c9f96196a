import type { Collector } from './collector.js';
import { beginsWithCommand } from './command-lines.js';
import type { Importer } from './importer.js';
import type { ImportedMessage, ImportedVariable } from './model.js';
import { entriesOf, scalarText } from './reading.js';
import { type RequestPair, addWebSocket, textMessage } from './request.js';
import type { SourceFile } from './source.js';
import { httpTemplates } from './template-dialects.js';

const requestLine = /^(?:(WEBSOCKET|WSS?)\s+)?(\S.*)$/;
const webSocketLine = /^(?:(?:WEBSOCKET|WSS?)\s+\S|wss?:\/\/\S)/;
const environmentFile = /^http-client(\.private)?\.env\.json$/i;

/** `.http` and `.rest` files of JetBrains, httpYac and Kulala: their WEBSOCKET blocks, variables and environments. */
export const httpFile: Importer = {
  title: '.http files',
  claims(file) {
    if (environmentFile.test(file.name)) return file.json().ok;
    if (/\.(http|rest)$/i.test(file.name)) return true;
    const lines = file.text.slice(0, 200_000).split(/\r\n|\n/);
    if (/^\s*[{[]/.test(file.text) || !lines.some((line) => /^(WEBSOCKET|WS)[ \t]+\S/.test(line)))
      return false;
    // A message of a command line may hold such a line.
    return !beginsWithCommand(file.text);
  },
  read(files, to) {
    to.format('.http files');
    const environments = new Map<string, ImportedVariable[]>();
    for (const file of files) {
      if (environmentFile.test(file.name)) readEnvironments(file, environments, to);
      else readFile(file, to);
    }
    for (const [name, variables] of environments) {
      to.environment({
        name,
        suggested: name === '$shared' ? 'workspace' : 'new',
        variables,
        place: variables[0]?.place ?? '',
      });
    }
  },
};

/** `{name: {variable: value}}`; what is in the private file is secret, and wins. */
function readEnvironments(file: SourceFile, all: Map<string, ImportedVariable[]>, to: Collector): void {
  const json = file.json();
  if (!json.ok) return;
  const secret = /private/i.test(file.name);
  for (const [name, variables] of entriesOf(json.value)) {
    const list = all.get(name) ?? [];
    for (const [key, value] of entriesOf(variables)) {
      const place = `${file.path} › ${name}.${key}`;
      const text = scalarText(value);
      if (text === null) to.lost(`${key} of ${name}`, place, 'it is no single value');
      else
        list.push({
          name: key,
          value: secret ? text : to.template(text, httpTemplates, key, place, null),
          secret,
          place,
        });
    }
    all.set(name, list);
  }
}

interface Block {
  readonly name: string;
  readonly lines: readonly string[];
  /** Of its first line, from 1. */
  readonly line: number;
}

/** What stands between lines of `###`. */
function blocksOf(text: string): Block[] {
  const blocks: Block[] = [];
  let name = '';
  let lines: string[] = [];
  let first = 1;
  text.split(/\r\n|\n|\r/).forEach((line, index) => {
    if (!line.startsWith('###')) return void lines.push(line);
    blocks.push({ name, lines, line: first });
    name = line.slice(3).trim();
    lines = [];
    first = index + 2;
  });
  blocks.push({ name, lines, line: first });
  return blocks;
}

function readFile(file: SourceFile, to: Collector): void {
  const title = file.name.replace(/\.(http|rest)$/i, '');
  const globals: ImportedVariable[] = [];
  let http = 0;
  for (const block of blocksOf(file.text)) {
    const at = block.lines.findIndex((line) => isRequest(line));
    for (const [index, line] of block.lines.entries()) {
      const variable = /^@([\w.-]+)\s*=\s*(.*)$/.exec(line);
      if (variable === null) continue;
      const place = `${file.path}:${block.line + index}`;
      const name = variable[1] ?? '';
      globals.push({
        name,
        value: to.template((variable[2] ?? '').trim(), httpTemplates, name, place, null),
        secret: false,
        place,
      });
    }
    if (at < 0) continue;
    if (webSocketLine.test((block.lines[at] ?? '').trim())) readBlock(file, block, at, title, to);
    else http++;
  }
  if (globals.length > 0)
    to.environment({
      name: `Variables of ${title}`,
      suggested: 'workspace',
      variables: globals,
      place: file.path,
    });
  if (http > 0)
    to.lost(
      http === 1 ? '1 request' : `${http} requests`,
      file.path,
      'HTTP, GraphQL, gRPC and MQTT are not spoken here: Wirebench speaks WebSocket, TCP, TLS and UDP',
    );
}

/** The first line that is no comment, variable or script. */
function isRequest(line: string): boolean {
  const text = line.trim();
  return /^([A-Z]+\s+\S|https?:\/\/|wss?:\/\/)/.test(text) && !/^(#|\/\/|@|<|>|\{\{)/.test(text);
}

function readBlock(file: SourceFile, block: Block, at: number, title: string, to: Collector): void {
  const key = {};
  const place = `${file.path}:${block.line + at}`;
  const comments = block.lines.slice(0, at).join('\n');
  const tagged = /^(?:#|\/\/)\s*@name[\s=]+(\S.*)$/m.exec(comments)?.[1]?.trim();
  let url = requestLine.exec((block.lines[at] ?? '').trim())?.[2] ?? '';
  let line = at + 1;
  // A URL goes on in lines that are indented.
  for (; /^\s+[?&/]/.test(block.lines[line] ?? ''); line++) url += (block.lines[line] ?? '').trim();
  const headers: RequestPair[] = [];
  let type = '';
  for (; line < block.lines.length; line++) {
    const text = block.lines[line] ?? '';
    const header = /^([!#$%&'*+\-.^_`|~0-9A-Za-z]+)\s*:\s*(.*)$/.exec(text);
    if (/^\s*(#|\/\/)/.test(text)) continue;
    if (header === null) break;
    const [, name = '', value = ''] = header;
    if (name.toLowerCase() === 'content-type') type = value.split('//')[0] ?? '';
    else headers.push({ name, value: value.trim(), off: false });
  }
  const name = block.name || tagged || url;
  if (type !== '')
    to.changed(
      `Content-Type of ${name}`,
      place,
      'it says how messages are shown: a WebSocket does not send it',
      key,
    );
  addWebSocket(
    to,
    {
      name,
      folder: [title],
      place,
      // From the first of several spaces alone: tried from each, a line of them takes minutes.
      url: url.replace(/(?<!\s)\s+HTTP\/\d(\.\d)?$/, ''),
      description: '',
      query: [],
      path: [],
      headers,
      auth: { kind: 'none' },
      options: {},
      variables: [],
      messages: messagesOf(file, block, line, type, name, to, key),
    },
    httpTemplates,
    key,
  );
}

/** What stands between lines of `===`; scripts and files that are named are told of. */
function messagesOf(
  file: SourceFile,
  block: Block,
  from: number,
  type: string,
  of: string,
  to: Collector,
  key: object,
): ImportedMessage[] {
  const messages: ImportedMessage[] = [];
  let lines: string[] = [];
  let first = from;
  let waits = 0;
  let script = false;
  const flush = (): void => {
    const begin = lines.findIndex((one) => one.trim() !== '');
    const body = lines.slice(Math.max(0, begin)).join('\n').trimEnd();
    const place = `${file.path}:${block.line + first}`;
    if (body.trim() !== '') {
      const name = `Message ${messages.length + 1}`;
      const kind = type !== '' ? type : /^\s*[{[]/.test(body) ? 'json' : '';
      if (/^\s*<@?\w*\s+\S/.test(body) && !body.includes('\n'))
        to.lost(
          `${name} of ${of}`,
          place,
          `it is the file ${body.replace(/^\s*<@?\w*\s+/, '')}: send it with File`,
          key,
        );
      else messages.push(textMessage(to, { name, body, place, type: kind }, httpTemplates, key));
      if (waits > 0)
        to.changed(
          `${name} of ${of}`,
          place,
          `it waits for ${waits} ${waits === 1 ? 'answer' : 'answers'} there: here you send it yourself`,
          key,
        );
      waits = 0;
    }
    lines = [];
  };
  for (let at = from; at < block.lines.length; at++) {
    const text = block.lines[at] ?? '';
    const separator = /^===\s*(?:(wait-for-server)\s*)?(?:\/\/.*)?$/.exec(text);
    if (separator !== null) {
      flush();
      first = at + 1;
      if (separator[1] !== undefined) waits++;
    } else if (script || /^(\{\{[@\n]?\w*\s*$|[<>]\s*\{%)/.test(text)) {
      if (!script)
        to.lost(`script of ${of}`, `${file.path}:${block.line + at}`, 'scripts do not run here', key);
      script = !/(^\}\}|%\})\s*$/.test(text);
    } else if (/^(>\s|>>|\?\?)/.test(text)) {
      to.lost(
        `${text.slice(0, 60)} of ${of}`,
        `${file.path}:${block.line + at}`,
        'answers are neither checked nor saved by it here',
        key,
      );
    } else lines.push(text);
  }
  flush();
  return messages;
}
