/** Names of the DNS registries at IANA: resource record types, classes, codes, EDNS options, service parameters. */

export const dnsTypes: Readonly<Record<number, string>> = {
  1: 'A',
  2: 'NS',
  5: 'CNAME',
  6: 'SOA',
  10: 'NULL',
  11: 'WKS',
  12: 'PTR',
  13: 'HINFO',
  14: 'MINFO',
  15: 'MX',
  16: 'TXT',
  17: 'RP',
  18: 'AFSDB',
  24: 'SIG',
  25: 'KEY',
  28: 'AAAA',
  29: 'LOC',
  33: 'SRV',
  35: 'NAPTR',
  36: 'KX',
  37: 'CERT',
  39: 'DNAME',
  41: 'OPT',
  42: 'APL',
  43: 'DS',
  44: 'SSHFP',
  45: 'IPSECKEY',
  46: 'RRSIG',
  47: 'NSEC',
  48: 'DNSKEY',
  49: 'DHCID',
  50: 'NSEC3',
  51: 'NSEC3PARAM',
  52: 'TLSA',
  53: 'SMIMEA',
  55: 'HIP',
  59: 'CDS',
  60: 'CDNSKEY',
  61: 'OPENPGPKEY',
  62: 'CSYNC',
  63: 'ZONEMD',
  64: 'SVCB',
  65: 'HTTPS',
  99: 'SPF',
  108: 'EUI48',
  109: 'EUI64',
  249: 'TKEY',
  250: 'TSIG',
  251: 'IXFR',
  252: 'AXFR',
  255: 'ANY',
  256: 'URI',
  257: 'CAA',
};

export const dnsClasses: Readonly<Record<number, string>> = {
  1: 'IN',
  3: 'CH',
  4: 'HS',
  254: 'NONE',
  255: 'ANY',
};

export const dnsOpcodes: Readonly<Record<number, string>> = {
  0: 'Query',
  1: 'IQuery',
  2: 'Status',
  4: 'Notify',
  5: 'Update',
  6: 'DNS Stateful Operations',
};

export const dnsRcodes: Readonly<Record<number, string>> = {
  0: 'NoError',
  1: 'FormErr',
  2: 'ServFail',
  3: 'NXDomain',
  4: 'NotImp',
  5: 'Refused',
  6: 'YXDomain',
  7: 'YXRRSet',
  8: 'NXRRSet',
  9: 'NotAuth',
  10: 'NotZone',
  11: 'DSOTYPENI',
  16: 'BADVERS',
};

export const ednsOptions: Readonly<Record<number, string>> = {
  1: 'LLQ',
  3: 'NSID',
  5: 'DAU',
  6: 'DHU',
  7: 'N3U',
  8: 'Client Subnet',
  9: 'EXPIRE',
  10: 'COOKIE',
  11: 'TCP Keepalive',
  12: 'Padding',
  13: 'CHAIN',
  14: 'Key Tag',
  15: 'Extended DNS Error',
};

/** RFC 9460 §14.3.2. */
export const serviceParameters: Readonly<Record<number, string>> = {
  0: 'mandatory',
  1: 'alpn',
  2: 'no-default-alpn',
  3: 'port',
  4: 'ipv4hint',
  5: 'ech',
  6: 'ipv6hint',
  7: 'dohpath',
};

/** A type by its name, or as RFC 3597 writes unknown ones. */
export function dnsType(value: number): string {
  return dnsTypes[value] ?? `TYPE${value}`;
}

/** A class by its name, or as RFC 3597 writes unknown ones. */
export function dnsClass(value: number): string {
  return dnsClasses[value] ?? `CLASS${value}`;
}
