import {
  decodeFrameHead,
  decodeUtf8Lossy,
  formatHex,
  looksTextual,
  shortestForm,
  unmask,
} from '../../../codec/index.js';
import type { DecodedHead, FramePreset } from '../../../codec/index.js';
import type { CraftedFrame, Role } from '../../../contract/index.js';
import { changeFrame } from './frame-fields.js';
import type { FrameFields } from './frame-fields.js';

/** A preset as the composer holds it. */
export interface PresetDraft {
  readonly frame: CraftedFrame;
  readonly mode: 'text' | 'hex';
  readonly body: string;
}

/** Bytes that the field after a frame takes as hex. */
const roomAfter = 16_384;
const nothing = new Uint8Array();

interface Read {
  readonly head: DecodedHead;
  readonly payload: Uint8Array;
}

/** Taken where nothing was typed, since some rules are broken by what a frame carries. */
const sample = new TextEncoder().encode('Hello');

/**
 * The preset's frames as fields that can be changed. Two frames become two fragments where they are
 * such, else the second stands after the first as bytes.
 */
export function presetDraft(preset: FramePreset, role: Role, typed: Uint8Array): PresetDraft {
  const maskKey = (): number => crypto.getRandomValues(new Uint32Array(1))[0] ?? 0;
  const payload = typed.length === 0 ? sample : typed;
  const frames = preset.frames({ role, payload, maskKey });
  const [first, second] = frames.map(readFrame);
  // Every preset has a frame with a whole header.
  if (first === undefined) return { frame: {}, mode: 'text', body: '' };
  const fields = fieldsOf(first);
  if (second === undefined) return drafted(fields, role, first.payload);
  if (continues(first.head, second.head)) {
    const split = { ...fields, fin: second.head.fin, fragments: 2, restart: second.head.opcode !== 0 };
    return drafted(split, role, Uint8Array.from([...first.payload, ...second.payload]));
  }
  const after = frames[1] ?? nothing;
  if (after.length > roomAfter) return presetDraft(preset, role, payload.subarray(0, roomAfter / 2));
  return drafted({ ...fields, junk: formatHex(after) }, role, first.payload);
}

function drafted(fields: Partial<FrameFields>, role: Role, payload: Uint8Array): PresetDraft {
  const frame = changeFrame({}, role, fields);
  // What follows the role need not be said: the same preset then serves the other role's session.
  const { masked, ...rest } = frame;
  const kept = masked === (role === 'client') ? rest : frame;
  return looksTextual(payload)
    ? { frame: kept, mode: 'text', body: decodeUtf8Lossy(payload) }
    : { frame: kept, mode: 'hex', body: formatHex(payload) };
}

/** The second is cut from the same message as the first, or pretends to begin another like it. */
function continues(first: DecodedHead, second: DecodedHead): boolean {
  if (first.fin || first.masked !== second.masked) return false;
  if (second.opcode === 0) return second.rsv === 0;
  return second.opcode === first.opcode && second.rsv === first.rsv;
}

function fieldsOf({ head, payload }: Read): Partial<FrameFields> {
  const wrong = head.declared !== BigInt(payload.length);
  const unusual = head.lengthForm !== shortestForm(head.declared);
  return {
    opcode: head.opcode,
    fin: head.fin,
    rsv1: (head.rsv & 4) !== 0,
    rsv2: (head.rsv & 2) !== 0,
    rsv3: (head.rsv & 1) !== 0,
    masked: head.masked,
    ...(unusual && { lengthForm: `${head.lengthForm}` as const }),
    ...(wrong && { length: lengthText(head.declared) }),
  };
}

/** Lengths beyond any frame read better as powers of two. */
function lengthText(declared: bigint): string {
  return declared > 0xffff_ffffn ? `0x${declared.toString(16)}` : String(declared);
}

function readFrame(bytes: Uint8Array): Read | undefined {
  const read = decodeFrameHead(bytes);
  if (!read.ok) return undefined;
  const payload = bytes.slice(read.value.headLength);
  if (read.value.masked) unmask(payload, 0, payload.length, read.value.maskKey);
  return { head: read.value, payload };
}
