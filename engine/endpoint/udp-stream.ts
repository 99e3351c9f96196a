import { ok } from '../../contract/index.js';
import type { Failure, Result } from '../../contract/index.js';
import type { SendStream } from './endpoint.js';

type Refusal = { readonly ok: false; readonly error: Failure } | null;

/** A message written piece by piece that leaves as one datagram at its end; `tooLarge` judges its size on the way. */
export function oneDatagram(
  tooLarge: (size: number) => Refusal,
  send: (data: Uint8Array) => Promise<Result<number>>,
): SendStream {
  const parts: Uint8Array[] = [];
  let size = 0;
  return {
    write: async (chunk) => {
      const over = tooLarge(size + chunk.length);
      if (over !== null) return over;
      size += chunk.length;
      parts.push(chunk.slice());
      return ok();
    },
    end: async () => {
      const sent = await send(Buffer.concat(parts));
      return sent.ok ? ok() : sent;
    },
    abort: () => {
      parts.length = 0;
    },
  };
}
