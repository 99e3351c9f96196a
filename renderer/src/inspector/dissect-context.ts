import { parseBase64 } from '../../../codec/index.js';
import type { DissectContext } from '../../../codec/dissectors/index.js';
import { Direction, RowKind } from '../../../contract/index.js';
import type { Layout, SessionInfo, SocketAddress } from '../../../contract/index.js';
import type { Row } from '../stores/row-cache.js';
import type { PayloadSchema } from '../stores/tab.js';

/** What is known of a row's payload beside its bytes. Plain data: it goes to a worker as it is. */
export function dissectContext(
  session: SessionInfo,
  row: Row,
  schema: PayloadSchema | null,
  layouts: readonly Layout[] = [],
): DissectContext {
  const { protocol, role } = session.config;
  const incoming = row.direction === Direction.in;
  const web = protocol === 'ws' || protocol === 'wss';
  return {
    transport: protocol,
    direction: incoming ? 'in' : 'out',
    // Datagrams have no client, though the session is one end or the other.
    from: protocol === 'udp' ? null : (role === 'client') === incoming ? 'server' : 'client',
    ports: [session.local, session.remote].flatMap(portOf),
    subprotocol: session.subprotocol,
    text: web && row.kind === RowKind.text ? true : web && row.kind === RowKind.binary ? false : null,
    schema: schemaOf(schema),
    layouts,
  };
}

function portOf(address: SocketAddress | null): readonly number[] {
  return address === null || address.family === 'local' ? [] : [address.port];
}

function schemaOf(schema: PayloadSchema | null): DissectContext['schema'] {
  if (schema === null) return null;
  if (schema.form === 'proto') return { source: schema.source, message: schema.message };
  const bytes = parseBase64(schema.source);
  return bytes.ok ? { source: bytes.value, message: schema.message } : null;
}
