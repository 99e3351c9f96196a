import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { checksumHelp } from './checksum.js';
import { Exit } from './exit.js';
import { runCommand } from './test-decode.js';

const run = (words: readonly string[], input?: Uint8Array) => runCommand(['checksum', ...words], input);

describe('wirebench checksum', () => {
  it.each([
    // Of the digits 123456789, as the catalogue of parametrised CRC algorithms publishes them.
    ['CRC-8/SMBUS', 'f4'],
    ['CRC-16/MODBUS', '4b37'],
    ['CRC-16/KERMIT', '2189'],
    ['X-25', '906e'],
    ['crc-32', 'cbf43926'],
    ['CRC-64/XZ', '995dc9bbdf1939fa'],
    ['ADLER-32', '091e01de'],
    ['BCC', '31'],
    ['LRC', '23'],
  ])('gives the published value of %s', async (name, expected) => {
    const { exit, printed, complaints } = await run([name, '--hex', '31 32 33 34 35 36 37 38 39']);
    expect([exit, printed, complaints]).toEqual([Exit.ok, `${expected}\n`, '']);
  });

  it('tells of it in every form a protocol may write', async () => {
    const { printed } = await run(['modbus', '--json', '--hex', '1103006b0003']);
    expect(JSON.parse(printed)).toEqual({
      name: 'CRC-16/MODBUS',
      width: 16,
      hex: '8776',
      decimal: '34678',
      little: '7687',
      bytes: 6,
    });
  });

  it('reads a file, and standard input as it is', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'wirebench-checksum-'));
    onTestFinished(() => rm(directory, { recursive: true }));
    const file = join(directory, 'digits.bin');
    await writeFile(file, '123456789');
    expect((await run(['CRC-32/ISCSI', '--file', file])).printed).toBe('e3069283\n');
    expect((await run(['CRC-32/ISCSI'], Buffer.from('123456789'))).printed).toBe('e3069283\n');
    expect((await run(['CRC-32/ISCSI'])).printed).toBe('00000000\n');
  });

  it('lists every name with its bits, check value and aliases', async () => {
    const { exit, printed } = await run([]);
    expect(exit).toBe(Exit.ok);
    expect(printed).toMatch(/^CRC-16\/MODBUS {2,}16 {2}4b37 +.*MODBUS/m);
    expect(printed).toMatch(/^FLETCHER-16 {2,}16 {2}/m);
    const { printed: json } = await run(['--json']);
    const listed = JSON.parse(json) as { name: string; check: string }[];
    expect(listed).toHaveLength(printed.trim().split('\n').length);
    expect(listed.find(({ name }) => name === 'CRC-32/ISO-HDLC')).toMatchObject({
      width: 32,
      check: 'cbf43926',
      family: 'CRC',
    });
  });

  it.each([
    [['CRC-16/MODBUSS', '--hex', '00'], Exit.usage, /no checksum "CRC-16\/MODBUSS".*CRC-16\//],
    [['CRC-32', '--hex', '0g'], Exit.usage, /^wirebench: --hex: /],
    [['CRC-32', '--file', '/nowhere/at/all'], Exit.local, /nowhere/],
    [['CRC-32', 'CRC-16', '--hex', '00'], Exit.usage, /one name/],
    [['--hex', '00'], Exit.usage, /needs a name/],
    [['CRC-32', '--hex', '00', '--file', 'x'], Exit.usage, /exclude/],
  ] as const)('says what is wrong with %j', async (words, exit, said) => {
    const outcome = await run(words);
    expect([outcome.exit, outcome.printed]).toEqual([exit, '']);
    expect(outcome.complaints).toMatch(said);
  });

  it('has a help that fits a terminal', () => {
    expect(checksumHelp.split('\n').every((line) => line.length <= 84)).toBe(true);
  });
});
