import * as z from 'zod/mini';
import { exportFormatIds } from '../../../contract/index.js';
import type { ExportFormatId, SessionInfo } from '../../../contract/index.js';
import { phrase, type Phrase, t } from '../language/index.js';

/** What was chosen last of an export: the next one begins with it. */
export const ExportChoice = z.object({
  format: z.enum(exportFormatIds),
  what: z.enum(['all', 'shown', 'marked', 'selected', 'range']),
  direction: z.enum(['both', 'in', 'out']),
  /** Null leaves it to the format. */
  layer: z.nullable(z.enum(['messages', 'wire'])),
  redact: z.boolean(),
});
export type ExportChoice = z.output<typeof ExportChoice>;

export const firstExport = (): ExportChoice => ({
  format: 'pcapng',
  what: 'all',
  direction: 'both',
  layer: null,
  redact: true,
});

export interface FormatWords {
  readonly id: ExportFormatId;
  readonly title: Phrase;
  /** One line: what it is for. */
  readonly text: Phrase;
  /** Can be put on the clipboard. */
  readonly copies: boolean;
  /** Bytes written for a byte of payload, and for a row, about. */
  readonly perByte: number;
  readonly perRow: number;
}

/** In the order they are offered. */
export const exportFormats: readonly FormatWords[] = [
  {
    id: 'pcapng',
    title: phrase('pcapng'),
    text: phrase(
      'For Wireshark: TCP, UDP and WebSocket packets with times to the nanosecond and your comments',
    ),
    copies: false,
    perByte: 1.06,
    perRow: 100,
  },
  {
    id: 'jsonl',
    title: phrase('JSON lines'),
    text: phrase('For programs: one object a row, every field, payloads in Base64'),
    copies: true,
    perByte: 1.34,
    perRow: 150,
  },
  {
    id: 'csv',
    title: phrase('CSV'),
    text: phrase('For spreadsheets: one line a row, payloads as text with escapes'),
    copies: true,
    perByte: 1.1,
    perRow: 90,
  },
  {
    id: 'text',
    title: phrase('Text##format'),
    text: phrase('For eyes: one line a row in columns, with controls made visible'),
    copies: true,
    perByte: 1.1,
    perRow: 75,
  },
  {
    id: 'html',
    title: phrase('HTML report'),
    text: phrase(
      'For people: a page with your comments, the handshake, text and bytes; large payloads are cut',
    ),
    copies: false,
    perByte: 3,
    perRow: 700,
  },
  {
    id: 'har',
    title: phrase('HAR'),
    text: phrase('For browsers’ developer tools and proxies: WebSocket messages as Chrome writes them'),
    copies: true,
    perByte: 1.2,
    perRow: 120,
  },
  {
    id: 'yaml',
    title: phrase('YAML'),
    text: phrase('As Wireshark’s Follow Stream: peers, then packets with binary data'),
    copies: true,
    perByte: 1.45,
    perRow: 110,
  },
  {
    id: 'raw',
    title: phrase('Raw bytes'),
    text: phrase('The bytes of one direction end to end, nothing else'),
    copies: false,
    perByte: 1,
    perRow: 0,
  },
  {
    id: 'c',
    title: phrase('C arrays'),
    text: phrase('For firmware and tests: an array of unsigned char a payload'),
    copies: true,
    perByte: 6.2,
    perRow: 160,
  },
];

export function formatWords(id: ExportFormatId): FormatWords {
  const found = exportFormats.find((one) => one.id === id);
  // The table has every id of the contract; its test holds it to that.
  if (found === undefined) throw new Error(`no words for ${id}`);
  return found;
}

/** Why a session cannot be written in a format; null where it can. */
export function unsuitable(id: ExportFormatId, info: SessionInfo): string | null {
  const { protocol } = info.config;
  if (id !== 'har' || protocol === 'ws' || protocol === 'wss') return null;
  return t('WebSocket sessions only');
}

/** Whether secrets of its TLS may have been recorded, as its options say. */
export function mayHaveSecrets({ config: { protocol, options } }: SessionInfo): boolean {
  return (protocol === 'tls' || protocol === 'wss') && options.tls?.recordSecrets === true;
}

/** The layer that is written where nobody has chosen one. */
export function usualLayer(id: ExportFormatId, shown: 'messages' | 'wire'): 'messages' | 'wire' {
  if (id === 'pcapng') return 'wire';
  return id === 'har' || id === 'html' ? 'messages' : shown;
}

/** Bytes an export comes to, about; null where nobody knows. */
export function estimatedBytes(id: ExportFormatId, rows: number, payloadBytes: number): number {
  const { perByte, perRow } = formatWords(id);
  // A report cuts what is large.
  const bytes = id === 'html' ? Math.min(payloadBytes, rows * 18_000) : payloadBytes;
  return Math.round(bytes * perByte + rows * perRow);
}
