import { describe, expect, it } from 'vitest';
import { connectionOf, notesOf, readTexts } from './test-import.js';

const packet = (fields: Record<string, unknown>): Record<string, unknown> => ({
  asciistring: '',
  errorstring: '',
  fromip: '',
  fromport: '8041183',
  repeat: 0,
  requestpath: '',
  sendresponse: '0',
  ...fields,
});

describe('packetSender', () => {
  it('makes messages of packets to one place, in the order of its list', async () => {
    const imported = await readTexts({
      'packets.json': JSON.stringify([
        packet({ name: 'Last', hexstring: '01 02 0a', toip: '10.0.0.1', port: '5000', tcporudp: 'TCP' }),
        packet({
          name: 'Who',
          hexstring: '68 65 6c 6c 6f',
          toip: '10.0.0.1',
          port: '5000',
          tcporudp: 'TCP',
          repeat: 2.5,
        }),
        packet({ name: 'Six', hexstring: 'ff', toip: '::1', port: '53', tcporudp: 'UDP', fromport: '4000' }),
        packet({
          name: 'Safe',
          hexstring: '41',
          toip: 'h.test',
          port: '443',
          tcporudp: 'SSL',
          sendresponse: '1',
        }),
        packet({
          name: 'Web',
          hexstring: '',
          toip: 'h.test',
          port: '80',
          tcporudp: 'HTTP GET',
          requestpath: '/x',
        }),
      ]),
    });
    expect(imported.formats).toEqual(['Packet Sender']);
    expect(connectionOf(imported, 'TCP 10.0.0.1:5000')).toMatchObject({
      folder: 'Packet Sender',
      protocol: 'tcp',
      address: '10.0.0.1:5000',
      messages: [
        { name: 'Who', mode: 'text', body: 'hello', repeat: { everyMs: 2_500, times: null } },
        { name: 'Last', mode: 'hex', body: '01 02 0a' },
      ],
    });
    expect(connectionOf(imported, 'Six')).toMatchObject({
      protocol: 'udp',
      address: '[::1]:53',
      options: { udp: { localPort: 4000 } },
    });
    expect(connectionOf(imported, 'Safe')).toMatchObject({
      protocol: 'tls',
      address: 'h.test:443',
      options: {},
    });
    expect(notesOf(imported).map((note) => note.replace(/:.*/, ''))).toEqual([
      'lost Web @ packets.json › [4]',
      'changed Safe @ packets.json › [3]',
      'lost response flag of Safe @ packets.json › [3]',
      'changed Who @ packets.json › [1]',
    ]);
  });

  it('rewrites macros in text and among bytes, and leaves other braces as they are', async () => {
    const hex = (text: string): string =>
      [...text].map((sign) => sign.charCodeAt(0).toString(16).padStart(2, '0')).join(' ');
    const imported = await readTexts({
      'packets.json': JSON.stringify([
        packet({
          name: 'a',
          hexstring: hex('{{TIME}} {{RANDOM}} {{name}}'),
          toip: 'h',
          port: '1',
          tcporudp: 'UDP',
        }),
        packet({
          name: 'b',
          hexstring: `${hex('{{UNIXTIME}}')} 0d 0a`,
          toip: 'h',
          port: '2',
          tcporudp: 'UDP',
        }),
        packet({ name: 'c', hexstring: `01 ${hex('{{UNIQUE}}')} ff`, toip: 'h', port: '3', tcporudp: 'UDP' }),
      ]),
    });
    expect(connectionOf(imported, 'a').messages[0]).toMatchObject({
      mode: 'text',
      body: '{{$timestamp "HH:mm:ss"}} {{$random int 0 2147483647}} \\{{name}}',
    });
    expect(connectionOf(imported, 'b').messages[0]).toMatchObject({
      mode: 'hex',
      body: '{{$timestamp}} 0d 0a',
    });
    expect(connectionOf(imported, 'c').messages[0]).toMatchObject({
      mode: 'hex',
      body: '01 {{$uuid}} ff',
    });
    expect(notesOf(imported)).toEqual([
      'changed a @ packets.json › [0]: its date and time are local there; here they are UTC, year first and in 24 hours',
    ]);
  });

  it('reads packets.ini as Qt writes it', async () => {
    const imported = await readTexts({
      'packets.ini': `[NAMES]
1\\name=Hello World
2\\name="Gr\\xfc\\xdf, all"
size=2

[Hello%20World]
name=Hello World
fromIP=
repeat=0
toIP=127.0.0.1
port=55056
fromPort=0
tcpOrUdp=TCP
sendResponse=0
hexString=68 69
requestPath=
timestamp="Mon, 1 Jan 2024 10:00:00"

[Gr%FC%DF%2C%20all]
name="Gr\\xfc\\xdf, all"
toIP=127.0.0.1
port=55056
tcpOrUdp=UDP
hexString=ff
repeat=3
`,
    });
    expect(connectionOf(imported, 'Hello World')).toMatchObject({
      protocol: 'tcp',
      address: '127.0.0.1:55056',
    });
    expect(connectionOf(imported, 'Grüß, all')).toMatchObject({
      protocol: 'udp',
      messages: [{ body: 'ff' }],
    });
  });

  it('makes listeners of its servers and names its smart responses', async () => {
    const imported = await readTexts({
      'ps_settings.ini': `[General]
udpServerEnable=true
tcpServerEnable=false
udpPort=55056
tcpPort="55056,55057"
responseEnableCheck1=true
responseIfEdit1=hello
responseReplyEdit1=bye
responseIfEdit2=x
responseReplyEdit2=a\\\\00\\\\n
responseEncodingBox2=Mixed ASCII
responseIfEdit3=y
responseReplyEdit3=01 ff
responseEncodingBox3=HEX
sendReponse=true
responseHex=6f 6b
`,
    });
    expect(imported.connections.map(({ protocol, role, address }) => [protocol, role, address])).toEqual([
      ['udp', 'server', '127.0.0.1:55056'],
      ['tcp', 'server', '127.0.0.1:55056'],
      ['tcp', 'server', '127.0.0.1:55057'],
    ]);
    expect(
      imported.connections.map(({ messages }) => messages.map(({ mode, body }) => `${mode} ${body}`)),
    ).toEqual(Array.from({ length: 3 }, () => ['text ok', 'text bye', 'escapes a\\x00\\n', 'hex 01 ff']));
    expect(notesOf(imported).filter((line) => line.startsWith('lost'))).toEqual([
      'lost Response (on), when anything comes @ ps_settings.ini › responseHex: no listener here answers by itself but with an echo or a greeting: what it sends is the message “Response” of each listener',
      'lost Smart response 1 (on), when “hello” comes @ ps_settings.ini › responseIfEdit1: no listener here answers by itself but with an echo or a greeting: what it sends is the message “Smart response 1” of each listener',
      'lost Smart response 2 (off), when “x” comes @ ps_settings.ini › responseIfEdit2: no listener here answers by itself but with an echo or a greeting: what it sends is the message “Smart response 2” of each listener',
      'lost Smart response 3 (off), when “y” comes @ ps_settings.ini › responseIfEdit3: no listener here answers by itself but with an echo or a greeting: what it sends is the message “Smart response 3” of each listener',
    ]);
  });

  it('sets the repeat of a message to its resend time, and how often to the settings', async () => {
    const packets = [
      packet({ name: 'Beat', hexstring: '01', toip: 'h', port: '1', tcporudp: 'UDP', repeat: 0.5 }),
      packet({ name: 'Rare', hexstring: '02', toip: 'h', port: '1', tcporudp: 'UDP', repeat: '100000' }),
      packet({ name: 'Once', hexstring: '03', toip: 'h', port: '1', tcporudp: 'UDP', repeat: 0 }),
    ];
    const alone = await readTexts({ 'packets.json': JSON.stringify(packets) });
    expect(alone.connections[0]?.messages.map(({ name, repeat }) => [name, repeat])).toEqual([
      ['Once', undefined],
      ['Rare', undefined],
      ['Beat', { everyMs: 500, times: null }],
    ]);
    expect(notesOf(alone)[0]).toContain('lost resend time of Rare');
    const settings = '[General]\nudpServerEnable=true\ncancelResendNum=7\n';
    const both = await readTexts({ 'ps_settings.ini': settings, 'packets.json': JSON.stringify(packets) });
    expect(both.connections[0]?.messages[2]?.repeat).toEqual({ everyMs: 500, times: 7 });
  });

  it('names packets that send nothing or are listed and not there, and takes Base64 where no hex is', async () => {
    const packets = [
      packet({
        name: 'Hand-made',
        hexstring: '',
        asciistring: 'cGluZw==',
        toip: 'h',
        port: '1',
        tcporudp: 'TCP',
      }),
      packet({ name: 'Empty', hexstring: '', toip: 'h', port: '1', tcporudp: 'TCP', repeat: 2 }),
    ];
    const imported = await readTexts({
      'packets.json': JSON.stringify(packets),
      'packets.ini': '[NAMES]\n1\\name=Gone\nsize=1\n',
    });
    expect(
      imported.connections.map(({ messages }) => messages.map(({ name, body }) => [name, body])),
    ).toEqual([[['Hand-made', 'ping']]]);
    expect(notesOf(imported)).toEqual([
      'lost Gone @ packets.ini › [NAMES]: the file names it and has nothing of it',
      'lost Empty @ packets.json › [1]: it sends nothing: no message comes of it',
    ]);
  });
});
