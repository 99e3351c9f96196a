import { Direction } from '../../contract/index.js';
import type { CompareLayers, SessionInfo } from '../../contract/index.js';
import { carries } from './figures.js';
import type { FigureRow } from './figures.js';
import { ipBytes, tlsBytes } from './overhead.js';

/**
 * Bytes on the wire a message, each way, from the rows of the wire layer: payload and frame heads are
 * read, TLS records follow from the negotiated version, headers of TCP, UDP and IP are estimated.
 * Null where nothing went that way.
 */
export function layersOf(
  wire: readonly FigureRow[],
  messages: number,
  info: SessionInfo,
  payload: number,
): { readonly out: CompareLayers | null; readonly in: CompareLayers | null } {
  const one = (direction: Direction): CompareLayers | null => {
    const rows = wire.filter((row) => row.direction === direction && carries(row));
    if (rows.length === 0 || messages === 0) return null;
    const sum = { sent: 0, framing: 0, tls: 0, ip: 0 };
    for (const { size, head } of rows) {
      sum.sent += size;
      sum.framing += head;
      const tls = tlsBytes(info.tls, size + head);
      sum.tls += tls;
      sum.ip += ipBytes(info.config.protocol === 'udp' ? 'udp' : 'tcp', info.remote, size + head + tls);
    }
    const each = (bytes: number): number => bytes / messages;
    return {
      payload,
      sent: each(sum.sent),
      framing: each(sum.framing),
      tls: info.tls === null ? null : each(sum.tls),
      ip: each(sum.ip),
      total: each(sum.sent + sum.framing + sum.tls + sum.ip),
    };
  };
  return { out: one(Direction.out), in: one(Direction.in) };
}
