import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough, Readable, Writable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { describe, expect, it, onTestFinished } from 'vitest';
import { dissectors } from '../../codec/dissectors/index.js';
import { decode, decodeHelp } from './decode.js';
import { Exit } from './exit.js';
import { parseCommand } from './options.js';

interface Outcome {
  readonly exit: Exit;
  readonly printed: string;
  readonly complaints: string;
}

/** Runs `wirebench decode` with these words, and these bytes on standard input. */
async function run(words: readonly string[], input: Uint8Array = new Uint8Array(0)): Promise<Outcome> {
  const command = parseCommand(['decode', ...words]);
  if (!command.ok) return { exit: Exit.usage, printed: '', complaints: command.error.message };
  if (command.value.name !== 'decode') throw new Error(`${command.value.name} is no decode`);
  const output = new PassThrough();
  const errors = new PassThrough();
  let printed = '';
  let complaints = '';
  output.on('data', (bytes: Buffer) => (printed += bytes.toString()));
  errors.on('data', (bytes: Buffer) => (complaints += bytes.toString()));
  const terminal = {
    input: Readable.from([Buffer.from(input)]),
    output,
    errors,
    interrupted: new AbortController().signal,
  };
  const exit = await decode(command.value, terminal);
  await new Promise<void>((done) => output.end(done));
  return { exit, printed, complaints };
}

async function framesOf(...words: string[]): Promise<unknown> {
  const { exit, printed, complaints } = await run(['websocket', '--json', ...words]);
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
    const { printed } = await run([
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
    const { printed } = await run(['websocket', '--json'], Uint8Array.of(0x82, 0x03, 0xff, 0x00, 0x0a));
    expect(JSON.parse(printed)).toMatchObject([{ payload: 'ff000a', error: null }]);
  });

  it('reads a file, a large one too', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'wirebench-decode-'));
    onTestFinished(() => rm(directory, { recursive: true }));
    const file = join(directory, 'frames.bin');
    const frame = Buffer.alloc(3_000_010, 0x61);
    frame.set([0x82, 0x7f, 0, 0, 0, 0, 0, 0x2d, 0xc6, 0xc0]);
    await writeFile(file, Buffer.concat([frame, Buffer.from('8900', 'hex')]));
    expect(await framesOf('--file', file)).toEqual([
      {
        ...plain,
        opcode: 2,
        lengthForm: 64,
        payloadLength: 3_000_000,
        payload: '61'.repeat(3_000_000),
        error: null,
      },
      { ...plain, opcode: 9, lengthForm: 7, payloadLength: 0, payload: '', error: null },
    ]);
  });
});

describe('wirebench decode websocket', () => {
  it('prints each frame bit by bit, then the message', async () => {
    const { exit, printed } = await run(['websocket', '--role', 'client', '--hex', '818537fa213d7f9f4d5158']);
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
    const inflated = await run([
      'websocket',
      '--extensions',
      'permessage-deflate',
      '--hex',
      '4103f248cd8004c9c90700',
    ]);
    expect(inflated.printed).toContain(
      '= text message, 2 of frames 0 to 1, 5 bytes, inflated from 7 (140 %): Hello\n',
    );
    const broken = await run(['websocket', '--hex', '01 01 c3 80 01 28']);
    expect(broken.printed).toContain(
      '! a text message must be UTF-8; this one is not from byte 0 (RFC 6455 §8.1)\n',
    );
    expect(broken.printed).toMatch(/2 frames, 6 bytes, 1 of them wrong\n$/);
  });

  it('judges a fragment by what came before it', async () => {
    const { printed } = await run(['websocket', '--hex', '01 01 61 80 01 62 80 00']);
    expect(printed.match(/! .*/g)).toEqual([
      '! a continuation needs a message to continue, and none is under way (RFC 6455 §5.4)',
    ]);
  });

  it('shows what there is of a frame cut short', async () => {
    const { printed } = await run(['websocket', '--hex', '81 85 01 02 03 04 49']);
    expect(printed).toContain('! the head says 5 bytes of payload, there are 1 (RFC 6455 §5.2)');
    expect(printed).toContain('Unmasked: 48\n');
    const head = await run(['websocket', '--hex', '81 7e 01']);
    expect(head.printed).toContain('! the head of a frame needs 4 bytes, there are 3 (RFC 6455 §5.2)');
  });

  it('says why there is no whole message', async () => {
    const { printed } = await run(['websocket', '--hex', '01 01 61 81 00']);
    expect(printed).toContain(
      '= text message, frame 0: not whole, another message began before it was complete\n',
    );
  });

  it('shows the bytes after an impossible length as bytes', async () => {
    const { printed } = await run([
      'websocket',
      '--hex',
      `82 7f ff ff ff ff ff ff ff ff ${'61 '.repeat(300)}`,
    ]);
    expect(printed).toContain('! the most significant bit of a 64-bit length must be 0 (RFC 6455 §5.2)');
    expect(printed).toContain('the bytes after it are no frames:\n');
    expect(printed).toContain('… 44 bytes more\n');
  });

  it('obeys no control in a payload', async () => {
    const { printed } = await run(['websocket', '--hex', '81 05 1b 5d 30 3b 07']);
    expect(printed).toContain('Text: ␛]0;␇');
    // eslint-disable-next-line no-control-regex -- controls are what must not be there
    expect(printed).not.toMatch(/[\x00-\x09\x0b-\x1f\x7f-\x9f]/);
  });
});

describe('wirebench decode of a payload', () => {
  const hex = (text: string): string => Buffer.from(text).toString('hex');

  it('prints the tree of the format asked for', async () => {
    const { exit, printed } = await run(['json', '--hex', hex('{"a":[1,2]}')]);
    expect(exit).toBe(Exit.ok);
    expect(printed).toMatch(/^payload: JSON/);
    expect(printed).toMatch(/^ +\d+ +a/m);
  });

  it('prints it as JSON', async () => {
    const { exit, printed } = await run(['json', '--json', '--hex', hex('{"a":1}')]);
    expect(exit).toBe(Exit.ok);
    expect(JSON.parse(printed)).toMatchObject([{ format: 'json', length: 7, consumed: 7, refusals: [] }]);
  });

  it('guesses on request', async () => {
    const { printed } = await run(['auto', '--json', '--hex', hex('{"a":1}')]);
    expect(JSON.parse(printed)).toMatchObject([{ format: 'json' }]);
  });

  it('reads Protocol Buffers with the schema it is given', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'wirebench-decode-'));
    onTestFinished(() => rm(directory, { recursive: true }));
    const schema = join(directory, 'order.proto');
    await writeFile(schema, 'syntax = "proto3"; package shop; message Order { int32 amount = 1; }');
    const words = ['protobuf', '--hex', '08 96 01', '--schema', schema];
    const { exit, printed } = await run([...words, '--message', 'shop.Order']);
    expect(exit).toBe(Exit.ok);
    expect(printed).toMatch(/amount.*150/);
    const missing = await run([
      'protobuf',
      '--hex',
      '08',
      '--schema',
      join(directory, 'no'),
      '--message',
      'a',
    ]);
    expect(missing.exit).toBe(Exit.local);
  });

  it('shows what was wrapped', async () => {
    const wrapped = gzipSync('{"a":1}').toString('hex');
    const { printed } = await run(['gzip', '--json', '--hex', wrapped]);
    expect(JSON.parse(printed)).toMatchObject([{ format: 'gzip' }, { format: 'json' }]);
  });

  it('says why bytes are not of a format, and shows them raw', async () => {
    const { exit, printed, complaints } = await run(['json', '--hex', '00']);
    expect(exit).toBe(Exit.protocol);
    expect(complaints).toMatch(/^wirebench: these bytes are not json: ./);
    expect(printed).not.toBe('');
  });
});

describe('wirebench decode, asked wrongly', () => {
  it.each([
    [['websocket', '--hex', '818'], '--hex: odd number of hex digits'],
    [['websocket', '--hex', '81 0g'], 'at offset 4'],
    [['nope'], 'there is no format "nope": use websocket, auto, '],
    [[], 'decode needs a format, such as websocket'],
    [['websocket', 'json'], 'decode takes one format; "json" is one too many'],
    [['websocket', '--hex', '00', '--file', 'x'], '--hex and --file exclude each other.'],
    [['websocket', '--role', 'both'], '--role is client or server, not "both".'],
    [['websocket', '--extensions', 'permessage-deflate; mux'], '--extensions: permessage-deflate: "mux"'],
    [['protobuf', '--schema', 'x.proto'], '--schema and --message need each other.'],
    [['websocket', '--nope'], "Unknown option '--nope'"],
  ])('%j is usage', async (words, complaint) => {
    const { exit, printed, complaints } = await run(words);
    expect(exit).toBe(Exit.usage);
    expect(printed).toBe('');
    expect(complaints).toContain(complaint);
  });

  it('names a file that cannot be read', async () => {
    const { exit, complaints } = await run(['websocket', '--file', '/no/such\u001b[31m/file']);
    expect(exit).toBe(Exit.local);
    expect(complaints).toContain('could not be read');
    expect(complaints).not.toContain('\u001b');
  });

  it('lists every format in its help', () => {
    const help = decodeHelp();
    for (const id of ['websocket', 'auto', ...dissectors.map((one) => one.id)]) {
      expect(help).toMatch(new RegExp(`^  ${id} `, 'm'));
    }
    expect(parseCommand(['decode', '--help'])).toEqual({ ok: true, value: { name: 'decode-help' } });
    expect(help.split('\n').every((line) => line.length <= 100)).toBe(true);
  });
});

describe('wirebench decode and its streams', () => {
  function begin(words: readonly string[], streams: { readonly input: Readable; readonly output: Writable }) {
    const command = parseCommand(['decode', ...words]);
    if (!command.ok || command.value.name !== 'decode') throw new Error('a decode was meant');
    const stop = new AbortController();
    const errors = new PassThrough();
    return { exit: decode(command.value, { ...streams, errors, interrupted: stop.signal }), stop, errors };
  }

  const many = Buffer.alloc(40_000, '8100', 'hex');

  it('waits for a reader that is slow, and loses nothing', async () => {
    let printed = '';
    const output = new Writable({
      highWaterMark: 1,
      write: (chunk: Buffer, _encoding, done) => {
        printed += chunk.toString();
        setImmediate(done);
      },
    });
    expect(await begin(['websocket', '--json'], { input: Readable.from([many]), output }).exit).toBe(Exit.ok);
    await new Promise<void>((done) => output.end(done));
    expect(JSON.parse(printed)).toHaveLength(20_000);
  });

  it('ends when its reader has gone', async () => {
    const output = new Writable({
      highWaterMark: 1,
      write: (_chunk, _encoding, done) => done(Object.assign(new Error('broken pipe'), { code: 'EPIPE' })),
    });
    expect(await begin(['websocket'], { input: Readable.from([many]), output }).exit).toBe(Exit.ok);
  });

  it('ends on request while nobody types', async () => {
    const running = begin(['websocket'], { input: new PassThrough(), output: new PassThrough() });
    running.stop.abort();
    expect(await running.exit).toBe(Exit.local);
    expect(running.errors.read()).toBeNull();
  });

  it('refuses more than it decodes at once, without reading on', async () => {
    let given = 0;
    const endless = Readable.from(
      (function* () {
        const piece = Buffer.alloc(8 * 1024 * 1024);
        for (;;) {
          given += piece.length;
          yield piece;
        }
      })(),
    );
    const running = begin(['websocket'], { input: endless, output: new PassThrough() });
    expect(await running.exit).toBe(Exit.local);
    expect(String(running.errors.read())).toContain('more than the 134217728 bytes');
    expect(given).toBeLessThan(300 * 1024 * 1024);
  });
});
