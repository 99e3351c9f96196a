import type { ByteRun } from './bytes.js';

/**
 * Blocks of a pcapng file (draft-ietf-opsawg-pcapng), little-endian: a section header, one interface,
 * packets, and the secrets that decrypt them.
 */

const encoder = new TextEncoder();
/** Packets begin with an IP header (LINKTYPE_RAW). */
const linktypeRaw = 101;
/** What stands beside a packet whose row is marked without words: a comment is all that pcapng has. */
export const bareMark = 'marked';

const option = { end: 0, comment: 1, name: 2, application: 4, description: 3, flags: 2, resolution: 9 };
/** An option's length is 16 bits. */
const mostOptionBytes = 65_535;

/** When a packet passed: epoch milliseconds, and the nanoseconds behind them. */
export interface Moment {
  readonly ms: number;
  readonly ns: number;
}

/** Writes a block around what `body` writes. */
function block(out: ByteRun, type: number, body: () => void): void {
  const at = out.length;
  out.u32(type);
  out.u32(0);
  body();
  const length = out.length - at + 4;
  out.view.setUint32(at + 4, length, true);
  out.u32(length);
}

function putOption(out: ByteRun, code: number, value: Uint8Array): void {
  const cut = value.subarray(0, mostOptionBytes);
  out.u16(code);
  out.u16(cut.length);
  out.put(cut);
  out.pad();
}

function endOptions(out: ByteRun): void {
  out.u16(option.end);
  out.u16(0);
}

export function sectionHeader(out: ByteRun, application: string, comment: string): void {
  block(out, 0x0a0d0d0a, () => {
    out.u32(0x1a2b3c4d);
    out.u16(1);
    out.u16(0);
    // The length of the section is not known: it is streamed.
    out.u32(0xffffffff);
    out.u32(0xffffffff);
    putOption(out, option.comment, encoder.encode(comment));
    putOption(out, option.application, encoder.encode(application));
    endOptions(out);
  });
}

export function interfaceDescription(out: ByteRun, name: string, description: string, comment: string): void {
  block(out, 1, () => {
    out.u16(linktypeRaw);
    out.u16(0);
    out.u32(0);
    putOption(out, option.comment, encoder.encode(comment));
    putOption(out, option.name, encoder.encode(name));
    putOption(out, option.description, encoder.encode(description));
    // Times count nanoseconds.
    putOption(out, option.resolution, Uint8Array.of(9));
    endOptions(out);
  });
}

/** The secrets of TLS in the NSS key log format: before the packets that they decrypt. */
export function decryptionSecrets(out: ByteRun, secrets: Uint8Array): void {
  block(out, 0x0a, () => {
    // "TLSK"
    out.u32(0x544c_534b);
    out.u32(secrets.length);
    out.put(secrets);
    out.pad();
  });
}

/** A packet that `body` writes; it passed as `inbound` or outbound. */
export function packet(
  out: ByteRun,
  when: Moment,
  inbound: boolean,
  comment: string | null,
  body: () => void,
): void {
  block(out, 6, () => {
    out.u32(0);
    const time = BigInt(when.ms) * 1_000_000n + BigInt(when.ns);
    out.u32(Number(time >> 32n));
    out.u32(Number(time & 0xffffffffn));
    const lengths = out.reserve(8);
    const at = out.length;
    body();
    const length = out.length - at;
    out.view.setUint32(lengths, length, true);
    out.view.setUint32(lengths + 4, length, true);
    out.pad();
    if (comment !== null) putOption(out, option.comment, encoder.encode(comment));
    putOption(out, option.flags, Uint8Array.of(inbound ? 1 : 2, 0, 0, 0));
    endOptions(out);
  });
}
