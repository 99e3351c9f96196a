import { encodeUtf8, parseEscapes, parseHex } from '../../codec/index.js';
import type { ParsedAddress } from '../../codec/index.js';
import type { Outgoing } from '../../contract/index.js';
import { type Result, ok } from '../../contract/result.js';
import type { RunCommand } from './options.js';

/** Bytes without borders between messages. */
export function isStream(address: ParsedAddress): boolean {
  return address.protocol === 'tcp' || address.protocol === 'tls' || address.protocol === 'unix';
}

/** A text of the command line or of standard input as what is sent. */
export function encode(text: string, command: RunCommand, address: ParsedAddress): Result<Outgoing> {
  const bytes = command.hex ? parseHex(text) : command.escapes ? parseEscapes(text) : ok(encodeUtf8(text));
  return bytes.ok ? ok({ kind: kindOf(command, address), data: bytes.value }) : bytes;
}

/** How a template's text is read. */
export const modeOf = ({ hex, escapes }: RunCommand): 'hex' | 'escapes' | 'text' =>
  hex ? 'hex' : escapes ? 'escapes' : 'text';

export function kindOf(command: RunCommand, address: ParsedAddress): 'data' | 'binary' | 'text' {
  const isWebSocket = address.protocol === 'ws' || address.protocol === 'wss';
  return !isWebSocket ? 'data' : command.binary || command.hex ? 'binary' : 'text';
}
