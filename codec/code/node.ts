import { comments, hostOf, isTls, isWebSocket, portOf, untold, urlOf } from './input.js';
import type { CodeInput, CodeTarget } from './input.js';
import { jsBytes, jsString, textOf } from './quote.js';

/** A program for Node 20 or later, as a module; WebSockets need the package `ws`. */
export const node: CodeTarget = {
  id: 'node',
  title: 'Node',
  language: 'javascript',
  extension: 'mjs',
  refuses: () => null,
  write: (input) => {
    const needs = isWebSocket(input) ? ['Needs the package ws: npm install ws'] : [];
    const notes = [...input.remarks, ...untold(input), ...needs];
    const lines = isWebSocket(input)
      ? webSocket(input)
      : input.protocol === 'udp'
        ? udp(input)
        : stream(input);
    return { text: `${comments('//', notes)}${lines.join('\n')}\n`, notes };
  },
};

/** `{ a: 1, b: 2 }`, or nothing without an entry. */
function object(entries: readonly (readonly [name: string, value: string])[]): string {
  if (entries.length === 0) return '';
  return `{\n${entries.map(([name, value]) => `  ${name}: ${value},\n`).join('')}}`;
}

function tlsEntries({ verify, caFile, certFile, keyFile, serverName, role }: CodeInput): [string, string][] {
  const entries: [string, string][] = [];
  if (role === 'client' && !verify) entries.push(['rejectUnauthorized', 'false']);
  if (caFile !== '') entries.push(['ca', `readFileSync(${jsString(caFile)})`]);
  if (certFile !== '') entries.push(['cert', `readFileSync(${jsString(certFile)})`]);
  if (keyFile !== '') entries.push(['key', `readFileSync(${jsString(keyFile)})`]);
  if (serverName !== '') entries.push(['servername', jsString(serverName)]);
  return entries;
}

function fileImport(input: CodeInput): string[] {
  const { caFile, certFile, keyFile } = input;
  const files = isTls(input) && caFile + certFile + keyFile !== '';
  return files ? [`import { readFileSync } from 'node:fs';`] : [];
}

function localEntries({ localAddress, localPort, role }: CodeInput): [string, string][] {
  const entries: [string, string][] = [];
  if (role === 'client' && localAddress !== '') entries.push(['localAddress', jsString(localAddress)]);
  if (role === 'client' && localPort !== 0) entries.push(['localPort', String(localPort)]);
  return entries;
}

function stream(input: CodeInput): string[] {
  const { protocol, role, message } = input;
  const module = protocol === 'tls' ? 'tls' : 'net';
  const place: [string, string][] =
    protocol === 'unix'
      ? [['path', jsString(input.address.path ?? '')]]
      : [
          ['host', jsString(hostOf(input))],
          ['port', String(portOf(input))],
        ];
  const secure = protocol === 'tls' ? tlsEntries(input) : [];
  const send = message === null ? [] : [`socket.write(${jsBytes(message.bytes)});`];
  const head = [`import ${module} from 'node:${module}';`, ...fileImport(input), ''];
  if (role === 'server') {
    const options = object(secure);
    return [
      ...head,
      `const server = ${module}.createServer(${options === '' ? '' : `${options}, `}(socket) => {`,
      `  socket.on('data', (data) => console.log(data));`,
      `  socket.on('error', (error) => console.error(error.message));`,
      ...send.map((line) => `  ${line}`),
      '});',
      `server.listen(${object(place)});`,
    ];
  }
  return [
    ...head,
    `const socket = ${module}.connect(${object([...place, ...localEntries(input), ...secure])});`,
    `socket.on('data', (data) => console.log(data));`,
    `socket.on('error', (error) => console.error(error.message));`,
    ...send,
  ];
}

function udp(input: CodeInput): string[] {
  const { role, message, localAddress, localPort } = input;
  const host = hostOf(input);
  const lines = [
    `import dgram from 'node:dgram';`,
    '',
    `const socket = dgram.createSocket('${host.includes(':') ? 'udp6' : 'udp4'}');`,
    `socket.on('message', (data, from) => console.log(from.address, from.port, data));`,
    `socket.on('error', (error) => console.error(error.message));`,
  ];
  if (role === 'server') return [...lines, `socket.bind(${portOf(input)}, ${jsString(host)});`];
  const bound = localAddress !== '' || localPort !== 0;
  if (bound) {
    lines.push(`socket.bind(${localPort}${localAddress === '' ? '' : `, ${jsString(localAddress)}`});`);
  }
  if (message !== null) {
    lines.push(`socket.send(${jsBytes(message.bytes)}, ${portOf(input)}, ${jsString(host)});`);
  }
  return lines;
}

function webSocket(input: CodeInput): string[] {
  const { role, headers, subprotocols, origin, message } = input;
  const send: string[] = [];
  if (message !== null) {
    const { kind, bytes } = message;
    if (kind === 'text') send.push(`socket.send(${jsString(textOf(bytes))});`);
    else if (kind === 'binary') send.push(`socket.send(${jsBytes(bytes)});`);
    else if (kind === 'close') {
      const code = bytes.length >= 2 ? ((bytes[0] ?? 0) << 8) | (bytes[1] ?? 0) : null;
      const reason = bytes.length > 2 ? `, ${jsBytes(bytes.subarray(2))}` : '';
      send.push(`socket.close(${code === null ? '' : `${code}${reason}`});`);
    } else send.push(`socket.${kind}(${jsBytes(bytes)});`);
  }
  const shows = [
    `socket.on('message', (data, binary) => console.log(binary ? data : data.toString()));`,
    `socket.on('close', (code, reason) => console.log('closed', code, reason.toString()));`,
    `socket.on('error', (error) => console.error(error.message));`,
  ];
  if (role === 'server') {
    const place: [string, string][] = [
      ['host', jsString(hostOf(input))],
      ['port', String(portOf(input))],
    ];
    const listening = isTls(input)
      ? [
          `import https from 'node:https';`,
          ...fileImport(input),
          `import { WebSocketServer } from 'ws';`,
          '',
          `const server = https.createServer(${object(tlsEntries(input))});`,
          `server.listen(${object(place)});`,
          'const sockets = new WebSocketServer({ server });',
        ]
      : [
          `import { WebSocketServer } from 'ws';`,
          '',
          `const sockets = new WebSocketServer(${object(place)});`,
        ];
    return [
      ...listening,
      `sockets.on('connection', (socket) => {`,
      ...[...shows, ...send].map((line) => `  ${line}`),
      '});',
    ];
  }
  const named = new Map<string, { readonly name: string; readonly values: string[] }>();
  for (const [name, value] of headers) {
    const known = named.get(name.toLowerCase());
    if (known === undefined) named.set(name.toLowerCase(), { name, values: [value] });
    else known.values.push(value);
  }
  const entries: [string, string][] = [];
  if (origin !== '') entries.push(['origin', jsString(origin)]);
  if (named.size > 0) {
    const pairs = [...named.values()].map(({ name, values }) => {
      const all = values.map(jsString);
      return `    [${jsString(name)}]: ${all.length === 1 ? (all[0] ?? '') : `[${all.join(', ')}]`},\n`;
    });
    entries.push(['headers', `{\n${pairs.join('')}  }`]);
  }
  const options = object([...entries, ...localEntries(input), ...(isTls(input) ? tlsEntries(input) : [])]);
  const offered =
    subprotocols.length === 0 && options === '' ? '' : `, [${subprotocols.map(jsString).join(', ')}]`;
  return [
    ...fileImport(input),
    `import { WebSocket } from 'ws';`,
    '',
    `const socket = new WebSocket(${jsString(urlOf(input))}${offered}${options === '' ? '' : `, ${options}`});`,
    ...shows,
    ...(send.length === 0 ? [] : [`socket.on('open', () => {`, ...send.map((line) => `  ${line}`), '});']),
  ];
}
