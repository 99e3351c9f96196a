import { describe, expect, it } from 'vitest';
import { parseHex } from '../hex.js';
import { decodeFrameHead } from './frame.js';
import { frameRules, judgeFrame, type FrameContext } from './frame-rules.js';
import { FrameScanner } from './frame-scanner.js';

function bytesOf(hex: string): Uint8Array {
  const parsed = parseHex(hex);
  if (!parsed.ok) throw new Error(parsed.error.message);
  return parsed.value;
}

const known: FrameContext = { role: 'server', deflate: false, fragmented: false };

function judged(hex: string, context: Partial<FrameContext> = {}): string[] {
  const bytes = bytesOf(hex);
  const head = decodeFrameHead(bytes);
  if (!head.ok) throw new Error(head.error.message);
  const payload = bytes.subarray(head.value.headLength);
  return judgeFrame(head.value, { ...known, payload, ...context }).map((one) => `${one.rule} ${one.section}`);
}

describe('judgeFrame', () => {
  it.each<[string, Partial<FrameContext>, string[]]>([
    ['81 01 41', {}, []],
    ['c1 01 00', {}, ['rsv1-not-negotiated RFC 6455 §5.2']],
    ['c1 01 00', { deflate: true }, []],
    ['c1 01 00', { deflate: null }, []],
    ['c9 00', { deflate: true }, ['rsv1-control RFC 7692 §6']],
    ['c0 00', { deflate: true, fragmented: true }, ['rsv1-continuation RFC 7692 §6']],
    ['a1 00', {}, ['rsv2 RFC 6455 §5.2']],
    ['91 00', {}, ['rsv3 RFC 6455 §5.2']],
    ['83 00', {}, ['opcode-reserved RFC 6455 §5.2']],
    ['81 7e 00 01 41', {}, ['length-not-minimal RFC 6455 §5.2']],
    ['82 7f 80 00 00 00 00 00 00 00', {}, ['length-impossible RFC 6455 §5.2']],
    ['82 7f 7f ff ff ff ff ff ff ff', {}, ['length-too-large RFC 6455 §10.4']],
    ['81 80 00 00 00 00', {}, ['mask-unexpected RFC 6455 §5.1']],
    ['81 00', { role: 'client' }, ['mask-missing RFC 6455 §5.1']],
    ['81 00', { role: null }, []],
    ['80 00', {}, ['continuation-without-start RFC 6455 §5.4']],
    ['80 00', { fragmented: true }, []],
    ['80 00', { fragmented: null }, []],
    ['82 00', { fragmented: true }, ['message-inside-message RFC 6455 §5.4']],
    ['82 00', { fragmented: null }, []],
    ['89 00', { fragmented: true }, []],
    ['09 00', {}, ['control-fragmented RFC 6455 §5.5']],
    ['88 01 03', {}, ['close-payload-short RFC 6455 §5.5.1']],
    ['88 02 03 ee', {}, ['close-code RFC 6455 §7.4.1']],
    ['88 02 03 e7', {}, ['close-code RFC 6455 §7.4.2']],
    ['88 03 03 e8 ff', {}, ['close-reason-utf8 RFC 6455 §5.5.1']],
    ['81 01 ff', {}, ['text-utf8 RFC 6455 §8.1']],
    ['01 01 ff', {}, []],
    ['c1 01 ff', { deflate: true }, []],
    ['82 01 ff', {}, []],
    [
      'b3 fe 00 00 00 00 00 00',
      {},
      [
        'rsv2 RFC 6455 §5.2',
        'rsv3 RFC 6455 §5.2',
        'opcode-reserved RFC 6455 §5.2',
        'length-not-minimal RFC 6455 §5.2',
        'mask-unexpected RFC 6455 §5.1',
      ],
    ],
  ])('names what %s breaks (%j)', (hex, context, rules) => {
    expect(judged(hex, context)).toEqual(rules);
  });

  it('does not read a payload it was not given', () => {
    const head = decodeFrameHead(bytesOf('88 01 03'));
    expect(head.ok && judgeFrame(head.value, known)).toEqual([]);
  });

  it('judges what a scanner stands at', () => {
    const rules: string[] = [];
    const scanner = new FrameScanner({
      frame: (one) => rules.push(...judgeFrame(one, known).map((broken) => broken.rule)),
      bytes: () => expect.fail('these are frames'),
    });
    scanner.push(bytesOf('81 00 09 00 a1 00'));
    expect(rules).toEqual(['control-fragmented', 'rsv2']);
  });

  it('says in words what is wrong', () => {
    const head = decodeFrameHead(bytesOf('82 7f 7f ff ff ff ff ff ff ff'));
    expect(head.ok && judgeFrame(head.value, known)[0]?.message).toBe(
      'no frame of 9223372036854775807 bytes is read',
    );
  });

  it('gives every rule a section', () => {
    for (const section of Object.values(frameRules))
      expect(section).toMatch(/^RFC (6455|7692) §\d+(\.\d+)*$/);
  });
});
