import { comments, hostOf, isTls, isWebSocket, portOf, untold, urlOf } from './input.js';
import type { CodeInput, CodeTarget } from './input.js';
import { pythonBytes, pythonString, textOf } from './quote.js';

/** A program for Python 3; WebSockets need the package `websockets`, from 13 on. */
export const python: CodeTarget = {
  id: 'python',
  title: 'Python',
  language: 'python',
  extension: 'py',
  refuses: () => null,
  write: (input) => {
    const notes = [
      ...input.remarks,
      ...untold(input),
      ...(isWebSocket(input) ? ['Needs the package websockets: pip install "websockets>=13"'] : []),
    ];
    const body = isWebSocket(input)
      ? webSocket(input, notes)
      : input.protocol === 'udp'
        ? udp(input)
        : stream(input);
    return { text: `${comments('#', notes)}${body.join('\n')}\n`, notes };
  },
};

function context(input: CodeInput): string[] {
  const { role, verify, caFile, certFile, keyFile } = input;
  if (!isTls(input)) return [];
  if (role === 'server') {
    const files = [certFile, keyFile].filter((file) => file !== '').map(pythonString);
    return [
      'context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)',
      ...(files.length > 0 ? [`context.load_cert_chain(${files.join(', ')})`] : []),
    ];
  }
  const lines = [
    `context = ssl.create_default_context(${caFile === '' ? '' : `cafile=${pythonString(caFile)}`})`,
  ];
  if (!verify) lines.push('context.check_hostname = False', 'context.verify_mode = ssl.CERT_NONE');
  if (certFile !== '') {
    lines.push(
      `context.load_cert_chain(${[certFile, keyFile]
        .filter((file) => file !== '')
        .map(pythonString)
        .join(', ')})`,
    );
  }
  return lines;
}

const place = (input: CodeInput): string => `(${pythonString(hostOf(input))}, ${portOf(input)})`;

function stream(input: CodeInput): string[] {
  const { protocol, role, message, localAddress, localPort, serverName } = input;
  const head = ['import socket', ...(isTls(input) ? ['import ssl'] : []), '', ...context(input)];
  const send = message === null ? [] : [`sock.sendall(${pythonBytes(message.bytes)})`];
  const receive = ['while data := sock.recv(65536):', '    print(data)'];
  const path = pythonString(input.address.path ?? '');
  if (role === 'server') {
    const listen =
      protocol === 'unix'
        ? ['server = socket.socket(socket.AF_UNIX)', `server.bind(${path})`, 'server.listen()']
        : [
            `server = socket.create_server(${place(input)}${hostOf(input).includes(':') ? ', family=socket.AF_INET6' : ''})`,
          ];
    const accept = isTls(input)
      ? ['peer, address = server.accept()', 'sock = context.wrap_socket(peer, server_side=True)']
      : ['sock, address = server.accept()'];
    return [...head, ...listen, ...accept, 'print(address)', ...send, ...receive];
  }
  if (protocol === 'unix') {
    return [...head, 'sock = socket.socket(socket.AF_UNIX)', `sock.connect(${path})`, ...send, ...receive];
  }
  const bound = localAddress !== '' || localPort !== 0;
  const source = bound ? `, source_address=(${pythonString(localAddress)}, ${localPort})` : '';
  const dial = `socket.create_connection(${place(input)}${source})`;
  const name = pythonString(serverName === '' ? hostOf(input) : serverName);
  const connect = isTls(input)
    ? [`sock = context.wrap_socket(${dial}, server_hostname=${name})`]
    : [`sock = ${dial}`];
  return [...head, ...connect, ...send, ...receive];
}

function udp(input: CodeInput): string[] {
  const { role, message, localAddress, localPort } = input;
  const six = hostOf(input).includes(':');
  const lines = [
    'import socket',
    '',
    `sock = socket.socket(socket.${six ? 'AF_INET6' : 'AF_INET'}, socket.SOCK_DGRAM)`,
  ];
  if (role === 'server') lines.push(`sock.bind(${place(input)})`);
  else {
    if (localAddress !== '' || localPort !== 0)
      lines.push(`sock.bind((${pythonString(localAddress)}, ${localPort}))`);
    if (message !== null) lines.push(`sock.sendto(${pythonBytes(message.bytes)}, ${place(input)})`);
  }
  return [...lines, 'while True:', '    print(sock.recvfrom(65535))'];
}

function webSocket(input: CodeInput, notes: string[]): string[] {
  const { role, headers, subprotocols, origin, message, localAddress, localPort, serverName } = input;
  const options: string[] = [];
  if (subprotocols.length > 0) options.push(`subprotocols=[${subprotocols.map(pythonString).join(', ')}]`);
  if (isTls(input)) options.push('ssl=context');
  const send: string[] = [];
  if (message !== null) {
    const { kind, bytes } = message;
    if (kind === 'text') send.push(`ws.send(${pythonString(textOf(bytes))})`);
    else if (kind === 'binary') send.push(`ws.send(${pythonBytes(bytes)})`);
    else if (kind === 'close') {
      const code = bytes.length >= 2 ? ((bytes[0] ?? 0) << 8) | (bytes[1] ?? 0) : 1000;
      send.push(`ws.close(${code}, ${pythonString(textOf(bytes.subarray(2)))})`);
    } else send.push(`ws.${kind}(${pythonBytes(bytes)})`);
  }
  const body = [...send, 'for message in ws:', '    print(message)'];
  const secure = isTls(input) ? ['import ssl'] : [];
  if (role === 'server') {
    return [
      ...secure,
      'from websockets.sync.server import serve',
      '',
      ...context(input),
      'def handler(ws):',
      ...body.map((line) => `    ${line}`),
      '',
      `with serve(${['handler', pythonString(hostOf(input)), String(portOf(input)), ...options].join(', ')}) as server:`,
      '    server.serve_forever()',
    ];
  }
  if (origin !== '') options.push(`origin=${pythonString(origin)}`);
  if (headers.length > 0) {
    const pairs = headers.map(([name, value]) => `    (${pythonString(name)}, ${pythonString(value)}),\n`);
    options.push(`additional_headers=[\n${pairs.join('')}]`);
  }
  if (serverName !== '') options.push(`server_hostname=${pythonString(serverName)}`);
  if (localAddress !== '' || localPort !== 0) {
    options.push(`source_address=(${pythonString(localAddress)}, ${localPort})`);
  }
  if (
    headers.some(
      ([name], i) => headers.findIndex(([other]) => other.toLowerCase() === name.toLowerCase()) !== i,
    )
  ) {
    notes.push('A header that is given twice is sent twice.');
  }
  return [
    ...secure,
    'from websockets.sync.client import connect',
    '',
    ...context(input),
    `with connect(${[pythonString(urlOf(input)), ...options].join(', ')}) as ws:`,
    ...body.map((line) => `    ${line}`),
  ];
}
