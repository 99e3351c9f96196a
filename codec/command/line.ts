import { list, newDraft, type Draft, type PastedCommand, type ToolReader } from './draft.js';
import { readCurl } from './curl.js';
import { readNetcat } from './netcat.js';
import { readPacketSender } from './packet-sender.js';
import { pipedMessage, receivedMessage, splitPipe } from './piped.js';
import { readSocat } from './socat.js';
import { readWebsocat } from './websocat.js';
import { readWscat } from './wscat.js';
import { fail, ok, type Result } from '../result.js';
import { splitShellWords } from './shell-words.js';

const tools: Readonly<Record<string, ToolReader>> = {
  wscat: readWscat,
  websocat: readWebsocat,
  nc: readNetcat,
  ncat: readNetcat,
  netcat: readNetcat,
  curl: readCurl,
  socat: readSocat,
  packetsender: readPacketSender,
};

/** Headers that belong to one handshake alone: the next one makes its own. */
const hopHeaders = new Set([
  'connection',
  'upgrade',
  'sec-websocket-key',
  'sec-websocket-version',
  'sec-websocket-extensions',
]);

/**
 * Recognises a pasted `wscat`, `websocat`, `nc`/`ncat`, `socat`, `curl` or `packetsender` line. A prompt,
 * `sudo` or `npx` before it is forgiven; of what is piped into it, `echo` and `printf` are its message. Null
 * where it is none of these; `command.quote` or `command.unreadable` where it is but cannot be understood.
 */
export function parseCommandLine(text: string): Result<PastedCommand> | null {
  const line = text.trim().replace(/^[$#>%]\s+/, '');
  const pipe = splitPipe(line);
  return pipe === null ? parseProgram(line, null) : parseProgram(pipe.after, pipe.before);
}

/** Variables set for one program, before its name. Their values may be quoted. */
const variables = /^(?:[A-Za-z_]\w*=(?:'[^']*'|"[^"\\]*"|\\[^\r\n]|[^\s'"\\])*(?:\s|\\\r?\n)+)+/;

function parseProgram(whole: string, piped: string | null): Result<PastedCommand> | null {
  const set = variables.exec(whole)?.[0] ?? '';
  const line = whole.slice(set.length);
  const lead = /^(?:(?:sudo|npx(?:\s+-y)?)\s+)*(\S+)\s/.exec(line);
  const tool = (lead?.[1] ?? '').replace(/^.*[/\\]/, '').replace(/\.exe$/i, '');
  const reader = Object.hasOwn(tools, tool) ? tools[tool] : undefined;
  if (lead === null || reader === undefined) return null;
  const words = splitShellWords(line.slice(lead[0].length));
  if (!words.ok) return words;
  const settings = splitShellWords(set);
  if (!settings.ok) return settings;

  const draft = newDraft();
  for (const setting of settings.value) {
    const file = /^SSL_CERT_FILE=(.*)$/s.exec(setting)?.[1];
    if (file === undefined) draft.unmapped.push(setting);
    else draft.facts.caFile = file;
  }
  const problem = reader(words.value, draft, tool);
  if (problem !== null) return fail('command.unreadable', `${tool}: ${problem}`);
  if (draft.address === null) return fail('command.unreadable', `${tool}: the line names no address`);
  const { protocol, role, address, subprotocols, unmapped, facts } = draft;
  const message = piped === null ? null : pipedMessage(piped);
  if (message !== null) Object.assign(facts, receivedMessage(message, draft));
  else {
    if (piped !== null) unmapped.unshift(`${piped} |`);
    if (draft.input.crlf !== undefined) unmapped.push(draft.input.crlf);
  }
  return ok({
    tool,
    protocol,
    role,
    address,
    headers: settleHeaders(draft),
    subprotocols,
    unmapped,
    ...facts,
  });
}

/** Takes out what is not a plain header: hop headers go, Origin and subprotocols become settings. */
function settleHeaders(draft: Draft): (readonly [name: string, value: string])[] {
  const webSocket = draft.protocol === 'ws' || draft.protocol === 'wss';
  return draft.headers.filter(([name, value]) => {
    const lower = name.toLowerCase();
    if (!webSocket) return true;
    if (lower === 'origin') draft.facts.origin = value;
    else if (lower === 'sec-websocket-protocol') draft.subprotocols.push(...list(value));
    else if (!hopHeaders.has(lower)) return true;
    return false;
  });
}
