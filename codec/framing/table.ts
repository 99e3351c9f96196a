import { framingRanges, type FramingKind, type FramingSpec } from './spec.js';

/** One input of a framing, for a form that knows nothing of framings. */
export interface FramingField {
  /** Property of the spec. */
  readonly name: string;
  readonly label: string;
  readonly type: 'number' | 'boolean' | 'choice' | 'hex';
  readonly choices?: readonly { readonly value: string | number; readonly label: string }[];
  readonly min?: number;
  readonly max?: number;
  /** Shown behind a number. */
  readonly unit?: string;
}

export interface FramingEntry {
  readonly id: FramingKind;
  readonly title: string;
  /** One sentence: what makes a message. */
  readonly description: string;
  readonly fields: readonly FramingField[];
  /** A valid spec with every field at its default. */
  readonly defaults: FramingSpec;
}

/** Every framing there is, in the order the screen lists them. A new one is a line here and a case in `createFramer`. */
export const framings: readonly FramingEntry[] = [
  {
    id: 'raw',
    title: 'Raw chunks',
    description: 'Each chunk is shown as the kernel handed it over.',
    fields: [],
    defaults: { kind: 'raw' },
  },
  {
    id: 'line',
    title: 'Lines',
    description: 'A message ends at LF or CRLF.',
    fields: [{ name: 'keepEmpty', label: 'Show empty lines', type: 'boolean' }],
    defaults: { kind: 'line' },
  },
  {
    id: 'delimiter',
    title: 'Delimiter',
    description: 'A message ends at these bytes.',
    fields: [{ name: 'delimiter', label: 'Delimiter', type: 'hex' }],
    defaults: { kind: 'delimiter', delimiter: '00' },
  },
  {
    id: 'length-prefix',
    title: 'Length prefix',
    description: 'A header says how many bytes follow.',
    fields: [
      {
        name: 'width',
        label: 'Width of the length',
        type: 'choice',
        choices: [
          { value: 1, label: '1 byte' },
          { value: 2, label: '2 bytes' },
          { value: 4, label: '4 bytes' },
          { value: 8, label: '8 bytes' },
        ],
      },
      {
        name: 'endian',
        label: 'Byte order',
        type: 'choice',
        choices: [
          { value: 'big', label: 'Big endian' },
          { value: 'little', label: 'Little endian' },
        ],
      },
      { name: 'includesHeader', label: 'Length counts the header', type: 'boolean' },
      {
        name: 'offset',
        label: 'Bytes before the length',
        type: 'number',
        ...framingRanges.offset,
        unit: 'B',
      },
      { name: 'adjust', label: 'Added to the length', type: 'number', ...framingRanges.adjust, unit: 'B' },
      { name: 'maxLength', label: 'Largest message', type: 'number', ...framingRanges.maxLength, unit: 'B' },
    ],
    defaults: {
      kind: 'length-prefix',
      width: 4,
      endian: 'big',
      offset: 0,
      adjust: 0,
      maxLength: 64 * 1024 * 1024,
    },
  },
  {
    id: 'fixed',
    title: 'Fixed length',
    description: 'Every message has the same number of bytes.',
    fields: [{ name: 'length', label: 'Length', type: 'number', ...framingRanges.length, unit: 'B' }],
    defaults: { kind: 'fixed', length: 16 },
  },
  {
    id: 'idle',
    title: 'Idle gap',
    description: 'A pause between chunks ends a message.',
    fields: [{ name: 'gapMs', label: 'Gap', type: 'number', ...framingRanges.gapMs, unit: 'ms' }],
    defaults: { kind: 'idle', gapMs: 20 },
  },
  {
    id: 'slip',
    title: 'SLIP',
    description: 'A message ends at END (C0), escaped within it (RFC 1055).',
    fields: [],
    defaults: { kind: 'slip' },
  },
  {
    id: 'cobs',
    title: 'COBS',
    description: 'A message ends at a zero byte, which its coding keeps out of it.',
    fields: [],
    defaults: { kind: 'cobs' },
  },
];
