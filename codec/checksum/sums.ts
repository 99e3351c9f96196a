import type { ChecksumAlgorithm, ChecksumRun } from './checksum.js';

/** Sums of bytes, plain, complemented and negated; XOR; the checksum of the internet (RFC 1071). */
export const sums: readonly ChecksumAlgorithm[] = [
  ...[8, 16, 32].flatMap((width) => [
    sum(`SUM-${width}`, width, (value) => value),
    sum(`SUM-${width}/COMPLEMENT`, width, (value) => ~value),
    sum(`SUM-${width}/NEGATIVE`, width, (value) => -value, width === 8 ? ['LRC', 'LRC/MODBUS-ASCII'] : []),
  ]),
  { name: 'XOR-8', aliases: ['BCC', 'LRC/ISO-1155', 'NMEA-0183'], width: 8, family: 'XOR', start: xor },
  { name: 'INTERNET', aliases: ['RFC-1071'], width: 16, family: 'Sum', start: internet },
];

function sum(
  name: string,
  width: number,
  last: (value: bigint) => bigint,
  aliases: readonly string[] = [],
): ChecksumAlgorithm {
  const start = (): ChecksumRun => {
    // Exact up to 2^45 bytes.
    let total = 0;
    return {
      update: (bytes) => {
        for (const byte of bytes) total += byte;
      },
      value: () => BigInt.asUintN(width, last(BigInt(total))),
    };
  };
  return { name, aliases, width, family: 'Sum', start };
}

function xor(): ChecksumRun {
  let all = 0;
  return {
    update: (bytes) => {
      for (const byte of bytes) all ^= byte;
    },
    value: () => BigInt(all),
  };
}

/** The ones' complement of the ones' complement sum of 16 bits words, an odd byte with a zero after it. */
function internet(): ChecksumRun {
  let total = 0;
  let odd = false;
  return {
    update: (bytes) => {
      for (const byte of bytes) {
        total += odd ? byte : byte << 8;
        odd = !odd;
      }
    },
    value: () => {
      let folded = total;
      while (folded > 0xffff) folded = (folded % 0x10000) + Math.floor(folded / 0x10000);
      return BigInt(0xffff - folded);
    },
  };
}
