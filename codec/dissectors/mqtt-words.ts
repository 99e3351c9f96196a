/** Names and tables of MQTT 3.1.1 and 5 (OASIS). */

export const packetTypes: Readonly<Record<number, string>> = {
  1: 'CONNECT',
  2: 'CONNACK',
  3: 'PUBLISH',
  4: 'PUBACK',
  5: 'PUBREC',
  6: 'PUBREL',
  7: 'PUBCOMP',
  8: 'SUBSCRIBE',
  9: 'SUBACK',
  10: 'UNSUBSCRIBE',
  11: 'UNSUBACK',
  12: 'PINGREQ',
  13: 'PINGRESP',
  14: 'DISCONNECT',
  15: 'AUTH',
};

export const qosLevels: Readonly<Record<number, string>> = {
  0: '0, at most once',
  1: '1, at least once',
  2: '2, exactly once',
  3: '3, reserved',
};

/** MQTT 3.1.1 §3.2.2.3. */
export const returnCodes: Readonly<Record<number, string>> = {
  0: 'Connection Accepted',
  1: 'Connection Refused, unacceptable protocol version',
  2: 'Connection Refused, identifier rejected',
  3: 'Connection Refused, Server unavailable',
  4: 'Connection Refused, bad user name or password',
  5: 'Connection Refused, not authorized',
};

/** MQTT 5 §2.4. What 0 means depends on the packet. */
const reasons: Readonly<Record<number, string>> = {
  0x00: 'Success',
  0x01: 'Granted QoS 1',
  0x02: 'Granted QoS 2',
  0x04: 'Disconnect with Will Message',
  0x10: 'No matching subscribers',
  0x11: 'No subscription existed',
  0x18: 'Continue authentication',
  0x19: 'Re-authenticate',
  0x80: 'Unspecified error',
  0x81: 'Malformed Packet',
  0x82: 'Protocol Error',
  0x83: 'Implementation specific error',
  0x84: 'Unsupported Protocol Version',
  0x85: 'Client Identifier not valid',
  0x86: 'Bad User Name or Password',
  0x87: 'Not authorized',
  0x88: 'Server unavailable',
  0x89: 'Server busy',
  0x8a: 'Banned',
  0x8b: 'Server shutting down',
  0x8c: 'Bad authentication method',
  0x8d: 'Keep Alive timeout',
  0x8e: 'Session taken over',
  0x8f: 'Topic Filter invalid',
  0x90: 'Topic Name invalid',
  0x91: 'Packet Identifier in use',
  0x92: 'Packet Identifier not found',
  0x93: 'Receive Maximum exceeded',
  0x94: 'Topic Alias invalid',
  0x95: 'Packet too large',
  0x96: 'Message rate too high',
  0x97: 'Quota exceeded',
  0x98: 'Administrative action',
  0x99: 'Payload format invalid',
  0x9a: 'Retain not supported',
  0x9b: 'QoS not supported',
  0x9c: 'Use another server',
  0x9d: 'Server moved',
  0x9e: 'Shared Subscriptions not supported',
  0x9f: 'Connection rate exceeded',
  0xa0: 'Maximum connect time',
  0xa1: 'Subscription Identifiers not supported',
  0xa2: 'Wildcard Subscriptions not supported',
};

/** A reason code with its name, or undefined for one that MQTT 5 does not assign. */
export function reasonName(code: number, packet: number): string | undefined {
  if (code === 0) return packet === 9 ? 'Granted QoS 0' : packet === 14 ? 'Normal disconnection' : 'Success';
  return reasons[code];
}

type PropertyKind = 'byte' | 'two' | 'four' | 'variable' | 'text' | 'binary' | 'pair';

/** MQTT 5 §2.2.2.2: identifier, name, type, and the packets it may stand in (0 is the will). */
export const properties: Readonly<
  Record<number, { readonly name: string; readonly kind: PropertyKind; readonly packets: readonly number[] }>
> = {
  0x01: { name: 'Payload Format Indicator', kind: 'byte', packets: [3, 0] },
  0x02: { name: 'Message Expiry Interval', kind: 'four', packets: [3, 0] },
  0x03: { name: 'Content Type', kind: 'text', packets: [3, 0] },
  0x08: { name: 'Response Topic', kind: 'text', packets: [3, 0] },
  0x09: { name: 'Correlation Data', kind: 'binary', packets: [3, 0] },
  0x0b: { name: 'Subscription Identifier', kind: 'variable', packets: [3, 8] },
  0x11: { name: 'Session Expiry Interval', kind: 'four', packets: [1, 2, 14] },
  0x12: { name: 'Assigned Client Identifier', kind: 'text', packets: [2] },
  0x13: { name: 'Server Keep Alive', kind: 'two', packets: [2] },
  0x15: { name: 'Authentication Method', kind: 'text', packets: [1, 2, 15] },
  0x16: { name: 'Authentication Data', kind: 'binary', packets: [1, 2, 15] },
  0x17: { name: 'Request Problem Information', kind: 'byte', packets: [1] },
  0x18: { name: 'Will Delay Interval', kind: 'four', packets: [0] },
  0x19: { name: 'Request Response Information', kind: 'byte', packets: [1] },
  0x1a: { name: 'Response Information', kind: 'text', packets: [2] },
  0x1c: { name: 'Server Reference', kind: 'text', packets: [2, 14] },
  0x1f: { name: 'Reason String', kind: 'text', packets: [2, 4, 5, 6, 7, 9, 11, 14, 15] },
  0x21: { name: 'Receive Maximum', kind: 'two', packets: [1, 2] },
  0x22: { name: 'Topic Alias Maximum', kind: 'two', packets: [1, 2] },
  0x23: { name: 'Topic Alias', kind: 'two', packets: [3] },
  0x24: { name: 'Maximum QoS', kind: 'byte', packets: [2] },
  0x25: { name: 'Retain Available', kind: 'byte', packets: [2] },
  0x26: { name: 'User Property', kind: 'pair', packets: [1, 2, 3, 0, 4, 5, 6, 7, 8, 9, 10, 11, 14, 15] },
  0x27: { name: 'Maximum Packet Size', kind: 'four', packets: [1, 2] },
  0x28: { name: 'Wildcard Subscription Available', kind: 'byte', packets: [2] },
  0x29: { name: 'Subscription Identifier Available', kind: 'byte', packets: [2] },
  0x2a: { name: 'Shared Subscription Available', kind: 'byte', packets: [2] },
};
