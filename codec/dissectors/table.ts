import type { Field } from '../field.js';
import { layoutDissector } from '../fields/dissector.js';
import type { Dissection, DissectContext, Dissector, Unwrapped } from './dissector.js';
import { firstError } from './fields.js';
import { form } from './form.js';
import { http1 } from './http1.js';
import { brotli } from './brotli.js';
import { cbor } from './cbor.js';
import { deflate, gzip, zlib } from './compressed.js';
import { json } from './json.js';
import { jsonLines } from './json-lines.js';
import { messagepack } from './messagepack.js';
import { dns } from './dns.js';
import { ntp } from './ntp.js';
import { modbusTcp } from './modbus-tcp.js';
import { mqtt } from './mqtt.js';
import { redis } from './redis.js';
import { stomp } from './stomp.js';
import { ssdp } from './ssdp.js';
import { syslog } from './syslog.js';
import { socketIo } from './socket-io.js';
import { signalr } from './signalr.js';
import { graphqlWs } from './graphql-ws.js';
import { jsonRpc } from './json-rpc.js';
import { slip } from './slip.js';
import { cobs } from './cobs.js';
import { image } from './image.js';
import { protobuf } from './protobuf.js';
import { raw } from './raw.js';
import { xml } from './xml.js';

/**
 * Every payload format there is, in the order of the menu. Of two that are equally sure of a payload the
 * earlier one is tried first: what cannot be mistaken stands before what can, `raw` last. A new format is a
 * file in this folder and a line here.
 */
export const dissectors: readonly Dissector[] = [
  dns,
  ntp,
  modbusTcp,
  mqtt,
  redis,
  stomp,
  ssdp,
  syslog,
  socketIo,
  signalr,
  graphqlWs,
  jsonRpc,
  http1,
  image,
  gzip,
  jsonLines,
  json,
  xml,
  form,
  zlib,
  messagepack,
  cbor,
  protobuf,
  deflate,
  brotli,
  slip,
  cobs,
  raw,
];

/** From this on a payload is clearly of a format: it keeps it even where it is malformed. */
export const clearly = 0.5;

/** Layers of a payload wrapped in a payload (gzip in HTTP in ...) that are followed. */
export const maxLayers = 8;

/** A format that thinks a payload may be its own. */
export interface Candidate {
  readonly dissector: Dissector;
  /** 0 to 1, above 0. */
  readonly confidence: number;
}

/** A format that was tried and did not take the payload. */
export interface Refusal {
  readonly id: string;
  readonly label: string;
  readonly reason: string;
}

/** What became of a payload: always something to show. */
export interface Reading {
  /** Of the format that took it; `raw` where none did. */
  readonly id: string;
  readonly label: string;
  readonly fields: readonly Field[];
  readonly summary: string;
  readonly consumed: number;
  readonly unwrapped?: Unwrapped;
  /** How sure the automatic choice was; null where a format was asked for, or none was chosen. */
  readonly confidence: number | null;
  /** Who was tried before and why they refused, most likely first. */
  readonly refusals: readonly Refusal[];
}

/** What a person described himself comes before what we know. */
function formats({ layouts }: DissectContext): readonly Dissector[] {
  return layouts.length === 0 ? dissectors : [...layouts.map(layoutDissector), ...dissectors];
}

/** The formats a payload may be of, the surest first. */
export function candidates(bytes: Uint8Array, context: DissectContext): readonly Candidate[] {
  if (bytes.length === 0) return [];
  return formats(context)
    .map((dissector) => ({ dissector, confidence: dissector.sniff(bytes, context) }))
    .filter((one) => one.confidence > 0)
    .sort((one, other) => other.confidence - one.confidence);
}

/** The format a payload most likely has, by a look at it alone; `raw` where none is likely. */
export function chooseDissector(bytes: Uint8Array, context: DissectContext): Dissector {
  return candidates(bytes, context)[0]?.dissector ?? raw;
}

/**
 * Dissects a payload with the format that fits best. Candidates are tried from the surest to the least
 * sure; the first that reads all bytes without an error takes it. Where there is none, the surest that is
 * `clearly` its format takes it as far as it goes; else it is `raw`, and `refusals` say why.
 */
export function dissect(bytes: Uint8Array, context: DissectContext): Reading {
  const refusals: Refusal[] = [];
  let partial: Reading | null = null;
  for (const { dissector, confidence } of candidates(bytes, context)) {
    const { id, label } = dissector;
    const dissection = dissector.dissect(bytes, context);
    if (dissection.kind !== 'done') {
      refusals.push({ id, label, reason: dissection.reason });
      continue;
    }
    const flaw = flawOf(dissection, bytes.length);
    // A guess does not take a payload away from what it clearly is.
    if (flaw === null && (partial === null || confidence >= clearly))
      return reading(dissector, dissection, confidence, refusals);
    if (flaw === null) break;
    if (confidence >= clearly) partial ??= reading(dissector, dissection, confidence, [...refusals]);
    refusals.push({ id, label, reason: flaw });
  }
  return partial ?? asRaw(bytes, context, refusals);
}

/**
 * Dissects a payload as the format asked for, however unlikely. Where that one cannot, or there is none of
 * this name, it is `raw`, and `refusals` says why.
 */
export function decodeAs(id: string, bytes: Uint8Array, context: DissectContext): Reading {
  const dissector = formats(context).find((one) => one.id === id);
  if (dissector === undefined)
    return asRaw(bytes, context, [{ id, label: id, reason: `there is no format named ${id}` }]);
  const dissection = dissector.dissect(bytes, context);
  if (dissection.kind === 'done') return reading(dissector, dissection, null, []);
  return asRaw(bytes, context, [{ id, label: dissector.label, reason: dissection.reason }]);
}

/** A payload and what was wrapped in it, outermost first; the label says how the bytes came to be. */
export interface Layer {
  readonly label: string;
  readonly bytes: Uint8Array;
  readonly reading: Reading;
}

/** Dissects a payload, what it wraps, and so on; the outermost as `id` where one is given. */
export function dissectLayers(
  bytes: Uint8Array,
  context: DissectContext,
  id: string | null = null,
): readonly Layer[] {
  const first = id === null ? dissect(bytes, context) : decodeAs(id, bytes, context);
  const layers: Layer[] = [{ label: 'payload', bytes, reading: first }];
  // Whether the outer message was text says nothing of what was wrapped in it.
  const inside = { ...context, text: null };
  for (let next = first.unwrapped; next !== undefined && layers.length < maxLayers;) {
    const reading = dissectUnwrapped(next, inside);
    layers.push({ label: next.label, bytes: next.bytes, reading });
    next = reading.unwrapped;
  }
  return layers;
}

/** Reads what was wrapped as what it is said to be, unless it is not: then as what it is. */
function dissectUnwrapped({ bytes, as }: Unwrapped, context: DissectContext): Reading {
  const dissector = dissectors.find((one) => one.id === as);
  const said = dissector?.dissect(bytes, context);
  if (dissector === undefined || said?.kind !== 'done' || flawOf(said, bytes.length) !== null)
    return dissect(bytes, context);
  return reading(dissector, said, null, []);
}

/** Why a dissection is not the whole truth of a payload, or null. */
function flawOf(dissection: Dissection & { readonly kind: 'done' }, length: number): string | null {
  const wrong = firstError(dissection.fields);
  if (wrong !== null) return `malformed: ${wrong}`;
  return dissection.consumed < length ? `ends after ${dissection.consumed} of ${length} bytes` : null;
}

function reading(
  dissector: Dissector,
  dissection: Dissection & { readonly kind: 'done' },
  confidence: number | null,
  refusals: readonly Refusal[],
): Reading {
  const { fields, summary, consumed, unwrapped } = dissection;
  const { id, label } = dissector;
  const base = { id, label, fields, summary, consumed, confidence, refusals };
  return unwrapped === undefined ? base : { ...base, unwrapped };
}

function asRaw(bytes: Uint8Array, context: DissectContext, refusals: readonly Refusal[]): Reading {
  const dissection = raw.dissect(bytes, context);
  if (dissection.kind !== 'done') throw new Error('raw takes anything');
  return reading(raw, dissection, null, refusals);
}
