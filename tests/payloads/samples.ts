import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import type { DissectContext } from '../../codec/dissectors/index.js';
import { hex, utf8 } from './sound.js';

export interface Sample {
  /** Id of the format that the automatic choice must take it for. */
  readonly id: string;
  readonly bytes: Uint8Array;
  readonly context?: Partial<DissectContext>;
}

const prose =
  'It is a truth universally acknowledged, that a payload in want of a reader is read as what it is.';

/** Payloads as they come over the wire; of each format in the table at least one. */
export const samples: readonly Sample[] = [
  { id: 'json', bytes: utf8('{"id":12345678901234567890,"tags":["a","b"],"ok":true}') },
  { id: 'json', bytes: utf8(' [1, 2.50, -3e7]\n'), context: { transport: 'ws', text: true } },
  { id: 'json', bytes: utf8('"only a string"') },
  { id: 'json', bytes: utf8('{"a":1,"a":2}') },
  { id: 'json', bytes: utf8('{"cut":[1,2') },
  { id: 'json-lines', bytes: utf8('{"level":"info"}\n{"level":"warn"}\n') },
  { id: 'xml', bytes: utf8('<?xml version="1.0"?><a b="c">d</a>') },
  { id: 'xml', bytes: utf8("<message to='a@b' type='chat'><body>hi</body></message>") },
  { id: 'form', bytes: utf8('user=a%20b&password=x+y&remember=1') },
  { id: 'http1', bytes: utf8('GET /chat HTTP/1.1\r\nHost: example.org\r\n\r\n') },
  { id: 'http1', bytes: utf8('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}') },
  { id: 'messagepack', bytes: hex('82 a7 636f6d70616374 c3 a6 736368656d61 00') },
  { id: 'messagepack', bytes: hex('94 01 a3 616263 c4 02 ffff cb 3ff8000000000000') },
  { id: 'cbor', bytes: hex('d9d9f7 83 01 02 03') },
  { id: 'cbor', bytes: hex('bf 63 46756e f5 63 416d74 21 ff') },
  { id: 'cbor', bytes: hex('a2 61 61 01 61 62 82 02 03') },
  { id: 'protobuf', bytes: hex('08 96 01 12 07 74657374696e67 1a 03 08 96 01') },
  {
    id: 'protobuf',
    bytes: hex('08 96 01'),
    context: { schema: { source: 'message A { int32 a = 1; }', message: 'A' } },
  },
  { id: 'gzip', bytes: gzipSync(prose) },
  { id: 'zlib', bytes: deflateSync(prose) },
  { id: 'deflate', bytes: deflateRawSync(prose) },
  { id: 'brotli', bytes: brotliCompressSync(prose.repeat(2)) },
  { id: 'image', bytes: hex('89504e470d0a1a0a 0000000d 49484452 00000001 00000001 08 06 00 00 00 1f15c489') },
  { id: 'image', bytes: hex('474946383961 0100 0100 00 00 00 3b') },
  { id: 'raw', bytes: utf8('hello, world') },
  { id: 'raw', bytes: hex('00') },
  { id: 'raw', bytes: hex('f3 9a 51 0c e8 77 b2 04 ee 60 d5 1d 8b 42 c7 3e') },
  { id: 'raw', bytes: utf8('aGVsbG8gd29ybGQ=') },
  { id: 'raw', bytes: new Uint8Array() },
  { id: 'redis', bytes: utf8('*2\r\n$4\r\nECHO\r\n$2\r\nhi\r\n'), context: { transport: 'tcp' } },
  {
    id: 'mqtt',
    bytes: hex('10 10 0004 4d515454 04 02 003c 0004 6964656e'),
    context: { transport: 'tcp', ports: [1883, 50000] },
  },
  {
    id: 'stomp',
    bytes: utf8('SEND\ndestination:/queue/a\n\nhello\0'),
    context: { transport: 'ws', text: true },
  },
  {
    id: 'ssdp',
    bytes: utf8(
      'M-SEARCH * HTTP/1.1\r\nHOST: 239.255.255.250:1900\r\nMAN: "ssdp:discover"\r\nMX: 1\r\nST: ssdp:all\r\n\r\n',
    ),
    context: { transport: 'udp', ports: [1900, 50000] },
  },
  {
    id: 'syslog',
    bytes: utf8("<34>1 2003-10-11T22:14:15.003Z mymachine.example.com su - ID47 - 'su root' failed"),
    context: { transport: 'udp', ports: [514, 50000] },
  },
  { id: 'socket-io', bytes: utf8('42["hello",{"a":1}]'), context: { transport: 'ws', text: true } },
  {
    id: 'signalr',
    bytes: utf8('{"type":1,"target":"send","arguments":["a"]}\u001e'),
    context: { transport: 'ws', text: true },
  },
  {
    id: 'graphql-ws',
    bytes: utf8('{"id":"1","type":"subscribe","payload":{"query":"{ a }"}}'),
    context: { transport: 'ws', text: true, subprotocol: 'graphql-transport-ws' },
  },
  { id: 'json-rpc', bytes: utf8('{"jsonrpc":"2.0","method":"add","params":[1,2],"id":1}') },
  {
    id: 'dns',
    bytes: hex('1234 0100 0001 0000 0000 0000 07 6578616d706c65 03 6f7267 00 0001 0001'),
    context: { transport: 'udp', ports: [53, 50000] },
  },
  {
    id: 'ntp',
    bytes: Uint8Array.of(0x23, ...new Uint8Array(39), ...hex('ddf4c425 80000000')),
    context: { transport: 'udp', ports: [123, 50000] },
  },
  {
    id: 'modbus-tcp',
    bytes: hex('0001 0000 0006 01 03 0000 000a'),
    context: { transport: 'tcp', ports: [502, 50000] },
  },
  { id: 'slip', bytes: hex('c0 01 02 db dc 03 c0'), context: { transport: 'tcp' } },
  { id: 'cobs', bytes: hex('03 11 22 02 33 00'), context: { transport: 'tcp' } },
];
