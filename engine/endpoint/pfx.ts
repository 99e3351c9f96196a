import type { X509Certificate } from 'node:crypto';
import { PassThrough } from 'node:stream';
import { TLSSocket, createSecureContext } from 'node:tls';

/** The certificate that a PKCS #12 file shows; null where it holds a key alone. Throws where it does not open. */
export function certificateInPfx(pfx: Buffer, passphrase: string): X509Certificate | null {
  // Node reads no PKCS #12, but a socket tells what it would show; this one says nothing to anybody.
  const socket = new TLSSocket(new PassThrough(), {
    secureContext: createSecureContext({ pfx, passphrase }),
    isServer: true,
  });
  socket.on('error', () => {});
  try {
    return socket.getX509Certificate() ?? null;
  } finally {
    socket.destroy();
  }
}
