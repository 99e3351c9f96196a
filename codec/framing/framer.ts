import { parseHex } from '../hex.js';
import { delimiterFramer } from './delimiter.js';
import { lengthPrefixFramer } from './length-prefix.js';
import { fixedFramer, idleFramer, rawFramer } from './chunk.js';
import type { Framer } from './cut.js';
import type { FramingSpec } from './spec.js';

/**
 * A framer whose first byte stands at `startOffset` of the stream. `spec` is one that
 * `validateFraming` has passed; anything else is a bug and throws.
 */
export function createFramer(spec: FramingSpec, startOffset = 0): Framer {
  switch (spec.kind) {
    case 'raw':
      return rawFramer(startOffset);
    case 'line':
      return delimiterFramer(startOffset, {
        bytes: Uint8Array.of(0x0a),
        keepEmpty: spec.keepEmpty ?? true,
        trimCr: true,
      });
    case 'delimiter': {
      const bytes = parseHex(spec.delimiter);
      if (!bytes.ok || bytes.value.length === 0)
        throw new TypeError('createFramer: the delimiter was not validated');
      return delimiterFramer(startOffset, { bytes: bytes.value, keepEmpty: true, trimCr: false });
    }
    case 'slip':
      // RFC 1055 recommends an END before each packet as well: two in a row enclose nothing.
      return delimiterFramer(startOffset, { bytes: Uint8Array.of(0xc0), keepEmpty: false, trimCr: false });
    case 'cobs':
      return delimiterFramer(startOffset, { bytes: Uint8Array.of(0x00), keepEmpty: false, trimCr: false });
    case 'length-prefix':
      return lengthPrefixFramer(startOffset, spec);
    case 'fixed':
      return fixedFramer(startOffset, spec.length);
    case 'idle':
      return idleFramer(startOffset, spec.gapMs);
  }
}
