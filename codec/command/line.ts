import { list, newDraft, type Draft, type PastedCommand, type ToolReader } from './draft.js';
import { readCurl } from './curl.js';
import { readNetcat } from './netcat.js';
import { readPacketSender } from './packet-sender.js';
import { asMessage, pipedMessage, splitPipe, type PipedMessage } from './piped.js';
import { parseHex } from '../hex.js';
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
  if (pipe === null) return parseProgram(line);
  const command = parseProgram(pipe.after);
  if (command?.ok !== true) return command;
  const message = withoutNul(pipedMessage(pipe.before), pipe.after);
  const unmapped =
    message === null ? [`${pipe.before} |`, ...command.value.unmapped] : command.value.unmapped;
  return ok({ ...command.value, ...message, unmapped });
}

/** websocat ends a message at NUL where it is told to: that byte is none of the message. */
function withoutNul(piped: PipedMessage | null, program: string): PipedMessage | null {
  const ends = /^\S*websocat\s(.*\s)?(-0|--null-terminated)\s/s.test(program);
  if (!ends || piped?.messageMode !== 'hex') return piped;
  const bytes = parseHex(piped.message ?? '');
  if (!bytes.ok || bytes.value.at(-1) !== 0) return piped;
  return asMessage(bytes.value.subarray(0, -1), true);
}

function parseProgram(line: string): Result<PastedCommand> | null {
  const lead = /^(?:(?:sudo|npx(?:\s+-y)?)\s+)*(\S+)\s/.exec(line);
  const tool = (lead?.[1] ?? '').replace(/^.*[/\\]/, '').replace(/\.exe$/i, '');
  const reader = Object.hasOwn(tools, tool) ? tools[tool] : undefined;
  if (lead === null || reader === undefined) return null;
  const words = splitShellWords(line.slice(lead[0].length));
  if (!words.ok) return words;

  const draft = newDraft();
  const problem = reader(words.value, draft, tool);
  if (problem !== null) return fail('command.unreadable', `${tool}: ${problem}`);
  if (draft.address === null) return fail('command.unreadable', `${tool}: the line names no address`);
  const { protocol, role, address, subprotocols, unmapped, facts } = draft;
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
