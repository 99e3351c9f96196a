import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parseHex } from '../../../../codec/index.js';
import { type RowInput, kindName } from '../../../../contract/index.js';
import { openRecordedSession } from '../../../recorded-session.js';
import { ByteRun } from '../../pcapng/bytes.js';
import { ipBytes } from '../../pcapng/address.js';
import { interfaceDescription, packet, sectionHeader } from '../../pcapng/block.js';
import { TcpFlow } from '../../pcapng/flow.js';
import { writeUdp } from '../../pcapng/packet.js';
import { givenBytes } from '../given-file.js';
import { readImport } from '../read.js';
import { type TestSession, failureOf, readTexts } from '../test-import.js';
import { StagingSink } from './stage.js';

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'wirebench-capture-'));
});
afterEach(() => rm(directory, { recursive: true, force: true }));

const hex = (text: string): Uint8Array => {
  const parsed = parseHex(text.replaceAll(/\s+/g, ''));
  if (!parsed.ok) throw new Error(parsed.error.message);
  return parsed.value;
};
const text = (said: string): Uint8Array => new TextEncoder().encode(said);
const place = (host: string, port: number) => ({ ip: ipBytes(host) ?? new Uint8Array(4), port });

const read = (bytes: Uint8Array, path = 'a.pcapng') => readTexts({ [path]: bytes });
const failure = (bytes: Uint8Array, path = 'a.pcap') => failureOf({ [path]: bytes });

/** Rows as `in text hello`; life rows as their kind alone. */
const told = ({ rows }: Pick<TestSession, 'rows'>): string[] =>
  rows.map((row: RowInput) => {
    const name = kindName(row.kind);
    if (row.kind >= 32) return name;
    return `${['-', 'in', 'out'][row.direction] ?? ''} ${name} ${Buffer.from(row.payload).toString()}`;
  });

function written(fill: (out: ByteRun, flow: TcpFlow) => void): Uint8Array {
  const out = new ByteRun();
  sectionHeader(out, 'test', '');
  interfaceDescription(out, 'lo', '', '');
  const ends = { us: place('10.0.0.1', 40_000), them: place('10.0.0.2', 80) };
  fill(out, new TcpFlow(out, () => 1, ends, true, 1));
  return out.take().slice();
}

/** A pcap of one Ethernet packet: a UDP datagram `hi` from 10.0.0.1:4660 to 10.0.0.2:53, in a VLAN. */
const udpPcap = hex(`
  d4c3b2a1 0200 0400 00000000 00000000 ffff0000 01000000
  00e1f505 40420f00 32000000 32000000
  020000000002 020000000001 8100 0005 0800
  4500001e 00010000 40110000 0a000001 0a000002
  1234 0035 000a 0000 6869 0000`);

describe('a pcap', () => {
  it('becomes a session of datagrams, padding and VLAN tags left behind', async () => {
    const { sessions, formats, notes } = await read(udpPcap, 'dns.pcap');
    expect(formats).toEqual(['pcap']);
    expect(notes).toEqual([]);
    expect(sessions).toHaveLength(1);
    const [session] = sessions;
    expect(session).toMatchObject({
      name: '10.0.0.1:4660 → 10.0.0.2:53 · dns.pcap',
      clockOrigin: 100_000_001_000,
      config: { protocol: 'udp', role: 'client', address: '10.0.0.2:53' },
    });
    expect(told(session!)).toEqual(['open', 'out datagram hi']);
  });

  it('says where it is cut off, and keeps what was before', async () => {
    const { sessions, notes } = await read(Uint8Array.from([...udpPcap, 1, 2, 3]));
    expect(sessions).toHaveLength(1);
    expect(notes[0]?.why).toContain('it is cut off at byte 90, in the head of packet 2');
  });

  it('refuses lengths that cannot be, and files without a packet', async () => {
    expect(await failure(udpPcap.subarray(0, 24))).toContain('import.syntax');
    const long = udpPcap.slice();
    long.set([255, 255, 255, 127], 32);
    expect(await failure(long)).toContain('packet 1 at byte 24 claims 2147483647 bytes');
    expect(await failure(hex('0a0d0d0a 0c000000 4d3c2b1a'))).toContain('import.syntax');
    expect(await failure(hex('0a0d0d0a'))).toContain('import.syntax');
  });

  it('names packets it has no session for', async () => {
    const arp = udpPcap.slice();
    arp.set([8, 6], 56);
    expect(await failure(arp)).toContain('has 1 packets and no TCP or UDP among them: they are not IP');
    const { notes } = await read(Uint8Array.from([...udpPcap, ...arp.subarray(24)]));
    expect(notes[0]).toMatchObject({ name: '1 packet, the first is 2', why: 'they are not IP' });
  });
});

describe('a pcapng as this program writes it', () => {
  it('becomes the rows that were exported, writes put together from segments', async () => {
    const large = 'x'.repeat(5_000);
    const { sessions } = await read(
      written((_, flow) => {
        flow.data('us', { ms: 1_000, ns: 5 }, text(large), true, null);
        flow.data('us', { ms: 1_000, ns: 5 }, text('more'), true, null);
        flow.data('them', { ms: 2_000, ns: 0 }, text('answer'), true, null);
        flow.end('them', { ms: 3_000, ns: 0 }, null);
      }),
    );
    const [session] = sessions;
    expect(session).toMatchObject({ config: { protocol: 'tcp', role: 'client', address: '10.0.0.2:80' } });
    const rows = ['connect', `out chunk ${large}`, 'out chunk more', 'in chunk answer'];
    expect(told(session!)).toEqual([...rows, 'halfClose', 'halfClose', 'end']);
    expect(session?.rows.map((row) => row.time).slice(0, 4)).toEqual([5, 5, 5, 1e9]);
  });

  it('knows a listener with its peers by what came in', async () => {
    const out = new ByteRun();
    sectionHeader(out, 'test', '');
    interfaceDescription(out, 'lo', '', '');
    for (const port of [4_001, 4_002]) {
      const [us, them] = [place('::1', 7), place('::1', port)];
      packet(out, { ms: port, ns: 0 }, true, null, () => writeUdp(out, 1, them, us, text('ping')));
      packet(out, { ms: port, ns: 1 }, false, null, () => writeUdp(out, 1, us, them, text('pong')));
    }
    const { sessions } = await read(out.take());
    expect(sessions).toHaveLength(1);
    expect(sessions[0]).toMatchObject({ config: { protocol: 'udp', role: 'server', address: '[::1]:7' } });
    expect(told(sessions[0]!)).toEqual([
      ...['open', 'in datagram ping', 'out datagram pong'],
      ...['open', 'in datagram ping', 'out datagram pong'],
    ]);
    expect(sessions[0]?.rows.map((row) => row.peer)).toEqual([1, 1, 1, 2, 2, 2]);
  });

  it('finds the WebSocket in it: heads, frames, messages of fragments', async () => {
    const head = 'GET /chat HTTP/1.1\r\nHost: h\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n';
    const answer = 'HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n';
    const { sessions } = await read(
      written((_, flow) => {
        flow.data('us', { ms: 1, ns: 0 }, text(head), true, null);
        flow.data('them', { ms: 2, ns: 0 }, text(answer), true, null);
        flow.data('us', { ms: 3, ns: 0 }, hex('8182 01020304 696b'), true, null);
        flow.data('them', { ms: 4, ns: 0 }, hex('0102 6162 8001 63 8900'), true, null);
      }),
    );
    expect(sessions[0]?.config).toMatchObject({ protocol: 'ws', address: 'ws://10.0.0.2:80/chat' });
    expect(told(sessions[0]!)).toEqual([
      'connect',
      `out request ${head}`,
      `in response ${answer}`,
      'out text hi',
      'in frame ab',
      'in frame c',
      'in text abc',
      'in ping ',
    ]);
    expect(Buffer.from(sessions[0]?.rows[3]?.head ?? []).toString('hex')).toBe('818201020304');
  });
});

describe('a session that was read', () => {
  it('is on the disk as if it had been recorded', async () => {
    const sink = new StagingSink(directory, '0');
    const imported = await readImport([givenBytes('a.pcap', udpPcap)], { sink });
    if (!imported.ok) throw new Error(imported.error.message);
    const id = imported.value.sessions[0]?.staged ?? '';
    const file = JSON.parse(await readFile(join(directory, id, 'session.json'), 'utf8')) as object;
    expect(file).toMatchObject({ totals: { endedAt: '1973-03-03T09:46:41.000Z' } });
    const opened = await openRecordedSession(join(directory, id));
    if (!opened.ok) throw new Error(opened.error.message);
    expect(opened.value.info).toMatchObject({ rows: 2, bytesOut: 2, messagesOut: 1, state: 'recorded' });
    expect(opened.value.peers).toHaveLength(1);
    await opened.value.close();
  });
});
