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
import { type TestSession, failureOf, readFiles, readTexts } from '../test-import.js';
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

/** As captured where nobody says which way a packet went: the direction of each is left out (epb_flags). */
function undirected(bytes: Uint8Array): Buffer {
  const out = Buffer.from(bytes);
  const option = hex('0200 0400');
  for (let at = out.indexOf(option); at >= 0; at = out.indexOf(option, at + 8)) out.writeUInt32LE(0, at + 4);
  expect(out.equals(bytes)).toBe(false);
  return out;
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
    expect(await failure(arp)).toContain('has 1 packet and no TCP or UDP in it: it is not IP.');
    const { notes } = await read(Uint8Array.from([...udpPcap, ...arp.subarray(24)]));
    expect(notes[0]).toMatchObject({ name: '1 packet, the first is 2', why: 'it is not IP' });
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

describe('a capture that lacks something', () => {
  const flowOf = (out: ByteRun, number = 1) =>
    new TcpFlow(out, () => 1, { us: place('10.0.0.1', 40_000), them: place('10.0.0.2', 80) }, true, number);
  /** The blocks of `parts`, each written apart, so that some can be left out. */
  function blocksOf(fill: (flow: TcpFlow, mark: () => void) => void): Uint8Array[] {
    const out = new ByteRun();
    const parts: Uint8Array[] = [];
    fill(flowOf(out), () => void parts.push(out.take().slice()));
    return parts;
  }
  const header = (): Uint8Array => {
    const out = new ByteRun();
    sectionHeader(out, 'test', '');
    interfaceDescription(out, 'lo', '', '');
    return out.take().slice();
  };
  const head = 'GET /chat HTTP/1.1\r\nHost: h\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n';
  const answer = 'HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n';

  it('tells a gap as a row where it is, once the other side has what it lacks, and goes on', async () => {
    const parts = blocksOf((flow, mark) => {
      flow.begin({ ms: 0, ns: 0 }, null);
      mark();
      flow.data('us', { ms: 1, ns: 0 }, text('one'), true, null);
      mark();
      flow.data('us', { ms: 2, ns: 0 }, text('two'), true, null);
      mark();
      flow.data('us', { ms: 3, ns: 0 }, text('three'), true, null);
      flow.data('them', { ms: 4, ns: 0 }, text('got it'), true, null);
      flow.data('them', { ms: 2_000, ns: 0 }, text('still'), true, null);
      flow.data('us', { ms: 2_001, ns: 0 }, text('four'), true, null);
      mark();
    });
    const kept = Buffer.concat([header(), parts[0]!, parts[1]!, parts[3]!]);
    const { sessions, notes } = await read(kept);
    expect(told(sessions[0]!)).toEqual([
      'connect',
      'out chunk one',
      'note',
      'out chunk three',
      'in chunk got it',
      'in chunk still',
      'out chunk four',
    ]);
    expect(Buffer.from(sessions[0]!.rows[2]!.payload).toString()).toContain(
      '3 bytes that we sent are not in the capture',
    );
    expect(notes[0]).toMatchObject({
      level: 'lost',
      why: expect.stringContaining('3 bytes are not in the capture') as string,
    });
  });

  it('takes what was captured twice, late or out of order once', async () => {
    const parts = blocksOf((flow, mark) => {
      flow.begin({ ms: 0, ns: 0 }, null);
      mark();
      for (const said of ['a', 'b', 'c']) {
        flow.data('us', { ms: 1, ns: 0 }, text(said), true, null);
        mark();
      }
    });
    const [syn, a, b, c] = parts as [Uint8Array, Uint8Array, Uint8Array, Uint8Array];
    const { sessions, notes } = await read(Buffer.concat([header(), syn, c, a, a, b, c, b]));
    expect(
      told(sessions[0]!)
        .slice(1)
        .map((line) => line.slice(10))
        .join(''),
    ).toBe('abc');
    expect(notes).toEqual([]);
  });

  it('reads a connection that began before, and says so', async () => {
    const parts = blocksOf((flow, mark) => {
      flow.begin({ ms: 0, ns: 0 }, null);
      mark();
      flow.data('us', { ms: 1, ns: 0 }, text('hello'), true, null);
      mark();
    });
    const { sessions } = await read(Buffer.concat([header(), parts[1]!]));
    expect(told(sessions[0]!)).toEqual(['connect', 'out chunk hello']);
    expect(Buffer.from(sessions[0]!.rows[0]!.payload).toString()).toContain('before the capture began');
  });

  it('knows a WebSocket whose upgrade is not in it by its frames, and says so', async () => {
    const parts = blocksOf((flow, mark) => {
      flow.data('us', { ms: 1, ns: 0 }, text(head), true, null);
      flow.data('them', { ms: 2, ns: 0 }, text(answer), true, null);
      mark();
      flow.data('us', { ms: 3, ns: 0 }, hex('8182 01020304 696b'), true, null);
      flow.data('them', { ms: 4, ns: 0 }, hex('8103 796573'), true, null);
      mark();
    });
    const { sessions, notes } = await read(Buffer.concat([header(), parts[1]!]));
    expect(sessions[0]?.config).toMatchObject({ protocol: 'ws', address: 'ws://10.0.0.2:80/' });
    expect(told(sessions[0]!)).toEqual(['connect', 'out text hi', 'in text yes']);
    expect(notes).toMatchObject([
      { level: 'changed', why: expect.stringContaining('recognised by its frames') as string },
    ]);
  });

  it('knows who called by what only a caller says, whichever has the higher port', async () => {
    const cases = [
      { first: 'them', say: '8182 01020304 696b', told: 'out text hi', config: { protocol: 'ws' } },
      { first: 'us', say: '8103 796573', told: 'in text yes', config: { protocol: 'ws' } },
      { first: 'them', say: '474554202f20485454502f312e310d0a', told: 'out chunk GET /', config: {} },
      { first: 'us', say: '485454502f312e3120323030', told: 'in chunk HTTP/1.1 200', config: {} },
      { first: 'them', say: '16030100050100000100', told: 'out chunk', config: {} },
      { first: 'us', say: '16030300050200000100', told: 'in chunk', config: {} },
    ] as const;
    for (const { first, say, told: row, config } of cases) {
      // `us` of the flow has the higher port; the one that calls is `them`.
      const parts = blocksOf((flow, mark) => {
        flow.begin({ ms: 0, ns: 0 }, null);
        mark();
        flow.data(first, { ms: 1, ns: 0 }, hex(say), true, null);
        if ('protocol' in config) flow.data('us', { ms: 2, ns: 0 }, hex('8101 79'), true, null);
        mark();
      });
      const { sessions } = await read(Buffer.concat([header(), undirected(parts[1]!)]));
      const called = sessions[0]!.config;
      expect(called).toMatchObject({ ...config, role: 'client' });
      expect(called.address).toContain('10.0.0.1:');
      expect(told(sessions[0]!)[1]).toContain(row.split('\r')[0]);
    }
  });

  it('takes the higher port for the caller where nothing says who called, and a SYN seen late for what it says', async () => {
    const [begin, data] = blocksOf((flow, mark) => {
      flow.begin({ ms: 0, ns: 0 }, null);
      mark();
      flow.data('them', { ms: 1, ns: 0 }, text('220 hello'), true, null);
      mark();
    });
    const unsaid = await read(Buffer.concat([header(), undirected(data!)]));
    expect(told(unsaid.sessions[0]!)).toEqual(['connect', 'in chunk 220 hello']);
    const late = await read(Buffer.concat([header(), undirected(data!), undirected(begin!)]));
    expect(late.sessions).toHaveLength(1);
    expect(told(late.sessions[0]!)).toContain('in chunk 220 hello');
  });

  it('gives comments of packets to their rows, of what has none to a note, and those of the section to the session', async () => {
    const out = new ByteRun();
    sectionHeader(out, 'test', 'the day it broke');
    interfaceDescription(out, 'lo', '', '');
    const flow = flowOf(out);
    flow.begin({ ms: 0, ns: 0 }, 'dialled');
    flow.data('us', { ms: 1, ns: 0 }, text('hello'), true, 'look');
    flow.data('them', { ms: 2, ns: 0 }, new Uint8Array(), true, 'only an ACK');
    const { sessions, notes } = await read(out.take());
    const [session] = sessions;
    expect(session?.comment).toBe('the day it broke');
    expect(session?.rows.map(({ comment }) => comment)).toEqual(['dialled', 'look', undefined]);
    expect(Buffer.from(session!.rows[2]!.payload).toString()).toContain('only an ACK');
    expect(notes).toEqual([]);
  });

  it('names TLS, with keys in the file and without', async () => {
    const tls = (secrets: string) =>
      Buffer.concat([
        header(),
        hex(secrets),
        written((_, flow) => flow.data('us', { ms: 1, ns: 0 }, hex('1603010005 0100000100'), true, null)),
      ]);
    const without = await read(tls(''));
    expect(without.notes).toMatchObject([
      {
        level: 'changed',
        name: '1 TLS connection',
        why: expect.stringContaining('no keys in the capture') as string,
      },
    ]);
    const keys = await read(tls('0a000000 18000000 4b534c54 04000000 41424344 18000000'));
    expect(keys.notes).toMatchObject([
      { level: 'lost', name: '1 TLS connection', why: expect.stringContaining('are not used') as string },
    ]);
  });

  it('says of fragments whose packet never became whole how many there are', async () => {
    const bytes = hex(`d4c3b2a1 0200 0400 00000000 00000000 ffff0000 65000000
      00000000 00000000 18000000 18000000 45000018 00070002 40110000 0a000001 0a000002 77657273`);
    expect(await failure(bytes)).toContain(
      'a fragment of an IP packet of which others are not in the capture',
    );
  });

  it('is the same from any byte it is cut at: what was before, or one clear refusal', async () => {
    const file = Buffer.concat([
      header(),
      ...blocksOf((flow, mark) => {
        flow.data('us', { ms: 1, ns: 0 }, text(head), true, 'c');
        flow.data('them', { ms: 2, ns: 0 }, text(answer), true, null);
        flow.data('us', { ms: 3, ns: 0 }, hex('8182 01020304 696b'), true, null);
        flow.end('us', { ms: 4, ns: 0 }, null);
        mark();
      }),
    ]);
    for (let cut = 0; cut < file.length; cut++) {
      const result = await readFiles({ 'a.pcapng': file.subarray(0, cut) });
      if (result.ok) expect(result.value.sessions).toHaveLength(1);
      else expect(result.error.message).toMatch(/^a\.pcapng (is|has) .{6,}/);
    }
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
