import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { dissect, noContext } from '../../codec/dissectors/index.js';
import type { Field } from '../../codec/index.js';
import { Capture, type Packet } from './capture.js';
import { PeerBench, freePort } from './engine-fixture.js';
import { needs } from './program.js';

/*
 * Conversations of real programs, captured on the loopback and read by tshark and by us: packet by packet,
 * both must see the same in the same bytes.
 */

const tshark = needs('tshark');
const redis = needs('redis-server');
const mosquitto = needs('mosquitto');

/** What we read in a packet's payload. */
function readByUs(
  packet: Packet,
  id: string,
  port: number,
): { readonly bytes: Buffer; readonly fields: readonly Field[] } {
  const bytes = Buffer.from(packet['tcp.payload']?.[0] ?? '', 'hex');
  const from = packet['tcp.srcport']?.[0] === String(port) ? 'server' : 'client';
  const reading = dissect(bytes, { ...noContext, transport: 'tcp', ports: [port], from });
  expect(reading, bytes.toString('hex')).toMatchObject({ id, consumed: bytes.length });
  return { bytes, fields: reading.fields };
}

/** All fields of a tree with one of these names, in the order of the bytes. */
function fieldsNamed(fields: readonly Field[], ...names: readonly string[]): readonly Field[] {
  return fields.flatMap((field) => [
    ...(names.includes(field.name) ? [field] : []),
    ...fieldsNamed(field.children, ...names),
  ]);
}

const text = (field: Field): string => field.value.replace(/^"|"$/g, '');
const leadingNumber = (field: Field): string => String(Number.parseInt(field.value, 10));

const packetTypes = [
  '',
  'CONNECT',
  'CONNACK',
  'PUBLISH',
  'PUBACK',
  'PUBREC',
  'PUBREL',
  'PUBCOMP',
  'SUBSCRIBE',
  'SUBACK',
  'UNSUBSCRIBE',
  'UNSUBACK',
  'PINGREQ',
  'PINGRESP',
  'DISCONNECT',
  'AUTH',
];

function utf8Field(value: string): Buffer {
  const bytes = Buffer.from(value);
  return Buffer.concat([Buffer.from([bytes.length >> 8, bytes.length & 255]), bytes]);
}

function mqttPacket(first: number, ...parts: readonly Buffer[]): Buffer {
  const body = Buffer.concat(parts);
  return Buffer.concat([Buffer.from([first, body.length]), body]);
}

const command = (...words: readonly string[]): string =>
  `*${words.length}\r\n${words.map((word) => `$${Buffer.byteLength(word)}\r\n${word}\r\n`).join('')}`;

// Several programs have to start, and tshark twice.
describe.skipIf(tshark.missing)(`tshark${tshark.note}`, { timeout: 180_000 }, () => {
  let bench: PeerBench;
  beforeEach(async () => {
    bench = await PeerBench.make();
  });
  afterEach(() => bench.close());

  it.skipIf(mosquitto.missing)(
    `sees in MQTT between mosquittos and us what we see${mosquitto.note}`,
    async () => {
      const [port, bridgePort] = [await freePort(), await freePort()];
      const config = async (name: string, lines: readonly string[]): Promise<string> => {
        const path = join(bench.directory, name);
        await writeFile(path, `${lines.join('\n')}\nallow_anonymous true\n`);
        return path;
      };
      const capture = await Capture.begin(bench, tshark.path, `tcp port ${port}`);
      const broker = bench.run(mosquitto.path, [
        '-v',
        '-c',
        await config('broker.conf', [`listener ${port} 127.0.0.1`]),
      ]);
      await broker.sees('running');

      const subscriber = await bench.connect('tcp', `127.0.0.1:${port}`);
      const hello = (level: number, id: string, ...properties: readonly number[]): Buffer =>
        mqttPacket(0x10, utf8Field('MQTT'), Buffer.from([level, 2, 0, 60, ...properties]), utf8Field(id));
      await subscriber.send('data', hello(4, 'reader'));
      await subscriber.send(
        'data',
        mqttPacket(
          0x82,
          Buffer.from([0, 1]),
          utf8Field('sensors/#'),
          Buffer.from([1]),
          utf8Field('other/+'),
          Buffer.from([0]),
        ),
      );
      await broker.sees('Sending SUBACK to reader');

      // A second mosquitto is a client of the first: MQTT 5, QoS 2, a will.
      const bridge = bench.run(mosquitto.path, [
        '-v',
        '-c',
        await config('bridge.conf', [
          `listener ${bridgePort} 127.0.0.1`,
          'connection joined',
          `address 127.0.0.1:${port}`,
          'topic sensors/# both 2',
          'bridge_protocol_version mqttv50',
          'remote_clientid bridge-1',
        ]),
      ]);
      await broker.sees('Sending SUBACK to bridge-1');
      await bridge.sees('Received SUBACK');
      const publisher = await bench.connect('tcp', `127.0.0.1:${bridgePort}`);
      await publisher.send('data', hello(4, 'writer'));
      await publisher.send(
        'data',
        mqttPacket(0x34, utf8Field('sensors/1'), Buffer.from([0, 7]), Buffer.from('21.5')),
      );
      // It is passed on once it is released.
      await publisher.send('data', mqttPacket(0x62, Buffer.from([0, 7])));
      await subscriber.stream('in', '21.5');
      await broker.sees('Sending PUBCOMP to bridge-1');

      // MQTT 5 with a property, and a last word.
      const five = await bench.connect('tcp', `127.0.0.1:${port}`);
      await five.send('data', hello(5, 'five', 5, 0x11, 0, 0, 0, 60));
      await broker.sees('Sending CONNACK to five');
      await five.send(
        'data',
        Buffer.concat([
          mqttPacket(0x32, utf8Field('other/a'), Buffer.from([0, 9, 2, 0x01, 1]), Buffer.from('last words')),
          mqttPacket(0xe0),
        ]),
      );
      await subscriber.stream('in', 'last words');
      await broker.sees('Sending PUBACK to five');
      // What was captured by then is in the file once what comes behind it is.
      await subscriber.send('data', mqttPacket(0x30, utf8Field('other/a'), Buffer.from('capture over')));
      await subscriber.stream('in', 'capture over');

      const fields = [
        'tcp.srcport',
        'tcp.payload',
        'mqtt.msgtype',
        'mqtt.topic',
        'mqtt.qos',
        'mqtt.clientid',
        'mqtt.willtopic',
        'mqtt.msgid',
        'mqtt.retain',
        'mqtt.kalive',
      ];
      const packets = await capture.end('capture over', fields, [
        '-d',
        `tcp.port==${port},mqtt`,
        '-Y',
        'mqtt',
      ]);
      const seen = new Set<string>();
      for (const packet of packets) {
        const ours = readByUs(packet, 'mqtt', port);
        const tops = ours.fields.filter((field) => field.length > 0);
        const types = tops.map((field) => field.name);
        for (const type of types) seen.add(type);
        const compared = {
          types,
          topics: fieldsNamed(tops, 'topic name', 'topic filter')
            .filter((field) => field.children.length > 0 && field.children[0]?.name === 'length')
            .map(text),
          clients: fieldsNamed(tops, 'client identifier').map(text),
          wills: fieldsNamed(tops, 'will topic').map(text),
          ids: fieldsNamed(tops, 'packet identifier').map((field) => field.value),
          keepAlives: fieldsNamed(tops, 'keep alive').map(leadingNumber),
          qos: tops
            .filter((field) => field.name === 'PUBLISH')
            .flatMap((field) => fieldsNamed(field.children[0]?.children ?? [], 'QoS'))
            .map(leadingNumber),
        };
        expect(compared).toEqual({
          types: packet['mqtt.msgtype']?.map((type) => packetTypes[Number(type)]),
          topics: packet['mqtt.topic'] ?? [],
          clients: packet['mqtt.clientid'] ?? [],
          wills: packet['mqtt.willtopic'] ?? [],
          ids: packet['mqtt.msgid'] ?? [],
          keepAlives: packet['mqtt.kalive'] ?? [],
          qos: packet['mqtt.qos'] ?? [],
        });
      }
      for (const type of [
        'CONNECT',
        'CONNACK',
        'SUBSCRIBE',
        'SUBACK',
        'PUBLISH',
        'PUBACK',
        'PUBREC',
        'PUBREL',
        'PUBCOMP',
        'DISCONNECT',
      ])
        expect([...seen]).toContain(type);
    },
  );

  it.skipIf(redis.missing)(`sees in Redis what we see${redis.note}`, async () => {
    const port = await freePort();
    const args = ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no'];
    await bench.run(redis.path, args).sees('Ready to accept connections');
    const capture = await Capture.begin(bench, tshark.path, `tcp port ${port}`);
    const client = await bench.connect('tcp', `127.0.0.1:${port}`);
    await client.send(
      'data',
      command('SET', 'k', 'two words') + command('GET', 'k') + command('GET', 'none'),
    );
    await client.stream('in', '$-1\r\n');
    await client.send('data', command('LPUSH', 'list', 'a', 'é', '\u0000'));
    await client.stream('in', ':3\r\n');
    await client.send('data', command('LRANGE', 'list', '0', '-1'));
    await client.stream('in', '*3\r\n');
    await client.send('data', command('INCR', 'k') + command('COMMAND', 'COUNT'));
    await client.stream('in', '-ERR');
    await client.send('data', command('ECHO', 'capture over'));
    await client.stream('in', 'capture over');

    const fields = [
      'tcp.srcport',
      'tcp.payload',
      'resp.string',
      'resp.error',
      'resp.integer',
      'resp.array.length',
      'resp.bulk_string.value',
    ];
    const packets = await capture.end('$12\r\ncapture over\r\n', fields, [
      '-d',
      `tcp.port==${port},resp`,
      '-Y',
      'resp',
    ]);
    const words: string[] = [];
    for (const packet of packets) {
      const { bytes, fields: tops } = readByUs(packet, 'redis', port);
      const all: Field[] = [];
      const waiting = [...tops].reverse();
      for (let one = waiting.pop(); one !== undefined; one = waiting.pop()) {
        all.push(one);
        waiting.push(...[...one.children].reverse());
      }
      const after = (start: string): readonly string[] =>
        all
          .filter((field) => field.value.startsWith(`${start} `))
          .map((field) => field.value.slice(start.length + 1));
      const data = all
        .filter((field) => field.name === 'data')
        .map((field) => bytes.subarray(field.start, field.start + field.length).toString('hex'));
      words.push(...tops.map((field) => field.value));
      expect({
        strings: after('simple string'),
        errors: after('error'),
        integers: after('integer'),
        lengths: after('array,').map((value) => String(Number.parseInt(value, 10))),
        data,
      }).toEqual({
        strings: packet['resp.string'] ?? [],
        errors: packet['resp.error'] ?? [],
        integers: packet['resp.integer'] ?? [],
        lengths: packet['resp.array.length'] ?? [],
        data: packet['resp.bulk_string.value'] ?? [],
      });
    }
    expect(words).toContain('array, 3 items: SET k "two words"');
    expect(words).toContain('array, 2 items: INCR k');
  });
});
