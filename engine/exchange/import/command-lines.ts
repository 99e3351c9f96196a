import {
  commandSettings,
  formatAddress,
  isTemplate,
  parseAddress,
  parseCommandLine,
  scanQuotes,
} from '../../../codec/index.js';
import type { PastedCommand, ShellQuote } from '../../../codec/index.js';
import type { Collector } from './collector.js';
import type { Importer } from './importer.js';
import type { ImportedMessage } from './model.js';
import { addWebSocket } from './request.js';
import type { SourceFile } from './source.js';
import { ownTemplates } from './templates.js';

/** Characters of a file, and so of a line, that are looked at: what is longer is no script of commands. */
const longestLine = 1_000_000;

/** Lines of wscat, websocat, ncat, socat, curl and Packet Sender's own program: a script, or what was pasted. */
export const commandLines: Importer = {
  title: 'Command lines',
  claims: (file) =>
    file.text.length < longestLine && linesOf(file.text).some(({ text }) => parseCommandLine(text) !== null),
  read(files, to) {
    to.format('Command lines');
    for (const file of files) readFile(file, to);
  },
};

/** Whether the first thing in a text but comments is a command that is known here. */
export function beginsWithCommand(text: string): boolean {
  if (text.length >= longestLine) return false;
  const first = linesOf(text).find((line) => !line.text.startsWith('#'));
  return first !== undefined && parseCommandLine(first.text) !== null;
}

function readFile(file: SourceFile, to: Collector): void {
  let comment = '';
  for (const { text, line } of linesOf(file.text)) {
    const place = `${file.path}:${line}`;
    // What an export says of itself is no name.
    if (/^#+\s*note:/i.test(text)) continue;
    if (text.startsWith('#')) {
      comment = text.startsWith('#!') ? '' : text.replace(/^#+\s*/, '');
      continue;
    }
    const command = parseCommandLine(text);
    if (command === null)
      to.lost(text.slice(0, 80), place, 'this is no line of a program that is known here');
    else if (!command.ok) to.lost(text.slice(0, 80), place, command.error.message);
    else addCommand(command.value, comment, place, to);
    comment = '';
  }
}

function addCommand(command: PastedCommand, comment: string, place: string, to: Collector): void {
  const key = {};
  const { protocol, role } = command;
  const parsed = parseAddress(command.address, { protocol, role });
  const address = parsed.ok
    ? (parsed.value.url ?? parsed.value.path ?? formatAddress(parsed.value).replace(/^[a-z]+:\/\//, ''))
    : command.address.replace(/^(tcp|tls|udp|unix):(\/\/)?/, '');
  if (!parsed.ok && !isTemplate(command.address)) to.changed(command.tool, place, parsed.error.message, key);
  const name = comment === '' ? address : comment;
  for (const option of command.unmapped)
    to.lost(`${option} of ${name}`, place, `${command.tool} has it; there is no such option here`, key);
  // Nobody but this machine should reach a listener that nobody asked to be open.
  const open = role === 'server' && protocol !== 'unix' && /^[a-z]+:\/\/:/.test(command.address);
  if (open && command.tool !== 'websocat') {
    to.changed(
      name,
      place,
      `${command.tool} listens on every address here, this on 127.0.0.1: name 0.0.0.0 for all`,
      key,
    );
  }
  const options: Record<string, Record<string, unknown>> = {};
  for (const [group, option, value] of commandSettings(command)) {
    if (group === 'ws' && (option === 'headers' || option === 'subprotocols' || option === 'origin'))
      continue;
    options[group] = { ...options[group], [option]: value };
  }
  const messages = messagesOf(command, place);
  // A listener's upgrade answers; it sends no headers of its own.
  if ((protocol !== 'ws' && protocol !== 'wss') || role === 'server') {
    to.connection({
      name,
      folder: [],
      description: '',
      protocol,
      role,
      address,
      // Judged by the schema when it is collected.
      options: options,
      headers: [],
      variables: [],
      messages,
      place,
      key,
    });
    return;
  }
  const headers = [
    ...command.headers.map(([header, value]) => ({ name: header, value, off: false })),
    ...(command.subprotocols.length === 0
      ? []
      : [{ name: 'Sec-WebSocket-Protocol', value: command.subprotocols.join(', '), off: false }]),
    ...(command.origin === undefined ? [] : [{ name: 'Origin', value: command.origin, off: false }]),
  ];
  addWebSocket(
    to,
    {
      name,
      folder: [],
      place,
      url: address,
      description: '',
      query: [],
      path: [],
      headers,
      auth: { kind: 'none' },
      options: options,
      variables: [],
      messages,
    },
    ownTemplates,
    key,
  );
}

function messagesOf(command: PastedCommand, place: string): ImportedMessage[] {
  if (command.message === undefined) return [];
  const web = command.protocol === 'ws' || command.protocol === 'wss';
  const guessed = command.messageMode === 'hex' ? 'binary' : 'text';
  const kind = web ? (command.messageKind ?? guessed) : 'binary';
  const ending = web || command.protocol === 'udp' ? undefined : command.messageEnding;
  const first: ImportedMessage = {
    name: 'Message',
    mode: command.messageMode ?? 'text',
    body: command.message,
    kind,
    ...(ending === undefined ? {} : { ending }),
    place,
  };
  const more = (command.moreMessages ?? []).map(({ message, messageMode }, index): ImportedMessage => ({
    ...first,
    name: `Message ${index + 2}`,
    mode: messageMode ?? 'text',
    body: message,
    kind: web ? (command.messageKind ?? (messageMode === 'hex' ? 'binary' : 'text')) : 'binary',
  }));
  return [first, ...more];
}

/**
 * Lines as a shell takes them: a backslash or a pipe at the end, or an open quote, goes on in the next. Line
 * breaks within quotes stay as they are. Blank lines are left out.
 */
export function linesOf(text: string): { readonly text: string; readonly line: number }[] {
  const found: { text: string; line: number }[] = [];
  let current = '';
  let first = 1;
  let quote: ShellQuote = '';
  let lineBreak = '';
  // Every other piece is a line break.
  text.split(/(\r\n|\n|\r)/).forEach((part, index) => {
    if (index % 2 === 1) {
      lineBreak = quote === '' ? '\n' : part;
      return;
    }
    if (current === '') first = index / 2 + 1;
    current += (current === '' ? '' : lineBreak) + part;
    const comment = current === part && part.trimStart().startsWith('#');
    if (!comment) quote = scanQuotes(part, quote);
    const pipes = part.trimEnd().endsWith('|');
    const goesOn = !comment && (quote !== '' || pipes || /(^|[^\\])(\\\\)*\\$/.test(part));
    if (goesOn && current.length < longestLine) return;
    if (current.trim() !== '') found.push({ text: current.trim(), line: first });
    current = '';
    quote = '';
  });
  if (current.trim() !== '') found.push({ text: current.trim(), line: first });
  return found;
}
