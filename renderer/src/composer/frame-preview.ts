import {
  decodeFrameHead,
  decodeUtf8Lossy,
  formatHex,
  opcodeName,
  visibleText,
} from '../../../codec/index.js';
import type { BuiltFrame } from '../../../codec/index.js';
import { formatBytes, t } from '../language/index.js';

/** A run of bytes of the preview, and what the header calls it. */
export interface PreviewToken {
  /** Chooses the colour: byte 1, length with the mask bit, key, payload, and what is no frame. */
  readonly part: 'first' | 'length' | 'key' | 'payload' | 'junk';
  readonly hex: string;
  readonly meaning: string;
  /** Cut off: these do not leave. */
  readonly cut: boolean;
}

/** Payload bytes shown of one frame: a few lines, not a hex dump. */
const shownBytes = 48;
const shownCharacters = 40;

/** The parts of a frame as they leave, and after it the junk. */
export function previewTokens(frame: BuiltFrame): PreviewToken[] {
  const { bytes, payloadAt, leaves, junk } = frame;
  const keyAt = frame.masked ? payloadAt - 4 : payloadAt;
  const words = describe(frame);
  const runs: [PreviewToken['part'], number, number, string][] = [
    ['first', 0, 1, words.first],
    ['length', 1, keyAt, words.length],
    ['key', keyAt, payloadAt, 'key'],
    ['payload', payloadAt, bytes.length, words.payload],
  ];
  const tokens = runs.flatMap(([part, from, to, meaning]) => {
    const at = Math.min(to, Math.max(from, leaves));
    return [run(bytes, part, from, at, meaning, false), run(bytes, part, at, to, t('not sent'), true)];
  });
  return [...tokens, run(junk, 'junk', 0, junk.length, t('junk'), false)].filter(({ hex }) => hex !== '');
}

function run(
  bytes: Uint8Array,
  part: PreviewToken['part'],
  from: number,
  to: number,
  meaning: string,
  cut: boolean,
): PreviewToken {
  const end = Math.min(to, from + shownBytes);
  const more =
    to > end ? ` …\u00a0${t('{size} more', { size: formatBytes(to - end) }).replaceAll(' ', '\u00a0')}` : '';
  return { part, hex: formatHex(bytes.subarray(from, end)) + more, meaning, cut };
}

function describe({ bytes, payload }: BuiltFrame): { first: string; length: string; payload: string } {
  const read = decodeFrameHead(bytes);
  // Cut short by a length that announces more of itself than there is.
  if (!read.ok) return { first: 'first byte', length: 'length', payload: 'payload' };
  const { fin, rsv, opcode, masked, declared } = read.value;
  const bits = [fin && 'FIN', rsv & 4 && 'RSV1', rsv & 2 && 'RSV2', rsv & 1 && 'RSV3'].filter(Boolean);
  const text = visibleText(decodeUtf8Lossy(payload.subarray(0, shownCharacters)));
  return {
    first: [...bits, `${opcodeName(opcode)} 0x${opcode.toString(16)}`].join(' '),
    length: `${masked ? 'masked, ' : ''}length ${declared}`,
    payload: payload.length === 0 ? '' : `“${text}${payload.length > shownCharacters ? '…' : ''}”`,
  };
}
