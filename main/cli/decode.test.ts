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
import { runDecode } from './test-decode.js';

describe('wirebench decode of a payload', () => {
  const hex = (text: string): string => Buffer.from(text).toString('hex');

  it('prints the tree of the format asked for', async () => {
    const { exit, printed } = await runDecode(['json', '--hex', hex('{"a":[1,2]}')]);
    expect(exit).toBe(Exit.ok);
    expect(printed).toMatch(/^payload: JSON/);
    expect(printed).toMatch(/^ +\d+ +a/m);
  });

  it('prints it as JSON', async () => {
    const { exit, printed } = await runDecode(['json', '--json', '--hex', hex('{"a":1}')]);
    expect(exit).toBe(Exit.ok);
    expect(JSON.parse(printed)).toMatchObject([{ format: 'json', length: 7, consumed: 7, refusals: [] }]);
  });

  it('guesses on request', async () => {
    const { printed } = await runDecode(['auto', '--json', '--hex', hex('{"a":1}')]);
    expect(JSON.parse(printed)).toMatchObject([{ format: 'json' }]);
  });

  it('says of bytes that stay raw why no format took them', async () => {
    // A gzip header that ends too early.
    const { exit, printed } = await runDecode(['auto', '--hex', '1f 8b 08']);
    expect(exit).toBe(Exit.ok);
    expect(printed).toMatch(/^payload: Raw/);
    const { printed: json } = await runDecode(['auto', '--json', '--hex', '1f 8b 08']);
    const [{ refusals }] = JSON.parse(json) as [{ refusals: { reason: string }[] }];
    expect(refusals.length).toBeGreaterThan(0);
    for (const { reason } of refusals) expect(printed).toContain(reason);
  });

  it('reads Protocol Buffers with the schema it is given', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'wirebench-decode-'));
    onTestFinished(() => rm(directory, { recursive: true }));
    const schema = join(directory, 'order.proto');
    await writeFile(schema, 'syntax = "proto3"; package shop; message Order { int32 amount = 1; }');
    const words = ['protobuf', '--hex', '08 96 01', '--schema', schema];
    const { exit, printed } = await runDecode([...words, '--message', 'shop.Order']);
    expect(exit).toBe(Exit.ok);
    expect(printed).toMatch(/amount.*150/);
    const missing = await runDecode([
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
    const { printed } = await runDecode(['gzip', '--json', '--hex', wrapped]);
    expect(JSON.parse(printed)).toMatchObject([{ format: 'gzip' }, { format: 'json' }]);
  });

  it('says why bytes are not of a format, and shows them raw', async () => {
    const { exit, printed, complaints } = await runDecode(['json', '--hex', '00']);
    expect(exit).toBe(Exit.protocol);
    expect(complaints).toMatch(/^wirebench: these bytes are not json: ./);
    expect(printed).not.toBe('');
  });
});

describe('wirebench decode fields', () => {
  const layout = {
    id: 'modbus',
    name: 'Modbus',
    fields: [
      { name: 'unit', type: 'u8' },
      { name: 'function', type: 'u8', names: [{ value: '3', name: 'read' }] },
      { name: 'data', type: 'bytes' },
      { name: 'crc', type: 'u16', little: true, checksum: { algorithm: 'MODBUS', from: 'unit', to: 'data' } },
    ],
  };
  async function layoutFile(text: string): Promise<string> {
    const directory = await mkdtemp(join(tmpdir(), 'wirebench-decode-'));
    onTestFinished(() => rm(directory, { recursive: true }));
    const file = join(directory, 'layout.json');
    await writeFile(file, text);
    return file;
  }

  it('reads bytes by a layout of a person, and checks its checksum', async () => {
    const file = await layoutFile(JSON.stringify(layout));
    const { exit, printed } = await runDecode(['fields', '--layout', file, '--hex', '1103006b00037687']);
    expect(exit).toBe(Exit.ok);
    expect(printed).toMatch(/^payload: Modbus, 8 bytes: unit 17 \(0x11\), function 3 read, /);
    expect(printed).toMatch(/^ +2 +data: .*00 6b 00 03/m);
    const wrong = await runDecode(['fields', '--layout', file, '--hex', '1103006b00037686']);
    expect(wrong.printed).toContain('the bytes make 0x8776: 0x8676 is there');
    expect(wrong.exit).toBe(Exit.ok);
    const json = await runDecode(['fields', '--json', '--layout', file, '--hex', '1103006b00037687']);
    expect(JSON.parse(json.printed)).toMatchObject([{ format: 'layout:modbus', length: 8, consumed: 8 }]);
  });

  it('obeys no control in the name of a layout, whether it fits or not', async () => {
    const name = 'A\u001b]0;x\u0007';
    // eslint-disable-next-line no-control-regex -- controls are what must not be there
    const controls = /[\x00-\x09\x0b-\x1f\x7f-\x9f]/;
    const fits = await layoutFile(JSON.stringify({ ...layout, name }));
    const { printed } = await runDecode(['fields', '--layout', fits, '--hex', '1103006b00037687']);
    expect(printed).toContain('payload: A␛]0;x␇, 8 bytes');
    expect(printed).not.toMatch(controls);
    const fields = [{ name: 'x', type: 'u8', length: { from: 'y' } }];
    const wrong = await layoutFile(JSON.stringify({ id: 'a', name, fields }));
    const refused = await runDecode(['fields', '--layout', wrong, '--hex', '00']);
    expect(refused.printed).toContain('not A␛]0;x␇: ');
    expect(refused.printed + refused.complaints).not.toMatch(controls);
  });

  it('says where bytes end too early', async () => {
    const file = await layoutFile(JSON.stringify(layout));
    const { printed } = await runDecode(['fields', '--layout', file, '--hex', '11']);
    expect(printed).toContain('1 byte is needed: 0 are there');
  });

  it.each([
    [
      '{"id":"a","name":"A","fields":[{"name":"x","type":"u9"}]}',
      Exit.local,
      /is no layout: fields\.0\.type: /,
    ],
    ['{"id":', Exit.local, /is not JSON/],
    [
      '{"id":"a","name":"A","fields":[{"name":"x","type":"u8","length":{"from":"y"}}]}',
      Exit.protocol,
      /are not fields: x: .*y/,
    ],
  ])('names what is wrong with the layout %s', async (text, exit, said) => {
    const outcome = await runDecode(['fields', '--layout', await layoutFile(text), '--hex', '00']);
    expect(outcome.exit).toBe(exit);
    expect(outcome.complaints).toMatch(said);
  });

  it('asks for the layout', async () => {
    const { exit, complaints } = await runDecode(['fields', '--hex', '00']);
    expect(exit).toBe(Exit.usage);
    expect(complaints).toContain('needs --layout FILE');
  });
});

describe('wirebench decode, asked wrongly', () => {
  it.each([
    [['websocket', '--hex', '818'], '--hex: odd number of hex digits'],
    [['websocket', '--hex', '81 0g'], 'at offset 4'],
    [['nope'], 'there is no format "nope": use websocket, fields, auto, '],
    [[], 'decode needs a format, such as websocket'],
    [['websocket', 'json'], 'decode takes one format; "json" is one too many'],
    [['websocket', '--hex', '00', '--file', 'x'], '--hex and --file exclude each other.'],
    [['websocket', '--role', 'both'], '--role is client or server, not "both".'],
    [['websocket', '--extensions', 'permessage-deflate; mux'], '--extensions: permessage-deflate: "mux"'],
    [['protobuf', '--schema', 'x.proto'], '--schema and --message need each other.'],
    [['websocket', '--nope'], "Unknown option '--nope'"],
  ])('%j is usage', async (words, complaint) => {
    const { exit, printed, complaints } = await runDecode(words);
    expect(exit).toBe(Exit.usage);
    expect(printed).toBe('');
    expect(complaints).toContain(complaint);
  });

  it('names a file that cannot be read', async () => {
    const { exit, complaints } = await runDecode(['websocket', '--file', '/no/such\u001b[31m/file']);
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

  const many = Buffer.alloc(4_000, '8100', 'hex');

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
    expect(JSON.parse(printed)).toHaveLength(2_000);
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
