import { formatHex } from '../hex.js';
import { decodeUtf8Lossy, encodeUtf8 } from '../utf8.js';
import type { Draft, ToolReader } from './draft.js';
import {
  type Action,
  bracket,
  insecure,
  listen,
  nothing,
  readOptions,
  setFact,
  setNumber,
} from './options.js';

/** Packet Sender's program: `packetsender [options] address port data`, data in hex unless `-a` or `-A`. */
export const readPacketSender: ToolReader = (words, draft) => {
  const mode = {
    protocol: 'tcp' as 'tcp' | 'udp' | 'tls',
    listening: false,
    data: 'hex' as 'hex' | 'mixed' | 'ascii',
  };
  const protocol = (chosen: typeof mode.protocol): Action => {
    return () => {
      mode.protocol = chosen;
    };
  };
  const data = (chosen: typeof mode.data): Action => {
    return () => {
      mode.data = chosen;
    };
  };
  const listening: Action = () => {
    mode.listening = true;
  };
  const ssl: Action = (d) => {
    mode.protocol = 'tls';
    // It goes on whatever the certificate is, unless it is told -S.
    insecure(d, '');
  };
  const { rest, problem } = readOptions(words, draft, {
    values: {
      '-b': setNumber('localPort'),
      '--bind': setNumber('localPort'),
      '-B': setFact('localHost'),
      '--bindip': setFact('localHost'),
    },
    switches: {
      '-t': protocol('tcp'),
      '--tcp': protocol('tcp'),
      '-u': protocol('udp'),
      '--udp': protocol('udp'),
      '-s': ssl,
      '--ssl': ssl,
      '-S': protocol('tls'),
      '--SSL': protocol('tls'),
      '-x': data('hex'),
      '--hex': data('hex'),
      '-a': data('mixed'),
      '--ascii': data('mixed'),
      '-A': data('ascii'),
      '--ASCII': data('ascii'),
      '-l': listening,
      '--listen': listening,
      '-q': nothing,
      '--quiet': nothing,
      '-4': nothing,
      '-6': nothing,
    },
    skippedValues: [
      '-w',
      '--wait',
      '-f',
      '--file',
      '-n',
      '--name',
      '-r',
      '--response',
      '--http',
      '--num',
      '--rate',
      '--usdelay',
      '--bps',
    ],
  });
  if (problem !== null) return problem;
  if (mode.listening) {
    const port = draft.facts.localPort;
    if (port === undefined) return 'the listener has no port: -b PORT';
    delete draft.facts.localPort;
    listen(draft, mode.protocol, draft.facts.localHost, String(port));
    delete draft.facts.localHost;
    draft.unmapped.push(...rest);
    return null;
  }
  const [host, port, ...texts] = rest;
  if (host === undefined || port === undefined) return 'write address and port';
  draft.protocol = mode.protocol;
  draft.address = `${mode.protocol}://${bracket(host)}:${port}`;
  setMessage(draft, mode.data, texts.join(' '));
  return null;
};

function setMessage(draft: Draft, mode: 'hex' | 'mixed' | 'ascii', text: string): void {
  if (text === '') return;
  if (mode === 'ascii') draft.facts.message = text;
  else if (mode === 'hex') {
    draft.facts.message = text;
    draft.facts.messageMode = 'hex';
  } else {
    const bytes = mixedAscii(text);
    const plain = bytes.every((byte) => byte >= 0x20 && byte < 0x7f);
    draft.facts.message = plain ? decodeUtf8Lossy(Uint8Array.from(bytes)) : formatHex(bytes);
    if (!plain) draft.facts.messageMode = 'hex';
  }
}

/** Text with `\n`, `\r`, `\t`, `\\` and two hex digits after a backslash. */
function mixedAscii(text: string): Uint8Array {
  const bytes: number[] = [];
  for (const [piece, sign, digits] of text.matchAll(/\\(?:([nrt\\])|([0-9a-f]{2}))|[\s\S]/giu)) {
    const named = sign === undefined ? undefined : { n: 10, r: 13, t: 9, '\\': 92 }[sign.toLowerCase()];
    if (named !== undefined) bytes.push(named);
    else if (digits !== undefined) bytes.push(parseInt(digits, 16));
    else bytes.push(...encodeUtf8(piece));
  }
  return Uint8Array.from(bytes);
}
