import { encodeUtf8 } from '../utf8.js';
import { comments, isTls, isWebSocket, placeOf, untold, urlOf } from './input.js';
import type { CodeInput, CodeTarget } from './input.js';
import { goString } from './quote.js';

const text = (words: string): string => goString(encodeUtf8(words));

/** A program for Go; WebSockets need `github.com/gorilla/websocket`. */
export const go: CodeTarget = {
  id: 'go',
  title: 'Go',
  language: 'go',
  extension: 'go',
  refuses: () => null,
  write: (input) => {
    const notes = [...input.remarks, ...untold(input)];
    if (isWebSocket(input)) notes.push('Needs a module: go get github.com/gorilla/websocket');
    const { imports, lines } = isWebSocket(input) ? webSocket(input, notes) : stream(input, notes);
    const list = [...new Set(imports)].sort().map((name) => `\t"${name}"\n`);
    const body = lines.map((line) => `\t${line}\n`);
    return {
      text: `${comments('//', notes)}package main\n\nimport (\n${list.join('')})\n\nfunc main() {\n${body.join('')}}\n`,
      notes,
    };
  },
};

interface Body {
  readonly imports: readonly string[];
  readonly lines: readonly string[];
}

const must = ['if err != nil {', '\tlog.Fatal(err)', '}'];

function tlsConfig(input: CodeInput): Body {
  const { verify, caFile, certFile, keyFile, serverName, role } = input;
  const lines = ['config := &tls.Config{}'];
  const imports = ['crypto/tls'];
  if (role === 'client' && !verify) lines.push('config.InsecureSkipVerify = true');
  if (serverName !== '') lines.push(`config.ServerName = ${text(serverName)}`);
  if (caFile !== '') {
    imports.push('crypto/x509', 'os');
    const pool = role === 'client' ? 'RootCAs' : 'ClientCAs';
    lines.push(`pem, err := os.ReadFile(${text(caFile)})`, ...must);
    lines.push(`config.${pool} = x509.NewCertPool()`, `config.${pool}.AppendCertsFromPEM(pem)`);
  }
  if (certFile !== '') {
    lines.push(
      `pair, err := tls.LoadX509KeyPair(${text(certFile)}, ${text(keyFile === '' ? certFile : keyFile)})`,
    );
    lines.push(...must, 'config.Certificates = []tls.Certificate{pair}');
  }
  return { imports, lines };
}

function stream(input: CodeInput, notes: string[]): Body {
  const { protocol, role, message, localAddress, localPort } = input;
  const network = text(protocol === 'tls' ? 'tcp' : protocol);
  const place = text(protocol === 'unix' ? (input.address.path ?? '') : placeOf(input));
  const config = isTls(input) ? tlsConfig(input) : { imports: [], lines: [] };
  const imports = ['io', 'log', 'os', ...config.imports];
  const send =
    message === null
      ? []
      : [
          `if _, err := conn.Write([]byte(${goString(message.bytes)})); err != nil {`,
          '\tlog.Fatal(err)',
          '}',
        ];
  const show = ['io.Copy(os.Stdout, conn)'];
  if (role === 'server' && protocol === 'udp') {
    return {
      imports: ['fmt', 'log', 'net'],
      lines: [
        `conn, err := net.ListenPacket(${network}, ${place})`,
        ...must,
        'buffer := make([]byte, 65535)',
        'for {',
        '\tn, from, err := conn.ReadFrom(buffer)',
        ...must.map((line) => `\t${line}`),
        '\tfmt.Printf("%s %q\\n", from, buffer[:n])',
        '}',
      ],
    };
  }
  if (role === 'server') {
    const listen = isTls(input)
      ? `tls.Listen(${network}, ${place}, config)`
      : `net.Listen(${network}, ${place})`;
    return {
      imports: [...imports, ...(isTls(input) ? [] : ['net'])],
      lines: [
        ...config.lines,
        `listener, err := ${listen}`,
        ...must,
        'conn, err := listener.Accept()',
        ...must,
        ...send,
        ...show,
      ],
    };
  }
  if (protocol === 'udp') notes.push('It goes on reading until it is stopped.');
  const bound = (localAddress !== '' || localPort !== 0) && protocol !== 'unix';
  if (!bound && !isTls(input)) {
    return {
      imports: [...imports, 'net'],
      lines: [`conn, err := net.Dial(${network}, ${place})`, ...must, ...send, ...show],
    };
  }
  const dialer = ['dialer := &net.Dialer{}'];
  if (bound) {
    const kind = protocol === 'udp' ? 'UDP' : 'TCP';
    const ip = localAddress === '' ? '' : `IP: net.ParseIP(${text(localAddress)}), `;
    dialer.push(`dialer.LocalAddr = &net.${kind}Addr{${ip}Port: ${localPort}}`);
  }
  const dial = isTls(input)
    ? `tls.DialWithDialer(dialer, ${network}, ${place}, config)`
    : `dialer.Dial(${network}, ${place})`;
  return {
    imports: [...imports, 'net'],
    lines: [...config.lines, ...dialer, `conn, err := ${dial}`, ...must, ...send, ...show],
  };
}

function webSocket(input: CodeInput, notes: string[]): Body {
  const { role, headers, subprotocols, origin, message, localAddress, localPort, serverName } = input;
  const names = {
    text: 'TextMessage',
    binary: 'BinaryMessage',
    ping: 'PingMessage',
    pong: 'PongMessage',
    close: 'CloseMessage',
  };
  const send =
    message === null
      ? []
      : [
          `if err := conn.WriteMessage(websocket.${names[message.kind]}, []byte(${goString(message.bytes)})); err != nil {`,
          '\tlog.Fatal(err)',
          '}',
        ];
  const read = [
    'for {',
    '\tkind, data, err := conn.ReadMessage()',
    ...must.map((line) => `\t${line}`),
    '\tfmt.Printf("%d %q\\n", kind, data)',
    '}',
  ];
  const offered = subprotocols.map(text).join(', ');
  const common = ['fmt', 'github.com/gorilla/websocket', 'log', 'net/http'];
  if (role === 'server') {
    const upgrader = [
      'upgrader := websocket.Upgrader{CheckOrigin: func(*http.Request) bool { return true }}',
      ...(offered === '' ? [] : [`upgrader.Subprotocols = []string{${offered}}`]),
    ];
    const serve = isTls(input)
      ? `http.ListenAndServeTLS(${text(placeOf(input))}, ${text(input.certFile)}, ${text(input.keyFile)}, nil)`
      : `http.ListenAndServe(${text(placeOf(input))}, nil)`;
    return {
      imports: common,
      lines: [
        ...upgrader,
        'http.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {',
        '\tconn, err := upgrader.Upgrade(w, r, nil)',
        ...['if err != nil {', '\treturn', '}'].map((line) => `\t${line}`),
        ...send.map((line) => `\t${line.replace('log.Fatal(err)', 'return')}`),
        ...read.map((line) => `\t${line.replace('log.Fatal(err)', 'return')}`),
        '})',
        `log.Fatal(${serve})`,
      ],
    };
  }
  if (localAddress !== '' || localPort !== 0)
    notes.push('The local address is not set here: it takes a NetDial of your own.');
  const lines = ['dialer := *websocket.DefaultDialer'];
  const config =
    isTls(input) && (!input.verify || input.caFile + input.certFile + serverName !== '')
      ? tlsConfig(input)
      : null;
  if (config !== null) lines.push(...config.lines, 'dialer.TLSClientConfig = config');
  if (offered !== '') lines.push(`dialer.Subprotocols = []string{${offered}}`);
  lines.push('header := http.Header{}');
  if (origin !== '') lines.push(`header.Add("Origin", ${text(origin)})`);
  for (const [name, value] of headers) lines.push(`header.Add(${text(name)}, ${text(value)})`);
  lines.push(`conn, _, err := dialer.Dial(${text(urlOf(input))}, header)`, ...must, ...send, ...read);
  return { imports: [...common, ...(config?.imports ?? [])], lines };
}
