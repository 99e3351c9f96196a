import { encodeUtf8, utf8Error } from '../utf8.js';
import { encodeFrame, type FrameDraft } from './frame.js';
import { frameRules, type FrameRule } from './frame-rules.js';
import { Opcode } from './opcode.js';
import { joinParts } from './part-list.js';

/** What a preset makes its frames of. */
export interface PresetContext {
  /** Who sends: a client's frames are masked, except where that is the rule to break. */
  readonly role: 'client' | 'server';
  /** A masking key for each masked frame, as a 32-bit number; random in earnest. */
  readonly maskKey: () => number;
  /** Carried wherever the preset leaves room for it, cut where it must be. */
  readonly payload: Uint8Array;
}

/** Frames that break exactly one rule. */
export interface FramePreset {
  readonly id: string;
  readonly title: string;
  readonly rule: FrameRule;
  /** Of the rule: "RFC 6455 §5.2". */
  readonly section: string;
  /** Who can break it. */
  readonly roles: readonly ('client' | 'server')[];
  /** True: only where permessage-deflate was negotiated; false: only where it was not; null: anywhere. */
  readonly deflate: boolean | null;
  /** The frames in the order they go out; mostly one. */
  readonly frames: (context: PresetContext) => readonly Uint8Array[];
}

type Recipe = (payload: Uint8Array) => Partial<FrameDraft> | readonly Partial<FrameDraft>[];

function preset(
  id: string,
  title: string,
  rule: FrameRule,
  recipe: Recipe,
  more: Partial<Pick<FramePreset, 'roles' | 'section' | 'deflate'>> = {},
): FramePreset {
  return {
    id,
    title,
    rule,
    section: more.section ?? frameRules[rule],
    roles: more.roles ?? ['client', 'server'],
    deflate: more.deflate ?? null,
    frames: (context) => [recipe(context.payload)].flat().map((draft) => written(draft, context)),
  };
}

function written(draft: Partial<FrameDraft>, context: PresetContext): Uint8Array {
  const { payload, role } = context;
  const frame = encodeFrame({
    fin: true,
    rsv: 0,
    opcode: dataOpcode(draft.payload ?? payload),
    mask: role === 'client' ? context.maskKey() >>> 0 : null,
    payload,
    ...draft,
  });
  if (!frame.ok) throw new TypeError(frame.error.message);
  return frame.value;
}

/** At most so many bytes, for frames that hold no more. */
function upTo(payload: Uint8Array, length: number): Uint8Array {
  return payload.subarray(0, length);
}

/** Exactly so many bytes: the payload again and again, or zeros if it is empty. */
function filled(payload: Uint8Array, length: number): Uint8Array {
  return new Uint8Array(length).map((_, i) => payload[i % Math.max(1, payload.length)] ?? 0);
}

/** Text where that is true, so that no second rule is broken. */
function dataOpcode(payload: Uint8Array): number {
  return utf8Error(payload) === null ? Opcode.text : Opcode.binary;
}

/** Crafted frames no client library sends, each breaking the one rule it names. */
export const framePresets: readonly FramePreset[] = [
  preset('unmasked', 'Unmasked client frame', 'mask-missing', () => ({ mask: null }), { roles: ['client'] }),
  preset('masked', 'Masked server frame', 'mask-unexpected', () => ({ mask: 0x37fa213d }), {
    roles: ['server'],
  }),
  preset('rsv2', 'RSV2 set', 'rsv2', () => ({ rsv: 2 })),
  preset('rsv3', 'RSV3 set', 'rsv3', () => ({ rsv: 1 })),
  preset('rsv1', 'RSV1 set, nothing negotiated', 'rsv1-not-negotiated', () => ({ rsv: 4 }), {
    deflate: false,
  }),
  preset(
    'rsv1-ping',
    'RSV1 on a ping',
    'rsv1-control',
    (payload) => ({ opcode: Opcode.ping, rsv: 4, payload: upTo(payload, 125) }),
    { deflate: true },
  ),
  preset(
    'rsv1-continuation',
    'RSV1 on a continuation',
    'rsv1-continuation',
    (payload) => [
      { fin: false, opcode: dataOpcode(payload), payload },
      { opcode: Opcode.continuation, rsv: 4, payload: new Uint8Array(0) },
    ],
    { deflate: true },
  ),
  preset(
    'bad-deflate',
    'Compressed message that is no deflate data',
    'deflate-data',
    () => ({ opcode: Opcode.binary, rsv: 4, payload: Uint8Array.of(0x07, 0xff, 0xff) }),
    { deflate: true },
  ),
  preset('reserved-opcode', 'Reserved data opcode 3', 'opcode-reserved', () => ({ opcode: 3 })),
  preset('reserved-control', 'Reserved control opcode 11', 'opcode-reserved', (payload) => ({
    opcode: 11,
    payload: upTo(payload, 125),
  })),
  preset('fragmented-ping', 'Fragmented ping', 'control-fragmented', (payload) => ({
    fin: false,
    opcode: Opcode.ping,
    payload: upTo(payload, 125),
  })),
  preset('long-ping', 'Ping of 126 bytes', 'control-too-long', (payload) => ({
    opcode: Opcode.ping,
    payload: filled(payload, 126),
  })),
  preset('lone-continuation', 'Continuation without a start', 'continuation-without-start', () => ({
    opcode: Opcode.continuation,
  })),
  preset('nested-message', 'New message inside a fragmented one', 'message-inside-message', (payload) => [
    { fin: false, opcode: dataOpcode(payload), payload: new Uint8Array(0) },
    { opcode: dataOpcode(payload), payload },
  ]),
  preset('invalid-utf8', 'Text that is not UTF-8', 'text-utf8', (payload) => ({
    opcode: Opcode.text,
    payload: joinParts([payload, Uint8Array.of(0xc3, 0x28)]),
  })),
  preset('invalid-utf8-fragments', 'Text that is not UTF-8, across fragments', 'text-utf8', () => [
    { fin: false, opcode: Opcode.text, payload: Uint8Array.of(0x48, 0xe2, 0x82) },
    { opcode: Opcode.continuation, payload: Uint8Array.of(0x28) },
  ]),
  preset(
    'close-1005',
    'Close code 1005 on the wire',
    'close-code',
    () => ({ opcode: Opcode.close, payload: Uint8Array.of(0x03, 0xed) }),
    { section: 'RFC 6455 §7.4.1' },
  ),
  preset(
    'close-999',
    'Close code 999',
    'close-code',
    () => ({ opcode: Opcode.close, payload: Uint8Array.of(0x03, 0xe7) }),
    { section: 'RFC 6455 §7.4.2' },
  ),
  preset('close-short', 'Close payload of 1 byte', 'close-payload-short', () => ({
    opcode: Opcode.close,
    payload: Uint8Array.of(0x03),
  })),
  preset('close-reason', 'Close reason that is not UTF-8', 'close-reason-utf8', () => ({
    opcode: Opcode.close,
    payload: joinParts([Uint8Array.of(0x03, 0xe8), encodeUtf8('bye '), Uint8Array.of(0xff)]),
  })),
  preset('data-after-close', 'Message after a Close frame', 'data-after-close', () => [
    { opcode: Opcode.close, payload: Uint8Array.of(0x03, 0xe8) },
    {},
  ]),
  preset('long-length', 'Length that is not the shortest', 'length-not-minimal', (payload) => {
    const carried = upTo(payload, 0xffff);
    return { lengthForm: carried.length < 126 ? 16 : 64, payload: carried };
  }),
  preset('length-2-63', 'Length of 2^63', 'length-impossible', () => ({
    opcode: Opcode.binary,
    payloadLength: 1n << 63n,
  })),
];
