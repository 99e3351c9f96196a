import { layers } from '../../codec/index.js';
import { Direction } from '../../contract/index.js';
import type { CompareLayers, SessionInfo } from '../../contract/index.js';
import { carries } from './figures.js';
import type { FigureRow } from './figures.js';

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
  const { remote, tls, config } = info;
  const below = {
    transport: config.protocol,
    tlsVersion: tls?.version ?? null,
    tlsCipher: tls?.cipher ?? null,
    family: remote === null || remote.family === 'local' ? null : remote.family,
    loopback: remote !== null && /^(127\.|::1$|::ffff:127\.)/.test(remote.host),
  };
  const one = (direction: Direction): CompareLayers | null => {
    const rows = wire.filter((row) => row.direction === direction && carries(row));
    const first = rows[0];
    if (first === undefined || messages === 0) return null;
    const sum = { payload: 0, websocket: 0, tls: 0, transport: 0, ip: 0 };
    for (const { size, head } of rows) {
      for (const { id, bytes } of layers({ ...below, payloadLength: size, headLength: head }).rows) {
        sum[id] += bytes;
      }
    }
    const each = (bytes: number): number => bytes / messages;
    return {
      payload,
      sent: each(sum.payload),
      framing: each(sum.websocket),
      tls: tls === null ? null : each(sum.tls),
      ip: each(sum.transport + sum.ip),
      total: each(sum.payload + sum.websocket + sum.tls + sum.transport + sum.ip),
      row: { session: info.id, seq: first.seq },
    };
  };
  return { out: one(Direction.out), in: one(Direction.in) };
}
