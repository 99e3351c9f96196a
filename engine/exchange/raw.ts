import type { ExportFormat, ExportRow } from './format.js';
import { WireBytes } from './wire-bytes.js';

const said = new Set<ExportRow['kind']>(['chunk', 'datagram', 'text', 'binary']);
const none = new Uint8Array();

/**
 * The bytes of one direction, end to end and nothing else. Of messages their payloads, without control
 * frames and handshakes; of the wire every byte as it crossed it, masks and heads and all.
 */
export const raw: ExportFormat = {
  title: 'Raw bytes',
  extension: 'bin',
  type: 'application/octet-stream',
  oneDirection: true,
  head: () => none,
  writer: (facts) => {
    const wire = new WireBytes(facts);
    let wanted = false;
    return {
      begin: (row) => {
        wanted = facts.wire || said.has(row.kind);
        return facts.wire ? wire.begin(row) : none;
      },
      piece: (bytes) => (!wanted ? none : facts.wire ? wire.piece(bytes) : bytes),
      end: () => none,
      life: () => none,
    };
  },
};
