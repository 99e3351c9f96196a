import { rawFramer } from './chunk.js';
import type { Cut, Framer } from './cut.js';
import type { LengthPrefixSpec } from './spec.js';

type State =
  | { readonly name: 'header'; /** Bytes of it that have come. */ readonly have: number }
  | { readonly name: 'body'; readonly end: number }
  | { readonly name: 'lost'; readonly raw: Framer };

/** The value in a length field; a bigint, so that eight bytes are read exactly. */
export function readLength(field: Uint8Array, endian: 'big' | 'little'): bigint {
  let value = 0n;
  for (let index = 0; index < field.length; index++) {
    const byte = field[endian === 'big' ? index : field.length - 1 - index] ?? 0;
    value = (value << 8n) | BigInt(byte);
  }
  return value;
}

/**
 * Header, then as many bytes as it says. A length that cannot be is an invalid cut over the header;
 * from there nothing tells where a message begins, so the rest comes as raw chunks.
 */
export function lengthPrefixFramer(startOffset: number, spec: LengthPrefixSpec): Framer {
  const headerLength = spec.offset + spec.width;
  const field = new Uint8Array(spec.width);
  let start = startOffset;
  let at = startOffset;
  let state: State = { name: 'header', have: 0 };

  /** Body length said by a whole header, or why it cannot be. */
  function bodyLength(): number | string {
    const said = readLength(field, spec.endian);
    const length = said + BigInt(spec.adjust) - (spec.includesHeader === true ? BigInt(headerLength) : 0n);
    if (length < 0n) {
      return spec.includesHeader === true
        ? `the length says ${said}, less than the ${headerLength} ${headerLength === 1 ? 'byte' : 'bytes'} of the header it counts`
        : `the length says ${said}, which the adjustment of ${spec.adjust} makes negative`;
    }
    if (length > BigInt(spec.maxLength)) {
      return `the length says ${said}: a body of ${length} ${length === 1n ? 'byte' : 'bytes'} is over the limit of ${spec.maxLength}`;
    }
    return Number(length);
  }

  function takeHeader(chunk: Uint8Array, from: number, have: number): { used: number; have: number } {
    const used = Math.min(headerLength - have, chunk.length - from);
    for (let index = 0; index < used; index++) {
      const place = have + index - spec.offset;
      if (place >= 0) field[place] = chunk[from + index] ?? 0;
    }
    return { used, have: have + used };
  }

  function pending(): Cut | null {
    if (state.name === 'lost' || at === start) return null;
    return { start, end: at, bodyStart: Math.min(start + headerLength, at), bodyEnd: at, partial: true };
  }

  return {
    push(chunk) {
      const cuts: Cut[] = [];
      let index = 0;
      while (index < chunk.length) {
        if (state.name === 'lost') {
          at += chunk.length - index;
          cuts.push(...state.raw.push(chunk.subarray(index)));
          break;
        }
        if (state.name === 'header') {
          const taken = takeHeader(chunk, index, state.have);
          index += taken.used;
          at += taken.used;
          if (taken.have < headerLength) {
            state = { name: 'header', have: taken.have };
            break;
          }
          const length = bodyLength();
          if (typeof length === 'string') {
            cuts.push({ start, end: at, bodyStart: at, bodyEnd: at, invalid: length });
            state = { name: 'lost', raw: rawFramer(at) };
            start = at;
            continue;
          }
          state = { name: 'body', end: at + length };
        }
        const used = Math.min(state.end - at, chunk.length - index);
        index += used;
        at += used;
        if (at === state.end) {
          cuts.push({ start, end: at, bodyStart: start + headerLength, bodyEnd: at });
          start = at;
          state = { name: 'header', have: 0 };
        }
      }
      return cuts;
    },
    pending,
    end() {
      const last = pending();
      start = at;
      if (state.name !== 'lost') state = { name: 'header', have: 0 };
      return last === null ? [] : [last];
    },
  };
}
