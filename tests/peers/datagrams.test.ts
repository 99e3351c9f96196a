import { createSocket, type Socket } from 'node:dgram';
import { Resolver } from 'node:dns/promises';
import { once } from 'node:events';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { dissect, noContext } from '../../codec/dissectors/index.js';
import type { Field } from '../../codec/index.js';
import { Capture, type Packet } from './capture.js';
import { PeerBench } from './engine-fixture.js';
import { needs } from './program.js';

/*
 * Datagrams of other people's programs (the resolver in Node is c-ares, logger is of util-linux), captured on
 * the loopback and read by tshark and by us.
 */

const tshark = needs('tshark');
const logger = needs('logger');

/** Ends each conversation: the datagram after which the capture is over. */
const lastWord = 'capture over';

/** All fields of a tree with this name, in the order of the bytes. */
function fieldsNamed(fields: readonly Field[], name: string): readonly Field[] {
  return fields.flatMap((field) => [
    ...(field.name === name ? [field] : []),
    ...fieldsNamed(field.children, name),
  ]);
}

function readByUs(packet: Packet, id: string, port: number): readonly Field[] {
  const bytes = Buffer.from(packet['udp.payload']?.[0] ?? '', 'hex');
  const reading = dissect(bytes, { ...noContext, transport: 'udp', ports: [port] });
  expect(reading, bytes.toString('hex')).toMatchObject({ id, consumed: bytes.length });
  return reading.fields;
}

/** Records of a zone, by the type asked for: type and data in hex, names compressed to the question's. */
const zone: Readonly<Record<number, readonly (readonly [type: number, data: string])[]>> = {
  1: [
    [1, 'c0000201'],
    [1, 'c0000202'],
  ],
  28: [[28, '20010db8000000000000000000000001']],
  15: [[15, '000a026d78c00c']],
  16: [[16, '0568656c6c6f057468657265']],
  33: [[33, '0001000213c403736970c00c']],
  6: [[6, '026e73c00c04726f6f74c00c78a3f9c100001c2000000e100012750000015180']],
};

/** An answer to a query, of the records in the zone. */
function answer(query: Buffer): Buffer {
  const end = query.indexOf(0, 12) + 5;
  const records = zone[query.readUInt16BE(end - 4)] ?? [];
  const head = Buffer.from(query.subarray(0, end));
  head.writeUInt16BE(0x8180, 2);
  head.writeUInt16BE(records.length, 6);
  head.writeUInt16BE(0, 10);
  const parts = records.map(([type, hex]) => {
    const data = Buffer.from(hex, 'hex');
    const record = Buffer.from('c00c000000010000003c0000', 'hex');
    record.writeUInt16BE(type, 2);
    record.writeUInt16BE(data.length, 10);
    return Buffer.concat([record, data]);
  });
  return Buffer.concat([head, ...parts]);
}

// Several programs have to start, and tshark twice.
describe.skipIf(tshark.missing)(`tshark${tshark.note} with datagrams`, { timeout: 180_000 }, () => {
  let bench: PeerBench;
  let socket: Socket;
  let port: number;
  beforeEach(async () => {
    bench = await PeerBench.make();
    socket = createSocket('udp4').bind(0, '127.0.0.1');
    await once(socket, 'listening');
    ({ port } = socket.address());
  });
  afterEach(async () => {
    socket.close();
    await bench.close();
  });

  it('sees in DNS what we and the resolver see', async () => {
    const capture = await Capture.begin(bench, tshark.path, `udp port ${port}`);
    socket.on('message', (query, from) => {
      if (query.toString() !== lastWord) socket.send(answer(query), from.port, from.address);
    });
    // One question each, however late the answer: asked twice it would be two packets more.
    const resolver = new Resolver({ timeout: 60_000, tries: 1 });
    resolver.setServers([`127.0.0.1:${port}`]);
    const name = 'www.wirebench.example';
    expect(await resolver.resolve4(name)).toEqual(['192.0.2.1', '192.0.2.2']);
    expect(await resolver.resolve6(name)).toEqual(['2001:db8::1']);
    expect(await resolver.resolveMx(name)).toMatchObject([{ exchange: `mx.${name}`, priority: 10 }]);
    expect(await resolver.resolveTxt(name)).toEqual([['hello', 'there']]);
    expect(await resolver.resolveSrv(name)).toMatchObject([
      { name: `sip.${name}`, port: 5060, priority: 1, weight: 2 },
    ]);
    expect(await resolver.resolveSoa(name)).toMatchObject({
      nsname: `ns.${name}`,
      hostmaster: `root.${name}`,
      serial: 2024012225,
    });
    socket.send(lastWord, port, '127.0.0.1');

    const fields = [
      'udp.payload',
      'dns.id',
      'dns.flags.response',
      'dns.flags.recdesired',
      'dns.qry.name',
      'dns.resp.name',
      'dns.a',
      'dns.aaaa',
      'dns.mx.mail_exchange',
      'dns.mx.preference',
      'dns.srv.target',
      'dns.srv.port',
      'dns.soa.mname',
      'dns.soa.serial_number',
      'dns.resp.ttl',
    ];
    const packets = await capture.end(lastWord, fields, [
      '-d',
      `udp.port==${port},dns`,
      '-Y',
      'dns.qry.name',
    ]);
    expect(packets).toHaveLength(12);
    for (const packet of packets) {
      const ours = readByUs(packet, 'dns', port);
      const values = (name: string, within = ours): readonly string[] =>
        fieldsNamed(within, name).map((field) => field.value);
      const answers = ours.filter((field) => field.name === 'answer');
      const questions = ours.filter((field) => field.name === 'question');
      expect({
        id: values('ID'),
        response: values('QR').map((value) => value[0]),
        recursion: values('RD').map((value) => value[0]),
        questions: values('name', questions),
        // Of SRV it shows the parts of the name instead.
        names: packet['dns.srv.target'] === undefined ? values('name', answers) : [],
        addresses: values('address'),
        mail: [...values('preference'), ...values('mail exchange')],
        service: [...values('port'), ...values('target')],
        zone: [...values('primary name server'), ...values('serial')],
        ttl: values('TTL', answers).map((value) => value.replace(' s', '')),
      }).toEqual({
        id: packet['dns.id'],
        response: packet['dns.flags.response'],
        recursion: packet['dns.flags.recdesired'],
        questions: packet['dns.qry.name'],
        names: packet['dns.resp.name'] ?? [],
        addresses: packet['dns.a'] ?? packet['dns.aaaa'] ?? [],
        mail: [...(packet['dns.mx.preference'] ?? []), ...(packet['dns.mx.mail_exchange'] ?? [])],
        service: [...(packet['dns.srv.port'] ?? []), ...(packet['dns.srv.target'] ?? [])],
        zone: [...(packet['dns.soa.mname'] ?? []), ...(packet['dns.soa.serial_number'] ?? [])],
        ttl: packet['dns.resp.ttl'] ?? [],
      });
    }
  });

  it.skipIf(logger.missing)(`sees in syslog what we see${logger.note}`, async () => {
    const capture = await Capture.begin(bench, tshark.path, `udp port ${port}`);
    const send = async (...args: readonly string[]): Promise<void> => {
      const run = bench.run(logger.path, ['-n', '127.0.0.1', '-P', String(port), '-d', ...args]);
      expect(await run.exit, run.output).toBe(0);
    };
    await send(
      '--rfc5424',
      '-p',
      'mail.warning',
      '-t',
      'postman',
      '--msgid',
      'ID7',
      '--sd-id',
      'a@32473',
      '--sd-param',
      'b="c"',
      'a letter',
    );
    await send('--rfc3164', '-p', 'local3.err', '-t', 'machine', '-i', 'out of paper');
    await send('--rfc5424', '-p', 'user.notice', '-t', 'end', lastWord);

    const fields = ['udp.payload', 'syslog.facility', 'syslog.level', 'syslog.appname', 'syslog.msgid'];
    const packets = await capture.end(lastWord, fields, ['-d', `udp.port==${port},syslog`]);
    const read = packets.map((packet) => readByUs(packet, 'syslog', port));
    const numbers = (name: string): readonly string[] =>
      read.flatMap((ours) =>
        fieldsNamed(ours, name).map((field) => String(Number.parseInt(field.value, 10))),
      );
    expect(numbers('facility')).toEqual(packets.flatMap((packet) => packet['syslog.facility'] ?? []));
    expect(numbers('severity')).toEqual(packets.flatMap((packet) => packet['syslog.level'] ?? []));
    const [modern = [], old = []] = read;
    expect(fieldsNamed(modern, 'APP-NAME').map((field) => field.value)).toEqual(['"postman"']);
    expect(packets[0]?.['syslog.appname']).toEqual(['postman']);
    expect(fieldsNamed(modern, 'MSGID').map((field) => field.value)).toEqual(['"ID7"']);
    // tshark 4.0 takes all that follows for the MSGID.
    expect(packets[0]?.['syslog.msgid']?.[0]).toMatch(/^ID7\b/);
    expect(fieldsNamed(modern, 'SD-PARAM').map((field) => field.value)).toContain('b="c"');
    expect(fieldsNamed(old, 'TAG').map((field) => field.value)).toEqual(['"machine"']);
    expect(fieldsNamed(old, 'CONTENT').map((field) => field.value)).toEqual(['"out of paper"']);
  });
});
