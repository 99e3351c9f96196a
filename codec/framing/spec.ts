import { parseHex } from '../hex.js';
import { fail, ok, type Result } from '../result.js';

export interface LengthPrefixSpec {
  readonly kind: 'length-prefix';
  /** Bytes of the length field. */
  readonly width: 1 | 2 | 4 | 8;
  readonly endian: 'big' | 'little';
  /** The length counts the header (everything up to and with the length field) too; false unless set. */
  readonly includesHeader?: boolean;
  /** Bytes before the length field. */
  readonly offset: number;
  /** Added to the length found: negative where it counts something that does not follow. */
  readonly adjust: number;
  /** Largest body believed, in bytes; a longer one means that the framing is lost. */
  readonly maxLength: number;
}

/** How a byte stream is cut into messages. A view: it never changes what is stored. */
export type FramingSpec =
  | { readonly kind: 'raw' }
  | { readonly kind: 'line'; /** Empty lines are messages; true unless set. */ readonly keepEmpty?: boolean }
  | { readonly kind: 'delimiter'; /** Hex, as typed. */ readonly delimiter: string }
  | LengthPrefixSpec
  | { readonly kind: 'fixed'; readonly length: number }
  | { readonly kind: 'idle'; readonly gapMs: number }
  | { readonly kind: 'slip' }
  | { readonly kind: 'cobs' };

export type FramingKind = FramingSpec['kind'];

/** A delimiter longer than this is a mistake: no protocol has one. Bytes. */
export const maxDelimiterLength = 256;

/** Least and most of each number: the same as the contract accepts. */
export const framingRanges = {
  offset: { min: 0, max: 65_535 },
  adjust: { min: -65_535, max: 65_535 },
  maxLength: { min: 1, max: 1_073_741_824 },
  length: { min: 1, max: 16_777_216 },
  gapMs: { min: 1, max: 3_600_000 },
} as const;

type Bag = Readonly<Record<string, unknown>>;

/** Checks a framing that comes from a person, a file or the page. Fails with `framing.invalid`, naming the field. */
export function validateFraming(spec: unknown): Result<FramingSpec> {
  if (typeof spec !== 'object' || spec === null) return refuse('kind', 'a framing is an object with a kind');
  // Any object can be read as a bag of unknown values; each value is checked before use.
  const bag = spec as Bag;
  switch (bag['kind']) {
    case 'raw':
    case 'slip':
    case 'cobs':
      return ok({ kind: bag['kind'] });
    case 'line': {
      const { keepEmpty } = bag;
      if (keepEmpty === undefined) return ok({ kind: 'line' });
      if (typeof keepEmpty !== 'boolean') return refuse('keepEmpty', 'keepEmpty must be true or false');
      return ok({ kind: 'line', keepEmpty });
    }
    case 'delimiter':
      return validateDelimiter(bag['delimiter']);
    case 'fixed': {
      const length = whole(bag, 'length');
      return length.ok ? ok({ kind: 'fixed', length: length.value }) : length;
    }
    case 'idle': {
      const gapMs = whole(bag, 'gapMs');
      return gapMs.ok ? ok({ kind: 'idle', gapMs: gapMs.value }) : gapMs;
    }
    case 'length-prefix':
      return validateLengthPrefix(bag);
    default:
      return refuse('kind', `there is no framing named ${JSON.stringify(bag['kind']) ?? 'undefined'}`);
  }
}

function validateDelimiter(delimiter: unknown): Result<FramingSpec> {
  if (typeof delimiter !== 'string') return refuse('delimiter', 'the delimiter must be hex text');
  const bytes = parseHex(delimiter);
  if (!bytes.ok) return refuse('delimiter', `the delimiter is not hex: ${bytes.error.message}`);
  if (bytes.value.length === 0) return refuse('delimiter', 'the delimiter is empty: name at least one byte');
  if (bytes.value.length > maxDelimiterLength) {
    return refuse(
      'delimiter',
      `the delimiter has ${bytes.value.length} bytes, at most ${maxDelimiterLength} make sense`,
    );
  }
  return ok({ kind: 'delimiter', delimiter });
}

function validateLengthPrefix(bag: Bag): Result<FramingSpec> {
  const { width, endian, includesHeader } = bag;
  if (width !== 1 && width !== 2 && width !== 4 && width !== 8)
    return refuse('width', 'width must be 1, 2, 4 or 8 bytes');
  if (endian !== 'big' && endian !== 'little') return refuse('endian', "endian must be 'big' or 'little'");
  if (includesHeader !== undefined && typeof includesHeader !== 'boolean')
    return refuse('includesHeader', 'includesHeader must be true or false');
  const offset = whole(bag, 'offset');
  if (!offset.ok) return offset;
  const adjust = whole(bag, 'adjust');
  if (!adjust.ok) return adjust;
  const maxLength = whole(bag, 'maxLength');
  if (!maxLength.ok) return maxLength;
  return ok({
    kind: 'length-prefix',
    width,
    endian,
    ...(includesHeader === undefined ? {} : { includesHeader }),
    offset: offset.value,
    adjust: adjust.value,
    maxLength: maxLength.value,
  });
}

function whole(bag: Bag, name: keyof typeof framingRanges): Result<number> {
  const value = bag[name];
  const { min, max } = framingRanges[name];
  if (typeof value !== 'number' || !Number.isInteger(value) || value < min || value > max) {
    return refuse(name, `${name} must be a whole number from ${min} to ${max}`);
  }
  return ok(value);
}

function refuse(field: string, message: string): Result<never> {
  return fail('framing.invalid', message, { field });
}
