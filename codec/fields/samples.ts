import type { Layout } from './layout.js';

/** Well-known shapes to begin a layout with. */
export const layoutSamples: readonly (Layout & { readonly note: string })[] = [
  {
    id: 'modbus-rtu',
    name: 'Modbus RTU request',
    note: 'Read registers: address, function, start, quantity and the CRC, low byte first.',
    fields: [
      { name: 'address', type: 'u8', value: '17' },
      {
        name: 'function',
        type: 'u8',
        value: '3',
        names: [
          { value: '1', name: 'Read Coils' },
          { value: '2', name: 'Read Discrete Inputs' },
          { value: '3', name: 'Read Holding Registers' },
          { value: '4', name: 'Read Input Registers' },
          { value: '5', name: 'Write Single Coil' },
          { value: '6', name: 'Write Single Register' },
        ],
      },
      { name: 'start', type: 'u16', value: '0x006b' },
      { name: 'quantity', type: 'u16', value: '3' },
      {
        name: 'crc',
        type: 'u16',
        little: true,
        checksum: { algorithm: 'CRC-16/MODBUS', from: 'address', to: 'quantity' },
      },
    ],
  },
  {
    id: 'length-prefixed',
    name: 'Length before a message',
    note: 'A magic number, the length of what comes after it, and a text.',
    fields: [
      { name: 'magic', type: 'bytes', value: 'ca fe', fixed: true },
      { name: 'length', type: 'u16', length: { from: 'type', to: 'payload' } },
      { name: 'type', type: 'u8', value: '1' },
      { name: 'payload', type: 'text', value: 'Hello' },
    ],
  },
  {
    id: 'tlv',
    name: 'Type, length, value',
    note: 'As many items as there are: each says how long its value is.',
    fields: [
      {
        name: 'items',
        type: 'array',
        value: '2',
        fields: [
          { name: 'type', type: 'u8', value: '1' },
          { name: 'length', type: 'u8', length: { from: 'value' } },
          { name: 'value', type: 'bytes', value: '00 11 22' },
        ],
      },
    ],
  },
  {
    id: 'nmea',
    name: 'NMEA 0183 sentence',
    note: 'A text between $ and *, the XOR of it as two hex digits, and a line end.',
    fields: [
      { name: 'start', type: 'text', value: '$', fixed: true },
      { name: 'sentence', type: 'text', charset: 'ascii', value: 'GPGLL,4916.45,N,12311.12,W,225444,A,' },
      { name: 'star', type: 'text', value: '*', fixed: true },
      {
        name: 'checksum',
        type: 'text',
        size: 2,
        checksum: { algorithm: 'XOR-8', from: 'sentence' },
      },
      { name: 'end', type: 'bytes', value: '0d 0a', fixed: true },
    ],
  },
  {
    id: 'slip-payload',
    name: 'Payload for SLIP or COBS',
    note: 'The packet itself. Escaping and the byte that ends it are the framing, chosen under Options.',
    fields: [
      {
        name: 'flags',
        type: 'bits',
        size: 1,
        fields: [
          { name: 'version', type: 'bit', size: 4, value: '1' },
          { name: 'answer', type: 'bit', size: 1 },
          { name: 'more', type: 'bit', size: 1 },
          { name: 'priority', type: 'bit', size: 2 },
        ],
      },
      { name: 'sequence', type: 'u16', little: true, value: '1' },
      { name: 'data', type: 'bytes', value: 'c0 db 00' },
      {
        name: 'crc',
        type: 'u32',
        little: true,
        checksum: { algorithm: 'CRC-32/ISO-HDLC', from: 'flags', to: 'data' },
      },
    ],
  },
];
