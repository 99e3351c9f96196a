import { createHash } from 'node:crypto';
import type { Duplex } from 'node:stream';
import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import { once } from 'node:events';

const guid = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11';

/** Accepts an upgrade by hand: what follows on the socket are the bytes that a test writes. */
export function acceptUpgrade(
  request: IncomingMessage,
  socket: Duplex,
  headers: readonly string[] = [],
): void {
  const key = request.headers['sec-websocket-key'] ?? '';
  const accept = createHash('sha1').update(`${key}${guid}`).digest('base64');
  const lines = [
    'HTTP/1.1 101 Switching Protocols',
    'Upgrade: websocket',
    'Connection: Upgrade',
    `Sec-WebSocket-Accept: ${accept}`,
    ...headers,
  ];
  socket.write(`${lines.join('\r\n')}\r\n\r\n`);
}

/** Asks a listener for an upgrade by hand, with the key of RFC 6455 §1.3. */
export async function askUpgrade(socket: Socket, headers: readonly string[] = []): Promise<void> {
  const lines = [
    'GET /raw HTTP/1.1',
    'Host: localhost',
    'Upgrade: websocket',
    'Connection: Upgrade',
    'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
    'Sec-WebSocket-Version: 13',
    ...headers,
  ];
  socket.write(`${lines.join('\r\n')}\r\n\r\n`);
  await once(socket, 'data');
}

export const bytes = (hex: string): Buffer => Buffer.from(hex.replaceAll(' ', ''), 'hex');
