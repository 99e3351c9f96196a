import { describe, expect, it } from 'vitest';
import { formatHex, parseHex } from '../hex.js';
import { defaultDeflate, type DeflateParameters } from './extensions.js';
import { MessageReader } from './message-reader.js';

/*
 * Vectors derived by hand from RFC 6455 and RFC 7692. A row is
 *
 *   wire bytes in hex (`61*126` is that byte 126 times)
 *   whose they are: c client, s server, - not said; d after it: permessage-deflate was negotiated
 *   what the reader says, in order, separated by " | ":
 *     FIN RSV1 RSV2 RSV3, opcode, masking key or -, form:length, payload unmasked in hex or -, !rules
 *     = opcode payload          a message; "= 1 lost why" for one that is not there
 *     ~ bytes !rule             bytes that are no frame
 *     … bytes                   a frame that is not complete
 */
type Row = readonly [wire: string, whose: string, said: string];

// A row is a line:
// prettier-ignore
const rows: Readonly<Record<string, readonly Row[]>> = {
  'examples of RFC 6455 §5.7': [
    ['81 05 48 65 6c 6c 6f', 's', '1000 1 - 7:5 48656c6c6f | = 1 48656c6c6f'],
    ['81 85 37 fa 21 3d 7f 9f 4d 51 58', 'c', '1000 1 37fa213d 7:5 48656c6c6f | = 1 48656c6c6f'],
    ['01 03 48 65 6c 80 02 6c 6f', 's', '0000 1 - 7:3 48656c | 1000 0 - 7:2 6c6f | = 1 48656c6c6f'],
    ['89 05 48 65 6c 6c 6f', 's', '1000 9 - 7:5 48656c6c6f'],
    ['8a 85 37 fa 21 3d 7f 9f 4d 51 58', 'c', '1000 a 37fa213d 7:5 48656c6c6f'],
    ['82 7e 01 00 aa*256', 's', '1000 2 - 16:256 aa*256 | = 2 aa*256'],
    ['82 7f 00 00 00 00 00 01 00 00 aa*65536', 's', '1000 2 - 64:65536 aa*65536 | = 2 aa*65536'],
  ],
  'the first byte (RFC 6455 §5.2)': [
    ['81 00', 's', '1000 1 - 7:0 - | = 1 -'],
    ['82 00', 's', '1000 2 - 7:0 - | = 2 -'],
    ['88 00', 's', '1000 8 - 7:0 -'],
    ['89 00', 's', '1000 9 - 7:0 -'],
    ['8a 00', 's', '1000 a - 7:0 -'],
    ['83 00', 's', '1000 3 - 7:0 - !opcode-reserved'],
    ['84 00', 's', '1000 4 - 7:0 - !opcode-reserved'],
    ['85 00', 's', '1000 5 - 7:0 - !opcode-reserved'],
    ['86 00', 's', '1000 6 - 7:0 - !opcode-reserved'],
    ['87 00', 's', '1000 7 - 7:0 - !opcode-reserved'],
    ['8b 00', 's', '1000 b - 7:0 - !opcode-reserved'],
    ['8c 00', 's', '1000 c - 7:0 - !opcode-reserved'],
    ['8d 00', 's', '1000 d - 7:0 - !opcode-reserved'],
    ['8e 00', 's', '1000 e - 7:0 - !opcode-reserved'],
    ['8f 00', 's', '1000 f - 7:0 - !opcode-reserved'],
    ['0b 00', 's', '0000 b - 7:0 - !opcode-reserved !control-fragmented'],
    ['03 00', 's', '0000 3 - 7:0 - !opcode-reserved'],
    ['91 00', 's', '1001 1 - 7:0 - !rsv3 | = 1 -'],
    ['a1 00', 's', '1010 1 - 7:0 - !rsv2 | = 1 -'],
    ['b1 00', 's', '1011 1 - 7:0 - !rsv2 !rsv3 | = 1 -'],
    ['c1 00', 's', '1100 1 - 7:0 - !rsv1-not-negotiated | = 1 -'],
    ['f1 00', 's', '1111 1 - 7:0 - !rsv1-not-negotiated !rsv2 !rsv3 | = 1 -'],
    ['c8 00', 's', '1100 8 - 7:0 - !rsv1-not-negotiated'],
    ['c9 00', 's', '1100 9 - 7:0 - !rsv1-not-negotiated'],
    ['ff 00', 's', '1111 f - 7:0 - !rsv1-not-negotiated !rsv2 !rsv3 !opcode-reserved'],
    ['a9 00', 's', '1010 9 - 7:0 - !rsv2'],
    ['9a 00', 's', '1001 a - 7:0 - !rsv3'],
  ],
  'masking by role (RFC 6455 §5.1, §5.3)': [
    ['81 00', 'c', '1000 1 - 7:0 - !mask-missing | = 1 -'],
    ['81 80 00 00 00 00', 'c', '1000 1 00000000 7:0 - | = 1 -'],
    ['81 80 00 00 00 00', 's', '1000 1 00000000 7:0 - !mask-unexpected | = 1 -'],
    ['81 80 00 00 00 00', '-', '1000 1 00000000 7:0 - | = 1 -'],
    ['81 00', '-', '1000 1 - 7:0 - | = 1 -'],
    ['82 81 ff 00 00 00 00', 'c', '1000 2 ff000000 7:1 ff | = 2 ff'],
    ['82 82 ff 00 00 00 00 00', 'c', '1000 2 ff000000 7:2 ff00 | = 2 ff00'],
    ['82 83 01 02 03 04 01 02 03', 'c', '1000 2 01020304 7:3 000000 | = 2 000000'],
    ['82 84 01 02 03 04 05 06 07 08', 'c', '1000 2 01020304 7:4 0404040c | = 2 0404040c'],
    ['82 85 01 02 03 04 05 06 07 08 09', 'c', '1000 2 01020304 7:5 0404040c08 | = 2 0404040c08'],
    ['82 88 80 40 20 10 80 40 20 10 80 40 20 10', 'c', '1000 2 80402010 7:8 00*8 | = 2 00*8'],
    ['82 85 00 00 00 00 01 02 03 04 05', 'c', '1000 2 00000000 7:5 0102030405 | = 2 0102030405'],
    ['82 85 ff ff ff ff 01 02 03 04 05', 'c', '1000 2 ffffffff 7:5 fefdfcfbfa | = 2 fefdfcfbfa'],
    ['88 82 11 22 33 44 12 ca', 'c', '1000 8 11223344 7:2 03e8'],
    ['88 02 03 e8', 'c', '1000 8 - 7:2 03e8 !mask-missing'],
    ['89 80 de ad be ef', 'c', '1000 9 deadbeef 7:0 -'],
    ['89 80 de ad be ef', 's', '1000 9 deadbeef 7:0 - !mask-unexpected'],
    ['8a 00', 'c', '1000 a - 7:0 - !mask-missing'],
    ['82 fe 00 7e 61 61 61 61 61*126', 'c', '1000 2 61616161 16:126 00*126 | = 2 00*126'],
  ],
  'length forms (RFC 6455 §5.2)': [
    ['82 01 61', 's', '1000 2 - 7:1 61 | = 2 61'],
    ['82 7d 61*125', 's', '1000 2 - 7:125 61*125 | = 2 61*125'],
    ['82 7e 00 7e 61*126', 's', '1000 2 - 16:126 61*126 | = 2 61*126'],
    ['82 7e 00 7f 61*127', 's', '1000 2 - 16:127 61*127 | = 2 61*127'],
    ['82 7e 00 ff 61*255', 's', '1000 2 - 16:255 61*255 | = 2 61*255'],
    ['82 7e ff ff 61*65535', 's', '1000 2 - 16:65535 61*65535 | = 2 61*65535'],
    ['82 7e 00 00', 's', '1000 2 - 16:0 - !length-not-minimal | = 2 -'],
    ['82 7e 00 01 61', 's', '1000 2 - 16:1 61 !length-not-minimal | = 2 61'],
    ['82 7e 00 7d 61*125', 's', '1000 2 - 16:125 61*125 !length-not-minimal | = 2 61*125'],
    ['82 7f 00 00 00 00 00 00 00 00', 's', '1000 2 - 64:0 - !length-not-minimal | = 2 -'],
    ['82 7f 00 00 00 00 00 00 00 7d 61*125', 's', '1000 2 - 64:125 61*125 !length-not-minimal | = 2 61*125'],
    ['82 7f 00 00 00 00 00 00 00 7e 61*126', 's', '1000 2 - 64:126 61*126 !length-not-minimal | = 2 61*126'],
    ['82 7f 00 00 00 00 00 00 ff ff 61*65535', 's', '1000 2 - 64:65535 61*65535 !length-not-minimal | = 2 61*65535'],
    ['82 fe 00 01 00 00 00 00 61', 'c', '1000 2 00000000 16:1 61 !length-not-minimal | = 2 61'],
    ['82 ff 00 00 00 00 00 00 00 01 00 00 00 00 61', 'c', '1000 2 00000000 64:1 61 !length-not-minimal | = 2 61'],
    ['89 7e 00 02 61 62', 's', '1000 9 - 16:2 6162 !length-not-minimal'],
    ['82 7f 80 00 00 00 00 00 00 00 81 00', 's', '~ 827f80000000000000008100 !length-impossible'],
    ['82 7f ff ff ff ff ff ff ff ff', 's', '~ 827fffffffffffffffff !length-impossible'],
    ['81 01 41 82 7f 80 00 00 00 00 00 00 05 61', 's', '1000 1 - 7:1 41 | = 1 41 | ~ 827f800000000000000561 !length-impossible'],
    ['82 ff 80 00 00 00 00 00 00 00 01 02 03 04', 'c', '~ 82ff800000000000000001020304 !length-impossible'],
    ['82 7f 00 20 00 00 00 00 00 00 61', 's', '~ 827f002000000000000061 !length-too-large'],
    ['82 7f 7f ff ff ff ff ff ff ff', 's', '~ 827f7fffffffffffffff !length-too-large'],
  ],
  'truncated input': [
    ['81', 's', '… 81'],
    ['81 05', 's', '… 8105'],
    ['81 05 48 65', 's', '… 81054865'],
    ['81 7e', 's', '… 817e'],
    ['81 7e 01', 's', '… 817e01'],
    ['81 7e 01 00 61', 's', '… 817e010061'],
    ['81 7f 00 00 00 00 00 01 00', 's', '… 817f00000000000100'],
    ['81 85 37 fa 21', 'c', '… 818537fa21'],
    ['81 85 37 fa 21 3d 7f', 'c', '… 818537fa213d7f'],
    ['81 ff 00 00 00 00 00 01 00 00 01 02 03', 'c', '… 81ff0000000000010000010203'],
    ['89 00 8a', 's', '1000 9 - 7:0 - | … 8a'],
    ['82 7f 80 00', 's', '… 827f8000'],
  ],
  'fragmentation (RFC 6455 §5.4)': [
    ['01 00 80 00', 's', '0000 1 - 7:0 - | 1000 0 - 7:0 - | = 1 -'],
    ['02 01 61 80 01 62', 's', '0000 2 - 7:1 61 | 1000 0 - 7:1 62 | = 2 6162'],
    ['02 01 61 00 01 62 80 01 63', 's', '0000 2 - 7:1 61 | 0000 0 - 7:1 62 | 1000 0 - 7:1 63 | = 2 616263'],
    ['01 01 61 89 01 70 80 01 62', 's', '0000 1 - 7:1 61 | 1000 9 - 7:1 70 | 1000 0 - 7:1 62 | = 1 6162'],
    ['01 01 61 8a 00 89 00 80 01 62', 's', '0000 1 - 7:1 61 | 1000 a - 7:0 - | 1000 9 - 7:0 - | 1000 0 - 7:1 62 | = 1 6162'],
    ['80 00', 's', '1000 0 - 7:0 - !continuation-without-start'],
    ['00 01 61', 's', '0000 0 - 7:1 61 !continuation-without-start'],
    ['81 00 80 00', 's', '1000 1 - 7:0 - | = 1 - | 1000 0 - 7:0 - !continuation-without-start'],
    ['01 01 61 80 01 62 80 01 63', 's', '0000 1 - 7:1 61 | 1000 0 - 7:1 62 | = 1 6162 | 1000 0 - 7:1 63 !continuation-without-start'],
    ['00 00 80 00', 's', '0000 0 - 7:0 - !continuation-without-start | 1000 0 - 7:0 - !continuation-without-start'],
    ['01 01 61 81 01 62', 's', '0000 1 - 7:1 61 | 1000 1 - 7:1 62 !message-inside-message | = 1 lost unfinished | = 1 62'],
    ['01 01 61 82 00 80 00', 's', '0000 1 - 7:1 61 | 1000 2 - 7:0 - !message-inside-message | = 1 lost unfinished | = 2 - | 1000 0 - 7:0 - !continuation-without-start'],
    ['01 01 61 02 01 62 80 01 63', 's', '0000 1 - 7:1 61 | 0000 2 - 7:1 62 !message-inside-message | = 1 lost unfinished | 1000 0 - 7:1 63 | = 2 6263'],
    ['01 01 61 83 00 80 01 62', 's', '0000 1 - 7:1 61 | 1000 3 - 7:0 - !opcode-reserved | 1000 0 - 7:1 62 | = 1 6162'],
    ['01 01 61', 's', '0000 1 - 7:1 61'],
    ['01 81 00 00 00 00 61 80 81 01 01 01 01 63', 'c', '0000 1 00000000 7:1 61 | 1000 0 01010101 7:1 62 | = 1 6162'],
  ],
  'control frames (RFC 6455 §5.5)': [
    ['89 7d 70*125', 's', '1000 9 - 7:125 70*125'],
    ['89 7e 00 7e 70*126', 's', '1000 9 - 16:126 70*126 !control-too-long'],
    ['8a 7e 00 7e 70*126', 's', '1000 a - 16:126 70*126 !control-too-long'],
    ['8a 7e ff ff 70*65535', 's', '1000 a - 16:65535 70*65535 !control-too-long'],
    ['89 7f 00 00 00 00 00 01 00 00 70*65536', 's', '1000 9 - 64:65536 70*65536 !control-too-long'],
    ['88 7e 00 7e 03 e8 61*124', 's', '1000 8 - 16:126 03e861*124 !control-too-long'],
    ['8b 7e 00 7e 70*126', 's', '1000 b - 16:126 70*126 !opcode-reserved !control-too-long'],
    ['09 00', 's', '0000 9 - 7:0 - !control-fragmented'],
    ['0a 00', 's', '0000 a - 7:0 - !control-fragmented'],
    ['08 02 03 e8', 's', '0000 8 - 7:2 03e8 !control-fragmented'],
    ['09 01 61 80 01 62', 's', '0000 9 - 7:1 61 !control-fragmented | 1000 0 - 7:1 62 !continuation-without-start'],
    ['01 01 61 09 00 80 01 62', 's', '0000 1 - 7:1 61 | 0000 9 - 7:0 - !control-fragmented | 1000 0 - 7:1 62 | = 1 6162'],
    ['89 02 ff fe', 's', '1000 9 - 7:2 fffe'],
    ['09 7e 00 7e 70*126', 's', '0000 9 - 16:126 70*126 !control-fragmented !control-too-long'],
  ],
  'Close frames (RFC 6455 §5.5.1, §7.4)': [
    ['88 02 03 e8', 's', '1000 8 - 7:2 03e8'],
    ['88 05 03 e8 62 79 65', 's', '1000 8 - 7:5 03e8627965'],
    ['88 01 03', 's', '1000 8 - 7:1 03 !close-payload-short'],
    ['88 02 03 e9', 's', '1000 8 - 7:2 03e9'],
    ['88 02 03 ea', 's', '1000 8 - 7:2 03ea'],
    ['88 02 03 eb', 's', '1000 8 - 7:2 03eb'],
    ['88 02 03 ec', 's', '1000 8 - 7:2 03ec !close-code'],
    ['88 02 03 ed', 's', '1000 8 - 7:2 03ed !close-code'],
    ['88 02 03 ee', 's', '1000 8 - 7:2 03ee !close-code'],
    ['88 02 03 ef', 's', '1000 8 - 7:2 03ef'],
    ['88 02 03 f0', 's', '1000 8 - 7:2 03f0'],
    ['88 02 03 f1', 's', '1000 8 - 7:2 03f1'],
    ['88 02 03 f2', 's', '1000 8 - 7:2 03f2'],
    ['88 02 03 f3', 's', '1000 8 - 7:2 03f3'],
    ['88 02 03 f6', 's', '1000 8 - 7:2 03f6'],
    ['88 02 03 f7', 's', '1000 8 - 7:2 03f7 !close-code'],
    ['88 02 03 f8', 's', '1000 8 - 7:2 03f8 !close-code'],
    ['88 02 0b b7', 's', '1000 8 - 7:2 0bb7 !close-code'],
    ['88 02 0b b8', 's', '1000 8 - 7:2 0bb8'],
    ['88 02 0f 9f', 's', '1000 8 - 7:2 0f9f'],
    ['88 02 0f a0', 's', '1000 8 - 7:2 0fa0'],
    ['88 02 13 87', 's', '1000 8 - 7:2 1387'],
    ['88 02 13 88', 's', '1000 8 - 7:2 1388 !close-code'],
    ['88 02 00 00', 's', '1000 8 - 7:2 0000 !close-code'],
    ['88 02 03 e7', 's', '1000 8 - 7:2 03e7 !close-code'],
    ['88 02 ff ff', 's', '1000 8 - 7:2 ffff !close-code'],
    ['88 03 03 e8 ff', 's', '1000 8 - 7:3 03e8ff !close-reason-utf8'],
    ['88 04 03 e8 c3 a9', 's', '1000 8 - 7:4 03e8c3a9'],
    ['88 03 03 e8 c3', 's', '1000 8 - 7:3 03e8c3 !close-reason-utf8'],
    ['88 05 03 ed ed a0 80', 's', '1000 8 - 7:5 03ededa080 !close-code !close-reason-utf8'],
    ['88 7d 03 e8 61*123', 's', '1000 8 - 7:125 03e861*123'],
    ['88 00 81 01 61', 's', '1000 8 - 7:0 - | 1000 1 - 7:1 61 !data-after-close | = 1 61'],
    ['88 00 89 00', 's', '1000 8 - 7:0 - | 1000 9 - 7:0 -'],
    ['01 00 88 00 80 00', 's', '0000 1 - 7:0 - | 1000 8 - 7:0 - | 1000 0 - 7:0 - !data-after-close | = 1 -'],
  ],
  'text is UTF-8 (RFC 6455 §8.1)': [
    ['81 02 c3 a9', 's', '1000 1 - 7:2 c3a9 | = 1 c3a9'],
    ['81 04 f0 9f 98 80', 's', '1000 1 - 7:4 f09f9880 | = 1 f09f9880'],
    ['81 01 80', 's', '1000 1 - 7:1 80 !text-utf8 | = 1 80'],
    ['81 01 ff', 's', '1000 1 - 7:1 ff !text-utf8 | = 1 ff'],
    ['81 02 c3 28', 's', '1000 1 - 7:2 c328 !text-utf8 | = 1 c328'],
    ['81 01 c3', 's', '1000 1 - 7:1 c3 !text-utf8 | = 1 c3'],
    ['81 02 c0 80', 's', '1000 1 - 7:2 c080 !text-utf8 | = 1 c080'],
    ['81 03 e0 80 af', 's', '1000 1 - 7:3 e080af !text-utf8 | = 1 e080af'],
    ['81 03 ed a0 80', 's', '1000 1 - 7:3 eda080 !text-utf8 | = 1 eda080'],
    ['81 04 f4 90 80 80', 's', '1000 1 - 7:4 f4908080 !text-utf8 | = 1 f4908080'],
    ['81 04 f4 8f bf bf', 's', '1000 1 - 7:4 f48fbfbf | = 1 f48fbfbf'],
    ['82 01 ff', 's', '1000 2 - 7:1 ff | = 2 ff'],
    ['01 01 c3 80 01 a9', 's', '0000 1 - 7:1 c3 | 1000 0 - 7:1 a9 | = 1 c3a9'],
    ['01 02 f0 9f 89 00 80 02 98 80', 's', '0000 1 - 7:2 f09f | 1000 9 - 7:0 - | 1000 0 - 7:2 9880 | = 1 f09f9880'],
    ['01 01 c3 80 01 28', 's', '0000 1 - 7:1 c3 | 1000 0 - 7:1 28 !text-utf8 | = 1 c328'],
    ['01 01 ff 80 01 ff', 's', '0000 1 - 7:1 ff !text-utf8 | 1000 0 - 7:1 ff | = 1 ffff'],
    ['01 01 c3 80 00', 's', '0000 1 - 7:1 c3 | 1000 0 - 7:0 - !text-utf8 | = 1 c3'],
    ['01 01 c3 00 00 80 01 a9', 's', '0000 1 - 7:1 c3 | 0000 0 - 7:0 - | 1000 0 - 7:1 a9 | = 1 c3a9'],
    ['02 01 c3 80 00', 's', '0000 2 - 7:1 c3 | 1000 0 - 7:0 - | = 2 c3'],
    ['81 82 37 fa 21 3d f4 d2', 'c', '1000 1 37fa213d 7:2 c328 !text-utf8 | = 1 c328'],
  ],
  'permessage-deflate (RFC 7692 §6, §7.2.3)': [
    ['c1 07 f2 48 cd c9 c9 07 00', 'sd', '1100 1 - 7:7 f248cdc9c90700 | = 1 48656c6c6f'],
    ['41 03 f2 48 cd 80 04 c9 c9 07 00', 'sd', '0100 1 - 7:3 f248cd | 1000 0 - 7:4 c9c90700 | = 1 48656c6c6f'],
    ['c1 07 f2 48 cd c9 c9 07 00 c1 05 f2 00 11 00 00', 'sd', '1100 1 - 7:7 f248cdc9c90700 | = 1 48656c6c6f | 1100 1 - 7:5 f200110000 | = 1 48656c6c6f'],
    ['c1 0b 00 05 00 fa ff 48 65 6c 6c 6f 00', 'sd', '1100 1 - 7:11 000500faff48656c6c6f00 | = 1 48656c6c6f'],
    ['c1 08 f3 48 cd c9 c9 07 00 00', 'sd', '1100 1 - 7:8 f348cdc9c9070000 | = 1 48656c6c6f'],
    ['c1 0d f2 48 05 00 00 00 ff ff ca c9 c9 07 00', 'sd', '1100 1 - 7:13 f24805000000ffffcac9c90700 | = 1 48656c6c6f'],
    ['c1 01 00', 'sd', '1100 1 - 7:1 00 | = 1 -'],
    ['81 05 48 65 6c 6c 6f', 'sd', '1000 1 - 7:5 48656c6c6f | = 1 48656c6c6f'],
    ['c1 87 37 fa 21 3d c5 b2 ec f4 fe fd 21', 'cd', '1100 1 37fa213d 7:7 f248cdc9c90700 | = 1 48656c6c6f'],
    ['41 03 f2 48 cd c0 04 c9 c9 07 00', 'sd', '0100 1 - 7:3 f248cd | 1100 0 - 7:4 c9c90700 !rsv1-continuation | = 1 48656c6c6f'],
    ['01 01 61 c0 01 62', 'sd', '0000 1 - 7:1 61 | 1100 0 - 7:1 62 !rsv1-continuation | = 1 6162'],
    ['c9 00', 'sd', '1100 9 - 7:0 - !rsv1-control'],
    ['c8 02 03 e8', 'sd', '1100 8 - 7:2 03e8 !rsv1-control'],
    ['ca 00', 'sd', '1100 a - 7:0 - !rsv1-control'],
    ['e1 01 00', 'sd', '1110 1 - 7:1 00 !rsv2 | = 1 -'],
    ['c2 03 07 ff ff', 'sd', '1100 2 - 7:3 07ffff !deflate-data | = 2 lost deflate'],
    ['c2 00', 'sd', '1100 2 - 7:0 - !deflate-data | = 2 lost deflate'],
    ['c2 04 f2 48 cd c9', 'sd', '1100 2 - 7:4 f248cdc9 !deflate-data | = 2 lost deflate'],
    ['c2 05 f2 00 11 00 00', 'sd', '1100 2 - 7:5 f200110000 !deflate-data | = 2 lost deflate'],
    ['c1 07 00 01 00 fe ff ff 00', 'sd', '1100 1 - 7:7 000100feffff00 !text-utf8 | = 1 ff'],
    ['c2 07 00 01 00 fe ff ff 00', 'sd', '1100 2 - 7:7 000100feffff00 | = 2 ff'],
    ['41 03 f2 48 cd 89 01 70 80 04 c9 c9 07 00', 'sd', '0100 1 - 7:3 f248cd | 1000 9 - 7:1 70 | 1000 0 - 7:4 c9c90700 | = 1 48656c6c6f'],
    ['c1 07 f2 48 cd c9 c9 07 00', 's', '1100 1 - 7:7 f248cdc9c90700 !rsv1-not-negotiated | = 1 f248cdc9c90700'],
    ['01 01 61 c1 01 00', 'sd', '0000 1 - 7:1 61 | 1100 1 - 7:1 00 !message-inside-message | = 1 lost unfinished | = 1 -'],
  ],
  'permessage-deflate without context takeover (RFC 7692 §7.1.1)': [
    ['c1 07 f2 48 cd c9 c9 07 00 c1 07 f2 48 cd c9 c9 07 00', 'sn', '1100 1 - 7:7 f248cdc9c90700 | = 1 48656c6c6f | 1100 1 - 7:7 f248cdc9c90700 | = 1 48656c6c6f'],
    ['c1 07 f2 48 cd c9 c9 07 00 c1 05 f2 00 11 00 00', 'sn', '1100 1 - 7:7 f248cdc9c90700 | = 1 48656c6c6f | 1100 1 - 7:5 f200110000 !deflate-data | = 1 lost deflate'],
    ['c2 03 07 ff ff c1 07 f2 48 cd c9 c9 07 00', 'sn', '1100 2 - 7:3 07ffff !deflate-data | = 2 lost deflate | 1100 1 - 7:7 f248cdc9c90700 | = 1 48656c6c6f'],
  ],
};

/** `61*126` is that byte 126 times. */
function spell(hex: string): string {
  return hex.replace(/([\da-f]{2})\*(\d+)/g, (_all, byte: string, times: string) =>
    byte.repeat(Number(times)),
  );
}

function bytesOf(hex: string): Uint8Array {
  const parsed = parseHex(spell(hex).replace(/ /g, ''));
  if (!parsed.ok) throw new Error(parsed.error.message);
  return parsed.value;
}

function hexOf(bytes: Uint8Array): string {
  return bytes.length === 0 ? '-' : formatHex(bytes, { separator: '' });
}

const deflates: Readonly<Record<string, DeflateParameters>> = {
  d: defaultDeflate,
  n: { ...defaultDeflate, serverNoContextTakeover: true, clientNoContextTakeover: true },
};

function read(bytes: Uint8Array, whose: string, size: number): string {
  const said: string[] = [];
  let junk = '';
  const reader = new MessageReader(
    {
      frame: ({ head, headBytes, payload, violations }) => {
        expect(headBytes.length).toBe(head.headLength);
        const rsv = head.rsv.toString(2).padStart(3, '0');
        const key = head.masked ? head.maskKey.toString(16).padStart(8, '0') : '-';
        said.push(
          [
            `${head.fin ? 1 : 0}${rsv} ${head.opcode.toString(16)} ${key}`,
            `${head.lengthForm}:${head.payloadLength} ${hexOf(payload)}`,
            ...violations.map((one) => `!${one.rule}`),
          ].join(' '),
        );
      },
      message: ({ opcode, payload, lost }) =>
        said.push(`= ${opcode} ${lost === null ? hexOf(payload) : `lost ${lost}`}`),
      bytes: (more, why) => {
        if (junk !== '') said.pop();
        junk += formatHex(more, { separator: '' });
        said.push(`~ ${junk} !${why.rule}`);
      },
    },
    {
      role: whose.startsWith('c') ? 'client' : whose.startsWith('s') ? 'server' : null,
      deflate: deflates[whose.slice(1)] ?? null,
    },
  );
  for (let at = 0; at < bytes.length; at += size) reader.push(bytes.slice(at, at + size));
  const rest = reader.pending();
  if (rest.length > 0) said.push(`… ${hexOf(rest)}`);
  return said.join(' | ');
}

describe('vectors of RFC 6455 and RFC 7692', () => {
  it('are at least 150', () => {
    const all = Object.values(rows).flat();
    expect(all.length).toBeGreaterThanOrEqual(150);
    expect(new Set(all.map(([wire, whose]) => `${wire} ${whose}`)).size).toBe(all.length);
  });

  describe.each(Object.entries(rows))('%s', (_name, own) => {
    it.each(own)('%s (%s)', (wire, whose, said) => {
      const bytes = bytesOf(wire);
      const whole = read(bytes, whose, bytes.length);
      expect(whole).toBe(spell(said));
      expect(read(bytes, whose, bytes.length > 60_000 ? 1_449 : 1)).toBe(whole);
    });
  });
});
