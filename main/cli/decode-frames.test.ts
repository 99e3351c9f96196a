import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { Exit } from './exit.js';
import { runDecode } from './test-decode.js';

async function framesOf(...words: string[]): Promise<unknown> {
  const { exit, printed, complaints } = await runDecode(['websocket', '--json', ...words]);
  expect([exit, complaints]).toEqual([Exit.ok, '']);
  return JSON.parse(printed);
}

const plain = { fin: true, rsv1: false, rsv2: false, rsv3: false, opcode: 1, masked: false, maskKey: null };

describe('wirebench decode websocket --json', () => {
  it('prints one array of frames, each with exactly these keys', async () => {
    expect(await framesOf('--role', 'client', '--hex', '81 85 37 fa 21 3d 7f 9f 4d 51 58')).toEqual([
      {
        fin: true,
        rsv1: false,
        rsv2: false,
        rsv3: false,
        opcode: 1,
        masked: true,
        maskKey: '37fa213d',
        lengthForm: 7,
        payloadLength: 5,
        payload: '48656c6c6f',
        error: null,
      },
    ]);
  });

  it('prints every frame in order, and what each breaks', async () => {
    expect(
      await framesOf('--role', 'server', '--hex', '01 01 61 f9 00 80 01 62 8a 7e 00 00 88 02 03 ed'),
    ).toMatchObject([
      { fin: false, opcode: 1, payload: '61', error: null },
      {
        rsv1: true,
        rsv2: true,
        rsv3: true,
        opcode: 9,
        error: { rule: 'rsv1-not-negotiated', section: 'RFC 6455 §5.2' },
      },
      { fin: true, opcode: 0, payload: '62', error: null },
      {
        opcode: 10,
        lengthForm: 16,
        payloadLength: 0,
        error: { rule: 'length-not-minimal', section: 'RFC 6455 §5.2' },
      },
      { opcode: 8, payload: '03ed', error: { rule: 'close-code', section: 'RFC 6455 §7.4.1' } },
    ]);
  });

  it.each([
    ['client', '81 00', { rule: 'mask-missing', section: 'RFC 6455 §5.1' }],
    ['server', '81 80 00 00 00 00', { rule: 'mask-unexpected', section: 'RFC 6455 §5.1' }],
    ['client', '81 80 00 00 00 00', null],
    ['server', '81 00', null],
  ])('judges masking of a %s: %s', async (role, hex, error) => {
    expect(await framesOf('--role', role, '--hex', hex)).toMatchObject([{ error }]);
  });

  it('judges no masking without a role', async () => {
    expect(await framesOf('--hex', '81 00 81 80 00 00 00 00')).toMatchObject([
      { error: null },
      { error: null },
    ]);
  });

  const truncated = { rule: 'truncated', section: 'RFC 6455 §5.2' };
  it.each([
    ['81 05 48 65', { ...plain, lengthForm: 7, payloadLength: 5, payload: '4865' }],
    [
      '81 85 37 fa 21 3d 7f',
      { ...plain, masked: true, maskKey: '37fa213d', lengthForm: 7, payloadLength: 5, payload: '48' },
    ],
    ['81', { ...plain, masked: null, lengthForm: null, payloadLength: null, payload: '' }],
    ['81 7e 01', { ...plain, lengthForm: 16, payloadLength: null, payload: '' }],
    ['81 fe 01 00 aa', { ...plain, masked: true, lengthForm: 16, payloadLength: 256, payload: '' }],
  ])('ends truncated input with what there is: %s', async (hex, last) => {
    expect(await framesOf('--hex', `89 00 ${hex}`)).toEqual([
      { ...plain, opcode: 9, lengthForm: 7, payloadLength: 0, payload: '', error: null },
      { ...last, error: truncated },
    ]);
  });

  it('shows a length of 2^63 to the last digit, and all that follows as its payload', async () => {
    const { printed } = await runDecode([
      'websocket',
      '--json',
      '--hex',
      '82 ff 80 00 00 00 00 00 00 00 01 02 03 04 60 81 00',
    ]);
    expect(printed).toContain('"payloadLength":9223372036854775808,');
    expect(JSON.parse(printed)).toMatchObject([
      { lengthForm: 64, maskKey: '01020304', payload: '618303', error: { rule: 'length-impossible' } },
    ]);
  });

  it('prints an empty array for no bytes', async () => {
    expect(await framesOf('--hex', '')).toEqual([]);
  });

  it('knows what was negotiated', async () => {
    const hello = 'c1 07 f2 48 cd c9 c9 07 00';
    expect(await framesOf('--hex', hello)).toMatchObject([{ error: { rule: 'rsv1-not-negotiated' } }]);
    expect(await framesOf('--extensions', 'permessage-deflate', '--hex', hello)).toMatchObject([
      { rsv1: true, payload: 'f248cdc9c90700', error: null },
    ]);
    expect(await framesOf('--extensions', 'permessage-deflate', '--hex', 'c1 03 07 ff ff')).toMatchObject([
      { error: { rule: 'deflate-data', section: 'RFC 7692 §7.2.2' } },
    ]);
  });

  it('reads standard input as bytes, whatever they are', async () => {
    const { printed } = await runDecode(['websocket', '--json'], Uint8Array.of(0x82, 0x03, 0xff, 0x00, 0x0a));
    expect(JSON.parse(printed)).toMatchObject([{ payload: 'ff000a', error: null }]);
  });

  it('reads a file, a large one too', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'wirebench-decode-'));
    onTestFinished(() => rm(directory, { recursive: true }));
    const file = join(directory, 'frames.bin');
    const frame = Buffer.alloc(1_100_010, 0x61);
    frame.set([0x82, 0x7f, 0, 0, 0, 0, 0, 0x10, 0xc8, 0xe0]);
    await writeFile(file, Buffer.concat([frame, Buffer.from('8900', 'hex')]));
    expect(await framesOf('--file', file)).toEqual([
      {
        ...plain,
        opcode: 2,
        lengthForm: 64,
        payloadLength: 1_100_000,
        payload: '61'.repeat(1_100_000),
        error: null,
      },
      { ...plain, opcode: 9, lengthForm: 7, payloadLength: 0, payload: '', error: null },
    ]);
  });
});

describe('wirebench decode websocket', () => {
  it('prints each frame bit by bit, then the message', async () => {
    const { exit, printed } = await runDecode([
      'websocket',
      '--role',
      'client',
      '--hex',
      '818537fa213d7f9f4d5158',
    ]);
    expect(exit).toBe(Exit.ok);
    expect(printed.split('\n')).toEqual([
      '#0 at 0: text, 5 bytes, masked  [81 85 37 fa 21 3d]',
      '     0  1... ....  FIN: 1, the last frame of its message',
      '     0  .0.. ....  RSV1: 0',
      '     0  ..0. ....  RSV2: 0',
      '     0  ...0 ....  RSV3: 0',
      '     0  .... 0001  Opcode: 0x1, text',
      '     1  1... ....  MASK: 1, a masking key follows and the payload is masked',
      '     1  .000 0101  Payload length: 5, the shortest form',
      '     2             Masking key: 37 fa 21 3d',
      '     6             Payload: 5 bytes',
      '     6               Masked: 7f 9f 4d 51 58',
      '     6               Unmasked: 48 65 6c 6c 6f',
      '     6               Text: Hello',
      '',
      '= text message, frame 0, 5 bytes: Hello',
      '',
      '1 frame, 11 bytes',
      '',
    ]);
  });

  it('inflates, and puts what only the message breaks to its last frame', async () => {
    const inflated = await runDecode([
      'websocket',
      '--extensions',
      'permessage-deflate',
      '--hex',
      '4103f248cd8004c9c90700',
    ]);
    expect(inflated.printed).toContain(
      '= text message, 2 of frames 0 to 1, 5 bytes, inflated from 7 (140 %): Hello\n',
    );
    const broken = await runDecode(['websocket', '--hex', '01 01 c3 80 01 28']);
    expect(broken.printed).toContain(
      '! a text message must be UTF-8; this one is not from byte 0 (RFC 6455 §8.1)\n',
    );
    expect(broken.printed).toMatch(/2 frames, 6 bytes, 1 of them wrong\n$/);
  });

  it('judges a fragment by what came before it', async () => {
    const { printed } = await runDecode(['websocket', '--hex', '01 01 61 80 01 62 80 00']);
    expect(printed.match(/! .*/g)).toEqual([
      '! a continuation needs a message to continue, and none is under way (RFC 6455 §5.4)',
    ]);
  });

  it('shows what there is of a frame cut short', async () => {
    const { printed } = await runDecode(['websocket', '--hex', '81 85 01 02 03 04 49']);
    expect(printed).toContain('! the head says 5 bytes of payload, there are 1 (RFC 6455 §5.2)');
    expect(printed).toContain('Unmasked: 48\n');
    const head = await runDecode(['websocket', '--hex', '81 7e 01']);
    expect(head.printed).toContain('! the head of a frame needs 4 bytes, there are 3 (RFC 6455 §5.2)');
  });

  it('says why there is no whole message', async () => {
    const { printed } = await runDecode(['websocket', '--hex', '01 01 61 81 00']);
    expect(printed).toContain(
      '= text message, frame 0: not whole, another message began before it was complete\n',
    );
  });

  it('shows the bytes after an impossible length as bytes', async () => {
    const { printed } = await runDecode([
      'websocket',
      '--hex',
      `82 7f ff ff ff ff ff ff ff ff ${'61 '.repeat(300)}`,
    ]);
    expect(printed).toContain('! the most significant bit of a 64-bit length must be 0 (RFC 6455 §5.2)');
    expect(printed).toContain('the bytes after it are no frames:\n');
    expect(printed).toContain('… 44 bytes more\n');
  });

  it('obeys no control in a payload', async () => {
    const { printed } = await runDecode(['websocket', '--hex', '81 05 1b 5d 30 3b 07']);
    expect(printed).toContain('Text: ␛]0;␇');
    // eslint-disable-next-line no-control-regex -- controls are what must not be there
    expect(printed).not.toMatch(/[\x00-\x09\x0b-\x1f\x7f-\x9f]/);
    // U+202E between letters: what looks like text is not written as hex digits.
    const turned = await runDecode(['websocket', '--hex', '81 05 61 e2 80 ae 62']);
    expect(turned.printed).toContain('5 bytes: a⟨U+202E⟩b');
    expect(turned.printed).not.toContain('\u202e');
  });
});
