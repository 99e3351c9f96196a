import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { afterEach, describe, expect, it } from 'vitest';
import { RowFlag, RowKind, withHead } from '../../contract/row.js';
import { header, scratch, value, clearScratch } from './fixture.js';
import { decodeBlockHeader, decodeFileHeader, encodeFileHeader } from './format.js';
import { createLog } from './index.js';

afterEach(clearScratch);

const hex = (text: string): Buffer => Buffer.from(text.replaceAll(/\s/g, ''), 'hex');

describe('the layout of rows.wblog', () => {
  it('begins with magic, version, header length, salt and checksum', () => {
    const head = encodeFileHeader(0x0403_0201);
    expect(head.subarray(0, 28)).toEqual(
      hex('89 57 42 4c 4f 47 0d 0a  02 00  20 00  01 02 03 04  00000000 00000000 00000000'),
    );
    expect(head.readUInt32LE(28)).toBe(crc32(head.subarray(0, 28)));
    expect(decodeFileHeader(head)).toEqual({
      kind: 'header',
      version: 2,
      headerBytes: 32,
      salt: 0x0403_0201,
    });
    expect(decodeFileHeader(head.subarray(0, 31))).toEqual({ kind: 'short' });
    expect(decodeFileHeader(Buffer.from('GIF89a'))).toEqual({ kind: 'foreign' });
    head[12] = 9;
    expect(decodeFileHeader(head)).toEqual({ kind: 'damaged' });
  });

  it('stores two rows of two peers byte for byte as documented', async () => {
    const dir = join(scratch(), 'one');
    const log = value(await createLog(dir, header));
    log.appendRaw(1, 1, 0, 3, 0x1_0000_0005, Buffer.from('abc'));
    log.appendRaw(42, 2, 63, 9, 0x1_0000_0105, Buffer.from('de'));
    value(await log.close());
    const file = readFileSync(join(dir, 'rows.wblog'));
    const salt = file.readUInt32LE(12);
    const body = hex(`
      03000000 09000000   00000000 00010000   0300 0200   0000 0100   01 2a   01 fe   61 62 63 64 65   00000000000000`);
    expect(file.subarray(32 + 96)).toEqual(body);
    const head = file.subarray(32, 32 + 96);
    expect(head.subarray(0, 84)).toEqual(
      hex(`
        57424b31 0200 6000   0100000000000000   0500000001000000   02000000 02000000   05000000 00010000
        02 02 00 00   01000000 00000000   03000000 00000000   02000000 00040000   0000000000000000   2800000000000000`),
    );
    expect(head.readUInt32LE(84)).toBe(crc32(body));
    expect(head.readUInt32LE(88)).toBe(0);
    expect(head.readUInt32LE(92)).toBe(crc32(head.subarray(0, 92), salt));
  });

  it('stores the head of a frame before its payload, and which rows one layer alone has', async () => {
    const dir = join(scratch(), 'one');
    const log = value(await createLog(dir, header));
    const { text, frame } = RowKind;
    log.append({ kind: text, direction: 1, peer: 3, time: 5, payload: hex('4869'), head: hex('8102') });
    log.appendRaw(frame | withHead, 1, 0, 3, 5, hex('018137fa213d7f'));
    log.appendRaw(text, 1, RowFlag.fragmented, 3, 5, hex('4869'));
    value(await log.close());
    const file = readFileSync(join(dir, 'rows.wblog'));
    const salt = file.readUInt32LE(12);
    const body = hex(`
      03000000   00000000 00000000 00000000   0400 0700 0200   43 4a 03   01 01 09
      8102 4869 018137fa213d7f 4869   00000000000000`);
    expect(file.subarray(32 + 104)).toEqual(body);
    const head = file.subarray(32, 32 + 104);
    expect(head.subarray(0, 84)).toEqual(
      hex(`
        57424b31 0200 6800   0100000000000000   0500000000000000   03000000 01000000   0d000000 00000000
        02 00 00 00   03000000 00000000   04000000 00000000   08040000 00000000   0000000000000000   3000000000000000`),
    );
    expect(head.subarray(88, 100)).toEqual(hex('0100 0100  02 04  000000000000'));
    expect(head.readUInt32LE(100)).toBe(crc32(head.subarray(0, 100), salt));
    const forged = Buffer.from(head);
    forged[92] = 3;
    forged.writeUInt32LE(crc32(forged.subarray(0, 100), salt), 100);
    expect(decodeBlockHeader(forged, 0, salt).kind).toBe('damaged');
  });

  it('takes 8 bytes a row besides the payload where one peer sends, and a header a block', async () => {
    const dir = join(scratch(), 'one');
    const log = value(await createLog(dir, header));
    for (let i = 0; i < 100_000; i++) log.appendRaw(1, 1, 0, 1, i, Buffer.alloc(100));
    const { fileBytes } = value(await log.close());
    expect(fileBytes / 100_000 - 100).toBeLessThan(8.1);
  });

  it('believes a header only if its numbers agree, whatever its checksum says', async () => {
    const dir = join(scratch(), 'one');
    const log = value(await createLog(dir, header));
    log.appendRaw(1, 1, 0, 3, 5, Buffer.from('abc'));
    value(await log.close());
    const file = readFileSync(join(dir, 'rows.wblog'));
    const salt = file.readUInt32LE(12);
    const good = file.subarray(32, 128);
    const forge = (change: (bytes: Buffer) => void): string => {
      const bytes = Buffer.from(good);
      change(bytes);
      bytes.writeUInt32LE(crc32(bytes.subarray(0, 92), salt), 92);
      return decodeBlockHeader(bytes, 0, salt).kind;
    };
    expect(forge(() => undefined)).toBe('header');
    expect(forge((bytes) => bytes.writeUInt32LE(8193, 24))).toBe('damaged');
    expect(forge((bytes) => bytes.writeUInt32LE(0, 24))).toBe('damaged');
    expect(forge((bytes) => bytes.writeUInt32LE(2, 28))).toBe('damaged');
    expect(forge((bytes) => bytes.writeUInt32LE(90, 32))).toBe('damaged');
    expect(forge((bytes) => bytes.writeUInt8(3, 40))).toBe('damaged');
    expect(forge((bytes) => bytes.writeUInt32LE(99, 76))).toBe('damaged');
    expect(forge((bytes) => bytes.writeUInt16LE(1, 88))).toBe('damaged');
    expect(forge((bytes) => bytes.writeUInt16LE(2, 90))).toBe('damaged');
    expect(forge((bytes) => bytes.writeUInt16LE(0, 4))).toBe('unknown-version');
    expect(forge((bytes) => bytes.writeUInt16LE(3, 4))).toBe('unknown-version');
    expect(forge((bytes) => bytes.writeUInt8(1, 42))).toBe('unknown-version');
    expect(decodeBlockHeader(good, 0, salt + 1).kind).toBe('damaged');
    expect(decodeBlockHeader(good.subarray(0, 95), 0, salt).kind).toBe('short');
  });
});
