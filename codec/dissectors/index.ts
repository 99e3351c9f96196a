export {
  noContext,
  type DissectContext,
  type Dissection,
  type Dissector,
  type ProtobufSchema,
  type Unwrapped,
} from './dissector.js';
export {
  candidates,
  chooseDissector,
  clearly,
  decodeAs,
  dissect,
  dissectLayers,
  dissectors,
  type Candidate,
  type Layer,
  type Reading,
  type Refusal,
} from './table.js';
export { maxDepth, maxFields, maxUnwrapped } from './fields.js';
export {
  charsets,
  decodeCharset,
  isCharset,
  type Charset,
  type CharsetId,
  type DecodedText,
} from './charset.js';
export { layoutFormat } from '../fields/dissector.js';
export { inspectBytes } from './inspect.js';
export type { InspectRow } from './inspect-row.js';
export { loadSchema } from './protobuf-schema.js';
