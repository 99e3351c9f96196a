import { spawnSync } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { WebSocket } from 'ws';
import { Direction, kindName } from '../../contract/index.js';
import type { ExportFormatId } from '../../contract/index.js';
import { openRecordedSession } from '../../engine/index.js';
import type { ExportOptions, Session, View } from '../../engine/index.js';
import { PeerBench, valueOf } from './engine-fixture.js';
import { framesIn } from './frame-capture.js';
import { needs } from './program.js';

const tshark = needs('tshark');
const maxOutput = 256 * 1024 * 1024;
let bench: PeerBench;

beforeEach(async () => {
  bench = await PeerBench.make();
});
afterEach(() => bench.close());

async function written(
  session: Session,
  format: ExportFormatId,
  options: ExportOptions = {},
  view: View | null = null,
): Promise<Buffer> {
  const pieces: Uint8Array[] = [];
  for await (const piece of session.export(view, format, options)) pieces.push(valueOf(piece).data);
  return Buffer.concat(pieces);
}

/** What tshark reads in a capture: the fields asked for, one record a packet. */
function read(capture: Buffer, fields: readonly string[], args: readonly string[] = []): string[][] {
  const file = join(bench.directory, `export-${Math.random().toString(36).slice(2)}.pcapng`);
  writeFileSync(file, capture);
  const wanted = fields.flatMap((field) => ['-e', field]);
  const checked = [
    '-o',
    'tcp.check_checksum:TRUE',
    '-o',
    'udp.check_checksum:TRUE',
    '-o',
    'ip.check_checksum:TRUE',
  ];
  const { status, stdout, stderr } = spawnSync(
    tshark.path,
    ['-r', file, ...checked, ...args, '-T', 'fields', '-E', 'separator=|', '-E', 'occurrence=a', ...wanted],
    { encoding: 'utf8', maxBuffer: maxOutput },
  );
  if (status !== 0) throw new Error(`tshark: ${stderr}`);
  expect(stderr).not.toMatch(/malformed|cut short|corrupt/i);
  return stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => line.replaceAll('0x0000000', '').split('|'));
}

/** Rows of a layer that carry bytes: when, which way, whose, and what. */
async function told(session: Session, layer: 'messages' | 'wire') {
  const view = valueOf(session.view({}, { kind: 'raw' }, layer));
  const batch = valueOf(await view.rows(0, view.count));
  const rows = [];
  for (let i = 0; i < batch.length; i++) {
    const bytes = Buffer.from(valueOf(await view.payload(i)).bytes);
    rows.push({
      kind: kindName(batch.kind[i] ?? 0),
      ns:
        BigInt(Math.floor(session.info.startedAt)) * 1_000_000n +
        BigInt(Math.round((session.info.startedAt % 1) * 1e6) + (batch.time[i] ?? 0)),
      inward: batch.direction[i] === Direction.in,
      peer: batch.peer[i] ?? 0,
      bytes,
    });
  }
  view.close();
  return rows;
}

const epochNs = (text = ''): bigint => BigInt(text.replace('.', ''));

describe.skipIf(tshark.missing)(`Our pcapng in tshark${tshark.note}`, () => {
  it('holds a TCP conversation: SYN, segments, FIN, numbers, checksums, times to the nanosecond, comments', async () => {
    const server = createServer((socket) => {
      socket.on('data', (data) => socket.write(data));
      socket.on('end', () => socket.end());
    });
    onTestFinished(() => void server.close());
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const session = await bench.connect('tcp', `127.0.0.1:${port}`);
    await session.send('data', 'hello');
    await session.received('hello');
    const large = Buffer.alloc(500_000, 'abcdefg');
    await session.send('data', large);
    await session.when('the echo', (rows) =>
      rows.filter((row) => row.dir === 'in').reduce((sum, row) => sum + row.bytes.length, 0) === 500_005
        ? true
        : undefined,
    );
    const marked = (await session.rows()).find((row) => row.bytes.toString() === 'hello');
    valueOf(await session.session.mark([{ seq: marked?.seq ?? 0, marked: true, comment: 'first „word“' }]));
    valueOf(await session.session.stop());
    await session.row('end');

    const capture = await written(session.session, 'pcapng', { layer: 'wire', version: '1.2.3' });
    const packets = read(capture, [
      'frame.time_epoch',
      'ip.src',
      'ip.dst',
      'tcp.srcport',
      'tcp.dstport',
      'tcp.flags.syn',
      'tcp.flags.fin',
      'tcp.payload',
      'tcp.analysis.flags',
      'tcp.checksum.status',
      'ip.checksum.status',
      'frame.packet_flags_direction',
      'frame.comment',
      'tcp.len',
    ]);
    const all = (at: number): Set<string | undefined> => new Set(packets.map((packet) => packet[at]));
    expect(all(8)).toEqual(new Set(['']));
    expect(all(9)).toEqual(new Set(['1']));
    expect(all(10)).toEqual(new Set(['1']));
    expect(packets.filter((packet) => packet[5] === '1')).toHaveLength(2);
    expect(packets.filter((packet) => packet[6] === '1')).toHaveLength(2);
    expect(packets.filter((packet) => Number(packet[13]) > 1_460)).toEqual([]);
    for (const packet of packets) {
      const inbound = packet[11] === '1';
      expect([packet[1], packet[2]]).toEqual(['127.0.0.1', '127.0.0.1']);
      expect(packet[inbound ? 3 : 4]).toBe(String(port));
    }
    expect(packets.filter((packet) => packet[12] !== '').map((packet) => packet[12])).toEqual([
      'first „word“',
    ]);
    const rows = (await told(session.session, 'wire')).filter(({ kind }) => kind === 'chunk');
    for (const inward of [true, false]) {
      const side = packets.filter((packet) => (packet[11] === '1') === inward && packet[7] !== '');
      const ours = rows.filter((row) => row.inward === inward);
      expect(side.map((packet) => packet[7]).join('')).toBe(
        Buffer.concat(ours.map(({ bytes }) => bytes)).toString('hex'),
      );
      // Each packet has the time of the row it is a part of.
      const times = new Set(ours.map(({ ns }) => ns));
      expect(side.every((packet) => times.has(epochNs(packet[0])))).toBe(true);
      expect(new Set(side.map((packet) => epochNs(packet[0]))).size).toBe(times.size);
    }
    // Wireshark's own following of the stream agrees.
    const about = read(capture, ['frame.interface_description'], ['-c', '1']);
    expect(about[0]?.[0]).toContain(`tcp client 127.0.0.1:${port}`);
  });

  it('holds datagrams of several senders, over IPv4 and IPv6', async () => {
    for (const [host, type] of [
      ['127.0.0.1', 'udp4'],
      ['[::1]', 'udp6'],
    ] as const) {
      const session = await bench.listen('udp', `${host}:0`, { listen: { echo: true } });
      const ports: number[] = [];
      for (const text of ['one', 'two', '']) {
        const socket = createSocket(type);
        onTestFinished(() => void socket.close());
        socket.bind(0, host.replace(/[[\]]/g, ''));
        await once(socket, 'listening');
        socket.send(text, session.port, host.replace(/[[\]]/g, ''));
        if (text !== '') await once(socket, 'message');
        ports.push(socket.address().port);
        if (text !== '') continue;
        await session.when('an empty datagram', (rows) =>
          rows.find((row) => row.kind === 'datagram' && row.dir === 'in' && row.bytes.length === 0),
        );
      }
      const capture = await written(session.session, 'pcapng', { layer: 'wire' });
      const packets = read(capture, [
        'frame.time_epoch',
        'udp.srcport',
        'udp.dstport',
        'udp.payload',
        'udp.checksum.status',
        'frame.packet_flags_direction',
        type === 'udp6' ? 'ipv6.src' : 'ip.src',
      ]);
      const rows = (await told(session.session, 'wire')).filter(({ kind }) => kind === 'datagram');
      expect(packets).toHaveLength(rows.length);
      packets.forEach((packet, i) => {
        const row = rows[i];
        expect(epochNs(packet[0])).toBe(row?.ns);
        expect(packet[row?.inward === true ? 1 : 2]).toBe(String(ports[(row?.peer ?? 0) - 1]));
        expect(packet[row?.inward === true ? 2 : 1]).toBe(String(session.port));
        expect(packet[3]).toBe(row?.bytes.toString('hex'));
        expect(packet[4]).toBe('1');
        expect(packet[5]).toBe(row?.inward === true ? '1' : '2');
        expect(packet[6]).toBe(type === 'udp6' ? '::1' : '127.0.0.1');
      });

      // Opened again from the disk it knows the same senders: nothing but the log says who they were.
      valueOf(await session.session.stop());
      await session.row('end');
      const live = await written(session.session, 'pcapng', { layer: 'wire' });
      // Marking waits until the rows are on the disk.
      valueOf(await session.session.mark([{ seq: 1, marked: true }]));
      const again = valueOf(await openRecordedSession(session.session.info.directory));
      onTestFinished(() => again.close());
      expect(again.peers.map(({ remote }) => remote?.port)).toEqual(ports);
      const reopened = await written(again, 'pcapng', { layer: 'wire' });
      const places = ['udp.srcport', 'udp.dstport', 'udp.payload', type === 'udp6' ? 'ipv6.dst' : 'ip.dst'];
      expect(read(reopened, places)).toEqual(read(live, places));
    }
  });

  it('holds the frames of a WebSocket listener with several peers, masked, fragmented, compressed', async () => {
    const session = await bench.listen('ws', 'ws://127.0.0.1:0', { listen: { echo: true } });
    const sockets: WebSocket[] = [];
    for (let peer = 1; peer <= 3; peer++) {
      const socket = new WebSocket(`ws://127.0.0.1:${session.port}/chat?n=${peer}`, {
        perMessageDeflate: peer === 2 ? { threshold: 0 } : false,
      });
      sockets.push(socket);
      await once(socket, 'open');
      socket.send(`text of ${peer}`);
      await once(socket, 'message');
      socket.send(Buffer.alloc(70_000, peer));
      await once(socket, 'message');
      socket.ping('beat');
      await once(socket, 'pong');
      socket.send('in two ', { fin: false });
      socket.send('parts', { fin: true });
      await once(socket, 'message');
    }
    sockets[0]?.close(4001, 'bye');
    await session.when('the close', (rows) => rows.find((row) => row.kind === 'end' && row.peer === 1));
    const capture = await written(session.session, 'pcapng', { layer: 'wire' });
    const file = join(bench.directory, 'frames.pcapng');
    writeFileSync(file, capture);
    const opcodes: Record<string, number> = { text: 1, binary: 2, close: 8, ping: 9, pong: 10 };
    const rows = (await told(session.session, 'wire')).filter(
      ({ kind }) => kind === 'frame' || opcodes[kind] !== undefined,
    );
    const seen = framesIn(tshark, file).flatMap(({ stream, to, frames }) =>
      frames.map((frame) => ({ ...frame, peer: stream + 1, inward: to === session.port })),
    );
    expect(read(capture, ['frame.number'], ['-Y', '_ws.malformed'])).toEqual([]);
    for (const peer of [1, 2, 3]) {
      for (const inward of [true, false]) {
        const ours = rows.filter((row) => row.peer === peer && row.inward === inward);
        const theirs = seen.filter((one) => one.peer === peer && one.inward === inward);
        expect(theirs).toHaveLength(ours.length);
        expect(theirs.every(({ masked }) => masked === inward)).toBe(true);
        theirs.forEach((one, i) => {
          const row = ours[i];
          const known = opcodes[row?.kind ?? ''];
          if (known !== undefined) expect(one.opcode).toBe(known);
          expect(one.payload).toBe(row?.bytes.toString('hex'));
        });
      }
    }
    const heads = read(capture, ['http.request.uri', 'http.response.code'], ['-Y', 'http']);
    expect(heads.map((head) => head.join(''))).toEqual(
      expect.arrayContaining(['/chat?n=1', '/chat?n=2', '/chat?n=3', '101']),
    );

    // A filter leaves handshakes out; the capture has them all the same, or nobody could read the frames.
    const filtered = valueOf(session.session.view({ peer: 3, kinds: ['text'] }, { kind: 'raw' }, 'messages'));
    const few = await written(session.session, 'pcapng', { whole: false }, filtered);
    filtered.close();
    const texts = read(few, ['websocket.payload.text'], ['-Y', 'websocket']);
    expect(texts.map(([text]) => text)).toEqual(['text of 3', 'text of 3', 'in two parts', 'in two parts']);
    const [syn] = read(few, ['tcp.flags.syn', 'tcp.analysis.flags'], ['-c', '1']);
    expect(syn).toEqual(['1', '']);
    expect(new Set(read(few, ['tcp.analysis.flags', 'frame.number']).map(([flags]) => flags))).toEqual(
      new Set(['']),
    );
    for (const socket of sockets) socket.terminate();
  });

  it('resets where the log was reset, and tells of both ends of a listener', async () => {
    const session = await bench.listen('tcp', '127.0.0.1:0');
    const socket: Socket = connect(session.port, '127.0.0.1');
    await once(socket, 'connect');
    socket.write('about to go');
    await session.received('about to go');
    socket.resetAndDestroy();
    await session.row('end', (row) => row.peer === 1);
    const capture = await written(session.session, 'pcapng', { layer: 'wire' });
    const packets = read(capture, [
      'tcp.flags.reset',
      'tcp.flags.syn',
      'tcp.dstport',
      'frame.packet_flags_direction',
    ]);
    expect(packets.at(0)).toEqual(['0', '1', String(session.port), '1']);
    expect(packets.at(-1)).toEqual(['1', '0', String(session.port), '1']);
  });

  it('stands loopback in for the ends of a local socket, and says so', async () => {
    const path = join(bench.directory, 'a.sock');
    const session = await bench.listen('unix', `unix:${path}`, { listen: { echo: true } });
    for (const text of ['of one', 'of two']) {
      const socket = connect(path);
      onTestFinished(() => void socket.destroy());
      await once(socket, 'connect');
      socket.write(text);
      await once(socket, 'data');
    }
    const capture = await written(session.session, 'pcapng', { layer: 'wire' });
    const packets = read(
      capture,
      ['tcp.stream', 'ip.src', 'ip.dst', 'tcp.payload', 'tcp.analysis.flags'],
      ['-Y', 'tcp.len > 0'],
    );
    expect(packets).toEqual(
      ['of one', 'of two'].flatMap((text, stream) => {
        const payload = Buffer.from(text).toString('hex');
        return Array<string[]>(2).fill([String(stream), '127.0.0.1', '127.0.0.1', payload, '']);
      }),
    );
    expect(capture.includes('A local socket has no addresses: 127.0.0.1 stands in for both ends.')).toBe(
      true,
    );
  });
});
