import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Direction, RowKind } from '../../contract/index.js';
import {
  add,
  connected,
  lastTime,
  origin,
  readYaml,
  beginLog,
  endLog,
  webSocket,
  written,
} from './test-export.js';

beforeEach(beginLog);
afterEach(endLog);

describe('YAML', () => {
  it('lists peers, then packets with peer, index, time to the nanosecond and data', async () => {
    connected();
    add('hello', RowKind.chunk, Direction.out);
    add('there', RowKind.chunk);
    add('again', RowKind.chunk);
    const text = (await written('yaml')).toString();
    expect(text.startsWith('peers:\n  - peer: 0\n    host: 127.0.0.1\n    port: 50000\n')).toBe(true);
    const { peers, packets } = readYaml(text);
    expect(peers).toEqual(['127.0.0.1:50000', '127.0.0.1:8080']);
    expect(packets.map(({ peer, index, data }) => [peer, index, data.toString()])).toEqual([
      [0, 0, 'hello'],
      [1, 0, 'there'],
      [1, 1, 'again'],
    ]);
    const ns = BigInt(origin) * 1_000_000n + BigInt(lastTime());
    expect(packets.at(-1)?.timestamp).toBe(
      `${ns / 1_000_000_000n}.${String(ns % 1_000_000_000n).padStart(9, '0')}`,
    );
  });

  it('writes frames with their heads, and large ones whole', async () => {
    connected();
    const payload = Uint8Array.from({ length: 500_001 }, (_, i) => (i * 7) & 255);
    add(payload, RowKind.binary, Direction.in, {
      head: Uint8Array.of(0x82, 127, 0, 0, 0, 0, 0, 7, 0xa1, 0x21),
    });
    add('abcd', RowKind.text, Direction.out, { head: Uint8Array.of(0x81, 0x84, 1, 2, 3, 4) });
    const text = (await written('yaml', { spec: { layer: 'wire' }, info: webSocket() })).toString();
    const { packets } = readYaml(text);
    expect(packets[0]?.data.subarray(0, 2)).toEqual(Buffer.from('827f', 'hex'));
    expect(packets[0]?.data.subarray(10)).toEqual(Buffer.from(payload));
    expect(packets[1]?.data.toString('hex')).toBe('81840102030460606060');
    expect(Math.max(...text.split('\n').map(({ length }) => length))).toBeLessThan(90);
  });

  it('is two empty lists without a row', async () => {
    expect((await written('yaml')).toString()).toBe('peers: []\npackets: []\n');
  });
});
