import { describe, expect, it } from 'vitest';
import { kindName } from '../../../../contract/index.js';
import { TcpConversation, UdpConversation } from './conversation.js';
import type { Transport } from './datagram.js';
import type { CapturedRow } from './model.js';
import { Tcp } from './tcp.js';

const us = { host: '10.0.0.1', port: 4_000, family: 'IPv4' } as const;
const them = { host: '10.0.0.2', port: 80, family: 'IPv4' } as const;
const shared = () => ({
  budget: { left: 1_000_000, rows: 1_000 },
  waiting: { left: 1_000_000 },
  undecided: { left: 1_000_000 },
});

function conversation(server = false) {
  const rows: CapturedRow[] = [];
  const one = new TcpConversation({ us, them, server }, 3, shared(), (row) => void rows.push(row));
  const seqs = { us: 100, them: 0xffff_fffe };
  const push = (side: 'us' | 'them', said: string, flags: number, time: number, comment = ''): void => {
    const data = Buffer.from(said);
    const seq = seqs[side];
    const ack = seqs[side === 'us' ? 'them' : 'us'];
    const [from, to] = side === 'us' ? [us, them] : [them, us];
    const transport: Transport = {
      protocol: 'tcp',
      from,
      to,
      seq,
      ack,
      flags: flags | Tcp.ack,
      data,
      missing: 0,
    };
    one.push(transport, time, comment);
    seqs[side] = (seq + data.length + ((flags & (Tcp.syn | Tcp.fin)) === 0 ? 0 : 1)) >>> 0;
  };
  const told = (): string[] =>
    rows.map(({ kind, direction, payload }) => {
      const said = Buffer.from(payload).toString();
      const words = kind >= 32 ? (JSON.parse(said) as { text: string }).text : said;
      return `${['', 'in ', 'out '][direction] ?? ''}${kindName(kind)} ${words}`;
    });
  return { one, push, told, rows };
}

describe('TcpConversation', () => {
  it('tells how it began, what was said in writes, and how it ended, across the end of sequence numbers', () => {
    const { one, push, told, rows } = conversation();
    push('us', '', Tcp.syn, 0);
    push('them', '', Tcp.syn, 1);
    push('us', 'hel', 0, 2);
    push('us', 'lo', Tcp.psh, 2);
    push('us', '!', Tcp.psh, 2);
    push('them', 'hi there', Tcp.psh, 3);
    push('them', '', Tcp.fin, 4);
    push('us', '', Tcp.fin, 5);
    one.finish();
    expect(told()).toEqual([
      'connect connected to 10.0.0.2:80 from 10.0.0.1:4000',
      'out chunk hello',
      'out chunk !',
      'in chunk hi there',
      'in halfClose 10.0.0.2:80 ended its side (FIN received)',
      'out halfClose our side ended (FIN sent)',
      'end closed by peer',
    ]);
    expect(rows.every(({ peer }) => peer === 3)).toBe(true);
    expect(rows.map(({ time }) => time)).toEqual([0, 2, 2, 3, 4, 5, 5]);
  });

  it('tells a reset once, and who sent it', () => {
    const { one, push, told } = conversation(true);
    push('them', '', Tcp.syn, 0);
    push('us', '', Tcp.syn, 1);
    push('them', 'x', 0, 2);
    push('them', '', Tcp.rst, 3);
    push('them', '', Tcp.rst, 4);
    one.finish();
    expect(told()).toEqual([
      'accept accepted 10.0.0.2:80',
      'in chunk x',
      'in reset reset by 10.0.0.2:80 (RST)',
      'end closed by peer',
    ]);
  });

  it('gives the comments of all segments of a write to its row', () => {
    const { one, push, rows } = conversation();
    push('us', '', Tcp.syn, 0);
    push('us', 'a', 0, 1, 'first');
    push('us', 'b', Tcp.psh, 1, 'second');
    one.finish();
    expect(rows.at(-1)?.comment).toBe('first\nsecond');
  });
});

describe('UdpConversation', () => {
  it('tells each datagram, and which are not whole', () => {
    const rows: CapturedRow[] = [];
    const one = new UdpConversation({ us, them, server: false }, 1, (row) => void rows.push(row));
    const base = { protocol: 'udp', seq: 0, ack: 0, flags: 0, data: Buffer.from('ab') } as const;
    one.push({ ...base, from: us, to: them, missing: 0 }, 5, 'look');
    one.push({ ...base, from: them, to: us, missing: 3 }, 6, '');
    one.finish();
    expect(rows.map(({ kind, flags = 0, comment }) => [kindName(kind), flags !== 0, comment])).toEqual([
      ['open', false, undefined],
      ['datagram', false, 'look'],
      ['datagram', true, undefined],
    ]);
    expect(one.lost).toBe(3);
  });
});
