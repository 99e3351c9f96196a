export {
  noContext,
  type DissectContext,
  type Dissection,
  type Dissector,
  type ProtobufSchema,
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
