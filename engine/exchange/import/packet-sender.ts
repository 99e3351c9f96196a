import { escapeTemplate, formatHex, parseBase64, parseHex } from '../../../codec/index.js';
import { maxRepeatMs, maxRepeatTimes, minRepeatMs } from '../../../contract/index.js';
import type { ConnectionOptions } from '../../../contract/index.js';
import type { Collector } from './collector.js';
import type { Importer } from './importer.js';
import type { ImportedMessage } from './model.js';
import { parseQtSettings, type QtSettings } from './qt-settings.js';
import { at, listAt, scalarText, textAt } from './reading.js';
import type { SourceFile } from './source.js';
import { packetSenderTemplates, rewriteTemplate } from './templates.js';

/** One packet, from either of its two files. */
interface Packet {
  readonly name: string;
  readonly hex: string;
  readonly to: string;
  readonly port: string;
  readonly fromPort: string;
  readonly protocol: string;
  readonly repeat: string;
  readonly sendResponse: string;
  readonly path: string;
  readonly place: string;
}

/** Packet Sender: its JSON export, `packets.ini`, `ps_settings.ini` (listeners, responses) and panels. */
export const packetSender: Importer = {
  title: 'Packet Sender',
  claims(file) {
    if (isPanels(file)) return true;
    const json = file.json();
    if (json.ok) {
      const first: unknown = Array.isArray(json.value) ? json.value[0] : undefined;
      return at(first, 'hexstring') !== undefined && at(first, 'tcporudp') !== undefined;
    }
    const head = file.text.slice(0, 65_536);
    return (
      /^\[NAMES\]\s*$/im.test(head) ||
      /^(responseIfEdit1|udpServerEnable|tcpServerEnable|sendReceive)=/m.test(head)
    );
  },
  read(files, to) {
    to.format('Packet Sender');
    const packets: Packet[] = [];
    let resends = 0;
    for (const file of files) {
      const json = file.json();
      if (isPanels(file)) readPanels(file, to);
      else if (json.ok) packets.push(...jsonPackets(file));
      else {
        const settings = parseQtSettings(file.text);
        if (settings.groups.has('NAMES')) packets.push(...iniPackets(file, settings, to));
        resends ||= Number(settings.groups.get('General')?.get('cancelResendNum')) || 0;
        readServers(file, settings, to);
      }
    }
    addPackets(packets, resends > 0 ? Math.min(Math.round(resends), maxRepeatTimes) : null, to);
  },
};

function isPanels(file: SourceFile): boolean {
  const json = file.json();
  const first: unknown = json.ok && Array.isArray(json.value) ? json.value[0] : undefined;
  return Array.isArray(at(first, 'buttonlist'));
}

function jsonPackets(file: SourceFile): Packet[] {
  const json = file.json();
  const list: readonly unknown[] = json.ok && Array.isArray(json.value) ? json.value : [];
  // It writes its list backwards.
  return list.map((one, index) => ({ ...fromJson(one), place: `${file.path} › [${index}]` })).reverse();
}

function fromJson(one: unknown): Omit<Packet, 'place'> {
  return {
    name: textAt(one, 'name'),
    hex: hexOf(one),
    to: textAt(one, 'toip'),
    port: textAt(one, 'port'),
    fromPort: textAt(one, 'fromport'),
    protocol: textAt(one, 'tcporudp'),
    repeat: textAt(one, 'repeat'),
    sendResponse: textAt(one, 'sendresponse'),
    path: textAt(one, 'requestpath'),
  };
}

/** Its hex counts; a file made by hand may have the bytes as Base64 alone. */
function hexOf(one: unknown): string {
  const hex = textAt(one, 'hexstring');
  const bytes = hex.trim() === '' ? parseBase64(textAt(one, 'asciistring')) : null;
  return bytes?.ok === true ? formatHex(bytes.value) : hex;
}

function iniPackets(file: SourceFile, settings: QtSettings, to: Collector): Packet[] {
  const names = settings.groups.get('NAMES') ?? new Map<string, string>();
  const size = Math.min(Number(names.get('size')) || 0, 100_000);
  const packets: Packet[] = [];
  for (let number = 1; number <= size; number++) {
    const name = names.get(`${number}/name`);
    const group = name === undefined ? undefined : settings.groups.get(name);
    if (name === undefined) continue;
    if (group === undefined) {
      to.lost(name, `${file.path} › [NAMES]`, 'the file names it and has nothing of it');
      continue;
    }
    const value = (key: string): string => group.get(key) ?? '';
    packets.push({
      name: value('name') || name,
      hex: value('hexString'),
      to: value('toIP'),
      port: value('port'),
      fromPort: value('fromPort'),
      protocol: value('tcpOrUdp'),
      repeat: value('repeat'),
      sendResponse: value('sendResponse'),
      path: value('requestPath'),
      place: `${file.path} › [${name}]`,
    });
  }
  return packets;
}

/** Packets to one place over one protocol are messages of one connection. */
function addPackets(packets: readonly Packet[], times: number | null, to: Collector): void {
  const connections = new Map<string, Packet[]>();
  for (const packet of packets) {
    const protocol = protocolOf(packet.protocol);
    if (protocol === null) {
      const http = /http/i.test(packet.protocol);
      const why = http
        ? 'Wirebench does not speak HTTP: send its bytes over TCP or TLS'
        : `${packet.protocol || 'its protocol'} is not spoken here`;
      to.lost(packet.name, packet.place, why);
      continue;
    }
    const key = JSON.stringify([protocol, packet.to, packet.port, localPort(packet)]);
    const known = connections.get(key);
    if (known === undefined) connections.set(key, [packet]);
    else known.push(packet);
  }
  for (const group of connections.values()) addConnection(group, times, to);
}

function protocolOf(written: string): 'tcp' | 'tls' | 'udp' | null {
  const lower = written.trim().toLowerCase();
  if (lower === 'udp') return 'udp';
  if (lower === 'ssl' || lower === 'tls') return 'tls';
  return lower === 'tcp' ? 'tcp' : null;
}

/** Its exports hold numbers that are no port; those mean none was chosen. */
function localPort({ fromPort }: Packet): number {
  const port = Number(fromPort);
  return Number.isInteger(port) && port > 0 && port <= 65_535 ? port : 0;
}

/** `times`: after how many resends it stops by itself; null for never. */
function addConnection(group: readonly Packet[], times: number | null, to: Collector): void {
  const [first] = group;
  const protocol = first === undefined ? null : protocolOf(first.protocol);
  if (first === undefined || protocol === null) return;
  const key = {};
  const host = first.to.includes(':') && !first.to.startsWith('[') ? `[${first.to}]` : first.to;
  const local = localPort(first);
  const broadcast = protocol === 'udp' && /\.255$/.test(first.to);
  const udp = { ...(local === 0 ? {} : { localPort: local }), ...(broadcast ? { broadcast: true } : {}) };
  const tls = protocol === 'tls';
  const options: ConnectionOptions = {
    ...(protocol === 'udp' && Object.keys(udp).length > 0 ? { udp } : {}),
    ...(protocol !== 'udp' && local !== 0 ? { tcp: { localPort: local } } : {}),
  };
  const address = host === '' && first.port === '' ? '' : `${host}:${first.port}`;
  const name = group.length === 1 ? first.name : `${protocol.toUpperCase()} ${address}`;
  if (tls)
    to.changed(
      name,
      first.place,
      'the certificate is verified here; switch that off in its options if it cannot be',
      key,
    );
  const messages = group.flatMap((packet) =>
    messageOf(packet, { times, alone: group.length === 1 }, to, key),
  );
  to.connection({
    name,
    folder: ['Packet Sender'],
    description: '',
    protocol,
    role: 'client',
    address,
    options,
    headers: [],
    variables: [],
    messages,
    place: first.place,
    key,
  });
}

function messageOf(
  packet: Packet,
  { times, alone }: { readonly times: number | null; readonly alone: boolean },
  to: Collector,
  key: object,
): readonly ImportedMessage[] {
  const { name, place } = packet;
  const digits = packet.hex
    .replace(/0x/gi, ' ')
    .replace(/[^0-9a-f\s]/gi, ' ')
    .trim();
  if (digits === '') {
    if (!alone) to.lost(name, place, 'it sends nothing: no message comes of it', key);
    return [];
  }
  const everyMs = Math.round(Number(packet.repeat) * 1_000);
  const repeats = everyMs >= minRepeatMs && everyMs <= maxRepeatMs;
  if (repeats) {
    const why = `it resends every ${everyMs / 1_000} s there by itself: here Repeat beside Send is set to that, and begins when you say so`;
    to.changed(name, place, why, key);
  } else if (everyMs > 0) {
    to.lost(
      `resend time of ${name}`,
      place,
      `${everyMs / 1_000} s is longer than a day, the most a repeat waits`,
      key,
    );
  }
  if (Number(packet.sendResponse) > 0) {
    const why = 'a connection sends no answer by itself here: a listener can echo what comes';
    to.lost(`response flag of ${name}`, place, why, key);
  }
  const parsed = parseHex(digits.replace(/\b([0-9a-f])\b/gi, '0$1'));
  if (!parsed.ok) {
    to.lost(name, place, `its hex cannot be read: ${parsed.error.message}`, key);
    return [];
  }
  const made = packetBody(parsed.value);
  if (made.body.includes('{{$timestamp "')) {
    const why = 'its date and time are local there; here they are UTC, year first and in 24 hours';
    to.changed(name, place, why, key);
  }
  return [
    {
      name,
      ...made,
      ...(repeats ? { repeat: { everyMs, times } } : {}),
      kind: 'binary',
      place,
    },
  ];
}

/** Bytes as a person reads them: text where each is printable, else hex; macros are put in either way. */
function packetBody(bytes: Uint8Array): Pick<ImportedMessage, 'mode' | 'body'> {
  const latin = Array.from(bytes, (byte) => String.fromCharCode(byte)).join('');
  if (/^[\t\n\x20-\x7e]*$/.test(latin)) {
    return { mode: 'text', body: rewriteTemplate(latin, packetSenderTemplates, () => undefined) };
  }
  let body = '';
  let from = 0;
  const hexOf = (text: string): string => formatHex(Uint8Array.from(text, (sign) => sign.charCodeAt(0)));
  for (const match of latin.matchAll(packetSenderTemplates.pattern)) {
    const rewritten = packetSenderTemplates.rewrite(match[1] ?? '', match[0]);
    const macro = 'text' in rewritten ? rewritten.text : '';
    body += `${hexOf(latin.slice(from, match.index))} ${macro} `;
    from = match.index + match[0].length;
  }
  return { mode: 'hex', body: escapeHexless(body, hexOf(latin.slice(from))) };
}

function escapeHexless(before: string, rest: string): string {
  return `${before}${escapeTemplate(rest)}`.replace(/\s+/g, ' ').trim();
}

/** What a listener answers there by itself, in bytes or in words. */
interface Reply {
  readonly name: string;
  readonly when: string;
  readonly on: boolean;
  readonly place: string;
  readonly message: Pick<ImportedMessage, 'mode' | 'body'> | null;
}

/** The answer to everything, and the five that are chosen by what came. */
function repliesOf(file: SourceFile, general: ReadonlyMap<string, string>): readonly Reply[] {
  const replies: Reply[] = [];
  const hex = general.get('responseHex') ?? '';
  if (hex !== '') {
    const parsed = parseHex(hex.replace(/[^0-9a-f\s]/gi, ' '));
    replies.push({
      name: 'Response',
      when: 'anything comes',
      // As it is spelled there.
      on: general.get('sendReponse') === 'true',
      place: `${file.path} › responseHex`,
      message: parsed.ok ? packetBody(parsed.value) : null,
    });
  }
  const all = general.get('smartResponseEnableCheck') !== 'false';
  for (let number = 1; number <= 5; number++) {
    const when = general.get(`responseIfEdit${number}`) ?? '';
    const reply = general.get(`responseReplyEdit${number}`) ?? '';
    if (when === '' && reply === '') continue;
    replies.push({
      name: `Smart response ${number}`,
      when: `“${when.slice(0, 60)}” comes`,
      on: all && general.get(`responseEnableCheck${number}`) === 'true',
      place: `${file.path} › responseIfEdit${number}`,
      message: replyBody(reply, general.get(`responseEncodingBox${number}`) ?? 'Mixed ASCII'),
    });
  }
  return replies;
}

/** Null where there is nothing to send, or its hex cannot be read. */
function replyBody(reply: string, encoding: string): Reply['message'] {
  if (reply === '') return null;
  if (/hex/i.test(encoding)) {
    const parsed = parseHex(reply.replace(/[^0-9a-f\s]/gi, ' '));
    return parsed.ok ? packetBody(parsed.value) : null;
  }
  // Mixed ASCII: `\n`, `\r`, `\t`, and two digits of hex behind a backslash.
  if (/mixed/i.test(encoding) && reply.includes('\\')) {
    const body = reply.replace(/\\([0-9a-f]{2})/gi, '\\x$1');
    return { mode: 'escapes', body: rewriteTemplate(body, packetSenderTemplates, () => undefined) };
  }
  return { mode: 'text', body: rewriteTemplate(reply, packetSenderTemplates, () => undefined) };
}

/** Ports it listens on, and the answers it gives. */
function readServers(file: SourceFile, settings: QtSettings, to: Collector): void {
  const general = settings.groups.get('General') ?? new Map<string, string>();
  const replies = repliesOf(file, general);
  const messages = replies.flatMap(({ name, when, on, place, message }): ImportedMessage[] => {
    if (message === null) return [];
    const description = `Packet Sender sends it by itself when ${when} (switched ${on ? 'on' : 'off'} there).`;
    return [{ name, ...message, description, kind: 'binary', place }];
  });
  let listeners = 0;
  const servers = [
    ['udpPort', 'udp', 'udpServerEnable'],
    ['tcpPort', 'tcp', 'tcpServerEnable'],
    ['sslPort', 'tls', 'sslServerEnable'],
  ] as const;
  for (const [setting, protocol, enable] of servers) {
    for (const port of (general.get(setting) ?? '').split(',')) {
      const number = Number(port.trim());
      if (port.trim() === '' || !Number.isInteger(number) || number < 0 || number > 65_535) continue;
      const key = {};
      const name = `${protocol.toUpperCase()} listener ${number === 0 ? 'on any port' : number}`;
      if (general.get(enable) === 'false')
        to.changed(name, file.path, 'it is switched off there; nothing listens here until you say so', key);
      if (protocol === 'tls')
        to.changed(name, file.path, 'it needs a certificate: make one in its options', key);
      listeners++;
      to.connection({
        name,
        folder: ['Packet Sender'],
        description: '',
        protocol,
        role: 'server',
        address: `127.0.0.1:${number}`,
        options: {},
        headers: [],
        variables: [],
        messages,
        place: `${file.path} › ${setting}`,
        key,
      });
    }
  }
  if ((general.get('dtlsPort') ?? '') !== '')
    to.lost('DTLS listener', `${file.path} › dtlsPort`, 'DTLS is not spoken here');
  for (const { name, when, on, place, message } of replies) {
    const what = `${name} (${on ? 'on' : 'off'}), when ${when}`;
    const kept =
      message !== null && listeners > 0
        ? `what it sends is the message “${name}” of each listener`
        : message === null
          ? 'it sends nothing that can be read'
          : `there is no listener to keep “${message.body.slice(0, 200)}” with`;
    const why = `no listener here answers by itself but with an echo or a greeting: ${kept}`;
    to.lost(what, place, why);
  }
}

function readPanels(file: SourceFile, to: Collector): void {
  const json = file.json();
  const panels: readonly unknown[] = json.ok && Array.isArray(json.value) ? json.value : [];
  panels.forEach((panel, index) => {
    const buttons = listAt(panel, 'buttonlist').length;
    to.lost(
      scalarText(at(panel, 'name')) ?? 'panel',
      `${file.path} › [${index}]`,
      `panels of buttons (${buttons}) have no counterpart here`,
    );
  });
}
