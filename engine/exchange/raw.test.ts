import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Direction, RowKind } from '../../contract/index.js';
import { add, connected, shaken, beginLog, endLog, webSocket, written } from './test-export.js';

beforeEach(beginLog);
afterEach(endLog);

describe('raw bytes', () => {
  it('are payloads of one direction end to end, without control frames and handshakes', async () => {
    connected();
    shaken();
    add('one');
    add('beat', RowKind.ping);
    add('not this', RowKind.text, Direction.out);
    add(Uint8Array.of(0, 1), RowKind.binary);
    expect((await written('raw', { direction: 'in', info: webSocket() })).toString('latin1')).toBe(
      'one\u0000\u0001',
    );
    await expect(written('raw')).rejects.toThrow('export.direction');
  });

  it('are every byte of the wire where the view is of the wire', async () => {
    shaken();
    add('abcd', RowKind.text, Direction.out, { head: Uint8Array.of(0x81, 0x84, 1, 2, 3, 4) });
    add('hi', RowKind.text, Direction.in, { head: Uint8Array.of(0x81, 2) });
    const choice = { spec: { layer: 'wire' }, info: webSocket() } as const;
    const sent = await written('raw', { ...choice, direction: 'out' });
    // eslint-disable-next-line no-control-regex -- these are the bytes
    expect(sent.toString('latin1')).toMatch(/^GET [^]*\r\n\r\n\u0081\u0084\u0001\u0002\u0003\u0004````$/);
    const got = await written('raw', { ...choice, direction: 'in' });
    // eslint-disable-next-line no-control-regex -- these are the bytes
    expect(got.toString('latin1')).toMatch(/^HTTP\/1.1 101 [^]*\r\n\r\n\u0081\u0002hi$/);
  });
});
