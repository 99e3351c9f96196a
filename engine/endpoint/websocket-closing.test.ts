import { constants, deflateRawSync } from 'node:zlib';
import { afterEach, describe, expect, it } from 'vitest';
import { RowFlag } from '../../contract/index.js';
import { bytes, text } from './test-websocket.js';
import { closeAll, open } from './test-websocket-client.js';

afterEach(closeAll);

describe('what breaks the protocol', () => {
  const cases: [string, string, string, number, string][] = [
    ['a reserved bit', '91 00', 'ws.reserved-bits', 1002, '§5.2'],
    ['compression that was not agreed', 'c1 00', 'ws.reserved-bits', 1002, '§5.2'],
    ['a masked frame of a server', '81 81 00 00 00 00 61', 'ws.masked', 1002, '§5.1'],
    ['a reserved opcode', '83 00', 'ws.opcode', 1002, '§5.2'],
    ['a continuation of nothing', '80 00', 'ws.opcode', 1002, '§5.4'],
    ['a fragmented ping', '09 00', 'ws.fragmented-control', 1002, '§5.4'],
    ['a ping over 125 bytes', '89 7e 00 7e', 'ws.control-length', 1002, '§5.5'],
    ['a close code that must not be sent', '88 02 03 ee', 'ws.close-code', 1002, '§7.4'],
    ['a close code of 999', '88 02 03 e7', 'ws.close-code', 1002, '§7.4'],
  ];
  it.each(cases)('%s ends the connection in the words of the RFC', async (_, frame, code, close, section) => {
    const { host, peer } = await open({ deflate: false });
    peer.socket.write(bytes(frame));
    const error = await host.row('error');
    expect(error.detail.error).toMatchObject({ code, detail: { close } });
    expect(error.detail.text).toContain(section);
    const { first, payload } = await peer.frame();
    expect([first, payload.readUInt16BE()]).toEqual([0x88, close]);
    peer.socket.end();
    expect(await host.end()).toMatchObject({ by: 'error', failure: { code, stage: 'open' } });
    expect(host.all('end')[0]?.detail).toMatchObject({ by: 'error', code: close, clean: false });
    expect(host.rows.some(({ kind, flags }) => kind === 'close' && (flags & RowFlag.automatic) !== 0)).toBe(
      true,
    );
  });

  it('shows text that is not UTF-8 before closing with 1007', async () => {
    const { host, peer } = await open();
    peer.socket.write(bytes('81 05 61 62 ff 63 64'));
    const row = await host.row('text');
    expect(row).toMatchObject({ payload: bytes('61 62 ff 63 64'), flags: RowFlag.invalid });
    const { payload } = await peer.frame();
    expect(payload).toEqual(bytes('03 ef'));
    peer.socket.write(bytes('88 02 03 ef'));
    peer.socket.end();
    expect(await host.end()).toMatchObject({
      by: 'error',
      failure: { code: 'ws.invalid-utf8', detail: { offset: 2 } },
    });
    expect(host.all('end')[0]?.detail.code).toBe(1007);
  });

  it('refuses a message over the limit with 1009, naming limit and size', async () => {
    const { host, peer } = await open({ maxMessageBytes: 100 });
    peer.socket.write(bytes('82 7e 03 e8'));
    const { detail } = await host.row('error');
    expect(detail.error).toMatchObject({
      code: 'ws.too-large',
      detail: { limit: 100, size: 1_000, close: 1009 },
    });
    expect(detail.text).toContain('(100 bytes)');
    expect((await peer.frame()).payload).toEqual(bytes('03 f1'));
    peer.socket.end();
    expect((await host.end()).by).toBe('error');
  });

  it.each([1, 40])('stops a compressed bomb of %i fragments while it inflates', async (fragments) => {
    // 64 MiB of zeros in 64 KiB: nothing of them may come into being.
    const bomb = deflateRawSync(Buffer.alloc(64 * 1024 * 1024), { finishFlush: constants.Z_SYNC_FLUSH });
    const { host, peer } = await open({ maxMessageBytes: 1_000_000 }, [
      'Sec-WebSocket-Extensions: permessage-deflate',
    ]);
    const size = Math.ceil((bomb.length - 4) / fragments);
    for (let at = 0; at < bomb.length - 4; at += size) {
      const piece = bomb.subarray(at, Math.min(at + size, bomb.length - 4));
      const head = Buffer.alloc(10);
      head[0] = (at === 0 ? 0x42 : 0x00) | (at + size >= bomb.length - 4 ? 0x80 : 0);
      head[1] = 127;
      head.writeBigUInt64BE(BigInt(piece.length), 2);
      peer.socket.write(head);
      peer.socket.write(piece);
    }
    expect((await host.row('error')).detail.error).toMatchObject({
      code: 'ws.too-large',
      detail: { close: 1009 },
    });
    expect(host.rows.filter(({ kind }) => kind === 'binary')).toEqual([]);
  });

  it('says that compressed bytes cannot be inflated', async () => {
    const { host, peer } = await open({}, ['Sec-WebSocket-Extensions: permessage-deflate']);
    peer.socket.write(bytes('c1 04 ff ff ff ff'));
    expect((await host.row('error')).detail.error).toMatchObject({
      code: 'ws.deflate',
      detail: { close: 1007 },
    });
  });
});

describe('the end', () => {
  it('is clean where both Close frames pass, ours first', async () => {
    const { endpoint, host, peer } = await open();
    const stopped = endpoint.stop({ code: 4_000, reason: 'bye' });
    expect(await peer.frame()).toEqual({ first: 0x88, masked: true, payload: bytes('0f a0 62 79 65') });
    peer.socket.write(bytes('88 05 0f a0 62 79 65'));
    peer.socket.end();
    await stopped;
    expect(host.rows.slice(-3).map(({ kind, direction }) => [kind, direction])).toEqual([
      ['close', 2],
      ['close', 1],
      ['end', 0],
    ]);
    expect(host.all('end')[0]?.detail).toMatchObject({ by: 'us', code: 4_000, reason: 'bye', clean: true });
    expect(host.ends).toEqual([{ by: 'us', failure: null }]);
    expect(host.states.at(-1)).toBe('closing');
  });

  it('is clean where the peer begins, and answered with the same payload', async () => {
    const { host, peer } = await open();
    peer.socket.write(bytes('88 06 03 e9 6c 61 74 65'));
    expect((await peer.frame()).payload).toEqual(bytes('03 e9 6c 61 74 65'));
    peer.socket.end();
    expect(await host.end()).toEqual({ by: 'peer', failure: null });
    const closes = host.all('close');
    expect(closes.map(({ direction, flags }) => [direction, flags])).toEqual([
      [1, 0],
      [2, RowFlag.automatic],
    ]);
    expect(closes[0]?.payload).toEqual(bytes('03 e9 6c 61 74 65'));
    expect(host.all('end')[0]?.detail).toMatchObject({ by: 'peer', code: 1001, reason: 'late', clean: true });
  });

  it('reads 1005 from an empty Close frame and answers with one', async () => {
    const { host, peer } = await open();
    peer.socket.write(bytes('88 00'));
    expect((await peer.frame()).payload).toEqual(bytes(''));
    peer.socket.end();
    await host.end();
    expect(host.all('end')[0]?.detail).toMatchObject({ by: 'peer', code: 1005, clean: true });
  });

  it.each([0, 999, 1004, 1005, 1006, 1015, 2999, 5000, 65_535])(
    'sends close code %i, which must not be, as crafted',
    async (code) => {
      const { endpoint, host, peer } = await open();
      expect(await endpoint.send(1, { kind: 'close', data: bytes(''), code, reason: 'x' })).toEqual({
        ok: true,
        value: 3,
      });
      const { first, masked, payload } = await peer.frame();
      expect([first, masked, payload.readUInt16BE(), payload.subarray(2)]).toEqual([
        0x88,
        true,
        code,
        text('x'),
      ]);
      peer.socket.write(bytes('88 02 03 ea'));
      peer.socket.end();
      expect(await host.end()).toEqual({ by: 'us', failure: null });
      expect(host.all('close')[0]?.flags).toBe(RowFlag.crafted | RowFlag.invalid);
      expect(host.all('end')[0]?.detail).toMatchObject({ by: 'us', code, clean: true });
    },
  );

  it.each([1000, 1014, 3000, 4999])('sends close code %i', async (code) => {
    const { endpoint, host, peer } = await open();
    expect((await endpoint.end(1, 'close', code, '')).ok).toBe(true);
    expect((await peer.frame()).payload.readUInt16BE()).toBe(code);
    expect(host.all('close')[0]?.flags).toBe(0);
  });

  it('sends an empty Close frame where no code is given, and refuses what cannot be', async () => {
    const { endpoint, host, peer } = await open();
    expect(await endpoint.send(1, { kind: 'close', data: bytes(''), reason: 'x' })).toMatchObject({
      error: { code: 'close.reason' },
    });
    expect(
      await endpoint.send(1, { kind: 'close', data: bytes(''), code: 1000, reason: 'x'.repeat(124) }),
    ).toMatchObject({
      error: { code: 'close.reason', detail: { limit: 123 } },
    });
    expect(await endpoint.end(1, 'half-close')).toMatchObject({ error: { code: 'close.half-close' } });
    expect(await endpoint.send(1, { kind: 'close', data: bytes('') })).toEqual({ ok: true, value: 0 });
    expect((await peer.frame()).payload.length).toBe(0);
    expect(await endpoint.send(1, { kind: 'text', data: text('x') })).toMatchObject({
      error: { code: 'send.closed' },
    });
    expect(await endpoint.send(1, { kind: 'close', data: bytes('') })).toMatchObject({
      error: { code: 'close.closed' },
    });
    expect(host.all('close').length).toBe(1);
  });

  it('without a Close frame is told as such', async () => {
    const { host, peer } = await open();
    peer.socket.end();
    expect(await host.end()).toMatchObject({ by: 'peer', failure: { code: 'open.no-close' } });
    expect(host.all('end')[0]?.detail).toMatchObject({ code: 1006, clean: false });
  });

  it('by RST of the peer is a reset', async () => {
    const { host, peer } = await open();
    peer.socket.resetAndDestroy();
    expect(await host.end()).toMatchObject({ by: 'peer', failure: { code: 'open.reset' } });
    expect(host.all('reset')[0]).toMatchObject({ direction: 1, detail: { errno: 'ECONNRESET' } });
  });

  it('can be forced while the peer does not answer our Close frame', async () => {
    const { endpoint, host, peer } = await open();
    const stopped = endpoint.stop({});
    await peer.frame();
    expect(host.ends).toEqual([]);
    await endpoint.stop({ reset: true });
    await stopped;
    expect(host.ends).toEqual([{ by: 'us', failure: null }]);
    expect(host.all('end')[0]?.detail.clean).toBe(false);
  });

  it('by RST of ours reaches the peer as one', async () => {
    const { endpoint, host, peer } = await open();
    const failed = new Promise((settle) =>
      peer.socket.once('error', (error: NodeJS.ErrnoException) => settle(error.code)),
    );
    await endpoint.stop({ reset: true });
    expect(await failed).toBe('ECONNRESET');
    expect(host.all('reset')[0]?.direction).toBe(2);
    expect(host.ends).toEqual([{ by: 'us', failure: null }]);
  });
});
