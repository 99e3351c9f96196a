import { Opcode, encodeFrame, maskKeyOf, shortestForm, unmask } from '../../codec/index.js';
import type { RowKindName } from '../../contract/index.js';
import type { ExportFacts, ExportRow } from './format.js';

const opcodes: Partial<Record<RowKindName, number>> = {
  text: Opcode.text,
  binary: Opcode.binary,
  ping: Opcode.ping,
  pong: Opcode.pong,
  close: Opcode.close,
};
const none = new Uint8Array();

/**
 * The bytes of rows as they crossed the wire: frames get their heads back, and their masks. A message
 * whose frames are not at hand (it came in several, or compressed) becomes one frame, plain and whole.
 */
export class WireBytes {
  readonly #client: boolean;
  #key: number | null = null;
  #at = 0;

  constructor({ info }: Pick<ExportFacts, 'info'>) {
    this.#client = info.config.role === 'client';
  }

  /** What stands before the payload. */
  begin(row: ExportRow): Uint8Array {
    const { head } = row;
    this.#at = 0;
    this.#key = null;
    if (head.length > 0) {
      if ((head[1] ?? 0) >= 0x80 && head.length >= 6) this.#key = maskKeyOf(head, head.length - 4);
      return head;
    }
    const opcode = opcodes[row.kind];
    if (opcode === undefined) return none;
    // Only a client masks (RFC 6455 §5.1). Any key will do that is not the same every time.
    const masks = (row.direction === 'out') === this.#client;
    this.#key = masks ? (Math.imul(row.seq, 2_654_435_761) | 1) >>> 0 : null;
    const made = encodeFrame({
      fin: true,
      rsv: 0,
      opcode,
      mask: this.#key,
      lengthForm: shortestForm(row.length),
      payloadLength: row.length,
      payload: none,
    });
    // A number of a byte count always fits the shortest form that holds it.
    if (!made.ok) throw new Error(made.error.message);
    return made.value;
  }

  /** The same bytes, or a masked copy. */
  piece(bytes: Uint8Array): Uint8Array {
    if (this.#key === null) return bytes;
    const copy = Uint8Array.from(bytes);
    unmask(copy, 0, copy.length, this.#key, this.#at);
    this.#at += bytes.length;
    return copy;
  }
}
