/** A CRC by the parameters of the Rocksoft model, as the catalogue of the CRC RevEng project lists them. */
export interface CrcParameters {
  readonly name: string;
  /** Bits. */
  readonly width: number;
  readonly poly: bigint;
  readonly init: bigint;
  readonly refin: boolean;
  readonly refout: boolean;
  readonly xorout: bigint;
  /** Of the ASCII digits `123456789`. */
  readonly check: bigint;
  readonly aliases: readonly string[];
}

/*
 * name | poly | init | refin refout (y, n) | xorout | check | aliases. `~` is all bits set.
 * By the Catalogue of parametrised CRC algorithms (reveng.sourceforge.io); every check value is tested.
 */
const table = `
CRC-8/AUTOSAR|2f|~|nn|~|df
CRC-8/BLUETOOTH|a7|0|yy|0|26
CRC-8/CDMA2000|9b|~|nn|0|da
CRC-8/DARC|39|0|yy|0|15
CRC-8/DVB-S2|d5|0|nn|0|bc
CRC-8/GSM-A|1d|0|nn|0|37
CRC-8/GSM-B|49|0|nn|~|94
CRC-8/HITAG|1d|~|nn|0|b4
CRC-8/I-432-1|07|0|nn|55|a1|CRC-8/ITU
CRC-8/I-CODE|1d|fd|nn|0|7e
CRC-8/LTE|9b|0|nn|0|ea
CRC-8/MAXIM-DOW|31|0|yy|0|a1|CRC-8/MAXIM,DOW-CRC
CRC-8/MIFARE-MAD|1d|c7|nn|0|99
CRC-8/NRSC-5|31|~|nn|0|f7
CRC-8/OPENSAFETY|2f|0|nn|0|3e
CRC-8/ROHC|07|~|yy|0|d0
CRC-8/SAE-J1850|1d|~|nn|~|4b
CRC-8/SMBUS|07|0|nn|0|f4|CRC-8
CRC-8/TECH-3250|1d|~|yy|0|97|CRC-8/AES,CRC-8/EBU
CRC-8/WCDMA|9b|0|yy|0|25
CRC-10/ATM|233|0|nn|0|199|CRC-10,CRC-10/I-610
CRC-10/CDMA2000|3d9|~|nn|0|233
CRC-10/GSM|175|0|nn|~|12a
CRC-11/FLEXRAY|385|01a|nn|0|5a3|CRC-11
CRC-11/UMTS|307|0|nn|0|061
CRC-12/CDMA2000|f13|~|nn|0|d4d
CRC-12/DECT|80f|0|nn|0|f5b|X-CRC-12
CRC-12/GSM|d31|0|nn|~|b34
CRC-12/UMTS|80f|0|ny|0|daf|CRC-12/3GPP
CRC-13/BBC|1cf5|0|nn|0|04fa
CRC-14/DARC|0805|0|yy|0|082d
CRC-14/GSM|202d|0|nn|~|30ae
CRC-15/CAN|4599|0|nn|0|059e|CRC-15
CRC-15/MPT1327|6815|0|nn|1|2566
CRC-16/ARC|8005|0|yy|0|bb3d|ARC,CRC-16,CRC-16/LHA,CRC-IBM
CRC-16/CDMA2000|c867|~|nn|0|4c06
CRC-16/CMS|8005|~|nn|0|aee7
CRC-16/DDS-110|8005|800d|nn|0|9ecf
CRC-16/DECT-R|0589|0|nn|1|007e|R-CRC-16
CRC-16/DECT-X|0589|0|nn|0|007f|X-CRC-16
CRC-16/DNP|3d65|0|yy|~|ea82
CRC-16/EN-13757|3d65|0|nn|~|c2b7
CRC-16/GENIBUS|1021|~|nn|~|d64e|CRC-16/DARC,CRC-16/EPC,CRC-16/EPC-C1G2,CRC-16/I-CODE
CRC-16/GSM|1021|0|nn|~|ce3c
CRC-16/IBM-3740|1021|~|nn|0|29b1|CRC-16/AUTOSAR,CRC-16/CCITT-FALSE
CRC-16/IBM-SDLC|1021|~|yy|~|906e|CRC-16/ISO-HDLC,CRC-16/ISO-IEC-14443-3-B,CRC-16/X-25,CRC-B,X-25
CRC-16/ISO-IEC-14443-3-A|1021|c6c6|yy|0|bf05|CRC-A
CRC-16/KERMIT|1021|0|yy|0|2189|CRC-16/CCITT,CRC-16/CCITT-TRUE,CRC-16/V-41-LSB,CRC-CCITT,KERMIT
CRC-16/LJ1200|6f63|0|nn|0|bdf4
CRC-16/M17|5935|~|nn|0|772b
CRC-16/MAXIM-DOW|8005|0|yy|~|44c2|CRC-16/MAXIM
CRC-16/MCRF4XX|1021|~|yy|0|6f91
CRC-16/MODBUS|8005|~|yy|0|4b37|MODBUS
CRC-16/NRSC-5|080b|~|yy|0|a066
CRC-16/OPENSAFETY-A|5935|0|nn|0|5d38
CRC-16/OPENSAFETY-B|755b|0|nn|0|20fe
CRC-16/PROFIBUS|1dcf|~|nn|~|a819|CRC-16/IEC-61158-2
CRC-16/RIELLO|1021|b2aa|yy|0|63d0
CRC-16/SPI-FUJITSU|1021|1d0f|nn|0|e5cc|CRC-16/AUG-CCITT
CRC-16/T10-DIF|8bb7|0|nn|0|d0db
CRC-16/TELEDISK|a097|0|nn|0|0fb3
CRC-16/TMS37157|1021|89ec|yy|0|26b1
CRC-16/UMTS|8005|0|nn|0|fee8|CRC-16/BUYPASS,CRC-16/VERIFONE
CRC-16/USB|8005|~|yy|~|b4c8
CRC-16/XMODEM|1021|0|nn|0|31c3|CRC-16/ACORN,CRC-16/LTE,CRC-16/V-41-MSB,XMODEM,ZMODEM
CRC-17/CAN-FD|1685b|0|nn|0|04f03
CRC-21/CAN-FD|102899|0|nn|0|0ed841
CRC-24/BLE|00065b|555555|yy|0|c25a56
CRC-24/FLEXRAY-A|5d6dcb|fedcba|nn|0|7979bd
CRC-24/FLEXRAY-B|5d6dcb|abcdef|nn|0|1f23b8
CRC-24/INTERLAKEN|328b63|~|nn|~|b4f3e6
CRC-24/LTE-A|864cfb|0|nn|0|cde703
CRC-24/LTE-B|800063|0|nn|0|23ef52
CRC-24/OPENPGP|864cfb|b704ce|nn|0|21cf02|CRC-24
CRC-24/OS-9|800063|~|nn|~|200fa5
CRC-30/CDMA|2030b9c7|~|nn|~|04c34abf
CRC-31/PHILIPS|04c11db7|~|nn|~|0ce9e46c
CRC-32/AIXM|814141ab|0|nn|0|3010bf7f|CRC-32Q
CRC-32/AUTOSAR|f4acfb13|~|yy|~|1697d06a
CRC-32/BASE91-D|a833982b|~|yy|~|87315576|CRC-32D
CRC-32/BZIP2|04c11db7|~|nn|~|fc891918|CRC-32/AAL5,CRC-32/DECT-B,B-CRC-32
CRC-32/CD-ROM-EDC|8001801b|0|yy|0|6ec2edc4
CRC-32/CKSUM|04c11db7|0|nn|~|765e7680|CKSUM,CRC-32/POSIX
CRC-32/ISCSI|1edc6f41|~|yy|~|e3069283|CRC-32/BASE91-C,CRC-32/CASTAGNOLI,CRC-32/INTERLAKEN,CRC-32C
CRC-32/ISO-HDLC|04c11db7|~|yy|~|cbf43926|CRC-32,CRC-32/ADCCP,CRC-32/V-42,CRC-32/XZ,PKZIP
CRC-32/JAMCRC|04c11db7|~|yy|0|340bc6d9|JAMCRC
CRC-32/MEF|741b8cd7|~|yy|0|d2c22f51
CRC-32/MPEG-2|04c11db7|~|nn|0|0376e6e7
CRC-32/XFER|000000af|0|nn|0|bd0be338|XFER
CRC-40/GSM|0004820009|0|nn|~|d4164fc646
CRC-64/ECMA-182|42f0e1eba9ea3693|0|nn|0|6c40df5f0b497347|CRC-64
CRC-64/GO-ISO|000000000000001b|~|yy|~|b90956c775a41001
CRC-64/MS|259c84cba6426349|~|yy|0|75d4b74f024eceea
CRC-64/NVME|ad93d23594c93659|~|yy|~|ae8b14860a799888
CRC-64/REDIS|ad93d23594c935a9|0|yy|0|e9c6d914c4b8d9ca
CRC-64/WE|42f0e1eba9ea3693|~|nn|~|62ec59e3f1a4f00a
CRC-64/XZ|42f0e1eba9ea3693|~|yy|~|995dc9bbdf1939fa|CRC-64/GO-ECMA
`;

/** Every CRC of the catalogue from 8 to 64 bits, narrow ones first. */
export const crcCatalogue: readonly CrcParameters[] = table.trim().split('\n').map(readLine);

function readLine(line: string): CrcParameters {
  const [name = '', poly = '', init = '', reflected = '', xorout = '', check = '', aliases = ''] =
    line.split('|');
  const width = Number(/^CRC-(\d+)/.exec(name)?.[1]);
  const all = (1n << BigInt(width)) - 1n;
  const number = (digits: string): bigint => (digits === '~' ? all : BigInt(`0x${digits}`));
  return {
    name,
    width,
    poly: number(poly),
    init: number(init),
    refin: reflected.startsWith('y'),
    refout: reflected.endsWith('y'),
    xorout: number(xorout),
    check: number(check),
    aliases: aliases === '' ? [] : aliases.split(','),
  };
}
