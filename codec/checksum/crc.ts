import type { ChecksumAlgorithm, ChecksumRun } from './checksum.js';
import { crcCatalogue } from './crc-catalogue.js';
import type { CrcParameters } from './crc-catalogue.js';

/** Every CRC of the catalogue. Its table is made when one is first used. */
export const crcs: readonly ChecksumAlgorithm[] = crcCatalogue.map((crc) => ({
  name: crc.name,
  aliases: crc.aliases,
  width: crc.width,
  family: 'CRC',
  start: () => (crc.width <= 32 ? new NarrowCrc(crc) : new WideCrc(crc)),
}));

const narrowTables = new Map<string, Uint32Array>();
const wideTables = new Map<string, BigUint64Array>();

/** Up to 32 bits. A register that is not reflected stands at the top of 32 bits: one step serves all widths. */
class NarrowCrc implements ChecksumRun {
  readonly #table: Uint32Array;
  #register: number;

  constructor(readonly crc: CrcParameters) {
    this.#table = narrowTables.get(crc.name) ?? narrowTable(crc);
    narrowTables.set(crc.name, this.#table);
    const init = Number(crc.init);
    this.#register = crc.refin ? reflected(init, crc.width) : (init << (32 - crc.width)) >>> 0;
  }

  update(bytes: Uint8Array): void {
    const table = this.#table;
    let register = this.#register;
    if (this.crc.refin) {
      for (const byte of bytes) register = (register >>> 8) ^ (table[(register ^ byte) & 0xff] ?? 0);
    } else {
      for (const byte of bytes) register = (register << 8) ^ (table[(register >>> 24) ^ byte] ?? 0);
    }
    this.#register = register >>> 0;
  }

  value(): bigint {
    const { width, refin, refout, xorout } = this.crc;
    const plain = refin ? this.#register : this.#register >>> (32 - width);
    return BigInt(refin === refout ? plain : reflected(plain, width)) ^ xorout;
  }
}

function narrowTable({ poly, width, refin }: CrcParameters): Uint32Array {
  const table = new Uint32Array(256);
  const reverse = reflected(Number(poly), width);
  const top = Number(poly) << (32 - width);
  for (let byte = 0; byte < 256; byte++) {
    let register = refin ? byte : byte << 24;
    for (let bit = 0; bit < 8; bit++) {
      if (refin) register = (register & 1) === 1 ? (register >>> 1) ^ reverse : register >>> 1;
      else register = register < 0 ? (register << 1) ^ top : register << 1;
    }
    table[byte] = register;
  }
  return table;
}

/** Bits in the opposite order. */
function reflected(value: number, width: number): number {
  let left = value;
  let mirrored = 0;
  for (let bit = 0; bit < width; bit++) {
    mirrored = (mirrored << 1) | (left & 1);
    left >>>= 1;
  }
  return mirrored >>> 0;
}

/** 33 to 64 bits: the same at the top of 64. */
class WideCrc implements ChecksumRun {
  readonly #table: BigUint64Array;
  #register: bigint;

  constructor(readonly crc: CrcParameters) {
    this.#table = wideTables.get(crc.name) ?? wideTable(crc);
    wideTables.set(crc.name, this.#table);
    const { init, width, refin } = crc;
    this.#register = refin ? wideReflected(init, width) : init << BigInt(64 - width);
  }

  update(bytes: Uint8Array): void {
    const table = this.#table;
    const { refin } = this.crc;
    let register = this.#register;
    for (const byte of bytes) {
      const at = Number(refin ? register & 0xffn : register >> 56n) ^ byte;
      const rest = refin ? register >> 8n : BigInt.asUintN(64, register << 8n);
      register = rest ^ (table[at] ?? 0n);
    }
    this.#register = register;
  }

  value(): bigint {
    const { width, refin, refout, xorout } = this.crc;
    const plain = refin ? this.#register : this.#register >> BigInt(64 - width);
    return (refin === refout ? plain : wideReflected(plain, width)) ^ xorout;
  }
}

function wideTable({ poly, width, refin }: CrcParameters): BigUint64Array {
  const table = new BigUint64Array(256);
  const reverse = wideReflected(poly, width);
  const top = poly << BigInt(64 - width);
  for (let byte = 0; byte < 256; byte++) {
    let register = refin ? BigInt(byte) : BigInt(byte) << 56n;
    for (let bit = 0; bit < 8; bit++) {
      if (refin) {
        register = (register & 1n) === 1n ? (register >> 1n) ^ reverse : register >> 1n;
      } else {
        const shifted = BigInt.asUintN(64, register << 1n);
        register = register >> 63n === 1n ? shifted ^ top : shifted;
      }
    }
    table[byte] = register;
  }
  return table;
}

function wideReflected(value: bigint, width: number): bigint {
  let left = value;
  let mirrored = 0n;
  for (let bit = 0; bit < width; bit++) {
    mirrored = (mirrored << 1n) | (left & 1n);
    left >>= 1n;
  }
  return mirrored;
}
