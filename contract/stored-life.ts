import * as z from 'zod/mini';
import type { LifeDetail } from './life.js';

const text = z.string();
const failure = z.object({ code: text, message: text, detail: z.optional(z.record(text, z.unknown())) });
const certificate = z.object({
  ...{ subject: text, issuer: text, names: z.array(text), validFrom: text, validTo: text },
  ...{ serialNumber: text, fingerprint: text, selfSigned: z.boolean() },
});
const own = z.object({ subject: text, validTo: z.nullable(text), pattern: z.exactOptional(text) });
const tls = z.object({
  ...{ version: text, cipher: text, alpn: z.nullable(text), serverName: z.nullable(text) },
  ...{ authorized: z.boolean(), verifyError: z.nullable(failure), chain: z.array(certificate) },
  own: z.exactOptional(own),
});
const address = z.object({
  ...{ host: text, port: z.number(), family: z.enum(['IPv4', 'IPv6', 'local']) },
  proxyFor: z.exactOptional(text),
});

const shapes = {
  host: text,
  addresses: z.array(text),
  ms: z.number(),
  local: address,
  remote: address,
  tls,
  proxy: z.object({ proxy: text, sent: z.exactOptional(text), received: z.exactOptional(text) }),
  protocol: text,
  extensions: text,
  by: z.enum(['us', 'peer', 'error', 'timeout']),
  code: z.number(),
  reason: text,
  clean: z.boolean(),
  attempt: z.number(),
  attempts: z.number(),
  delayMs: z.number(),
  error: failure,
  errno: text,
  syscall: text,
  droppedBytes: z.number(),
} as const satisfies Record<Exclude<keyof LifeDetail, 'text'>, z.ZodMiniType>;

/**
 * What the JSON of a life row says, as it was stored. A recording may have come from anybody: of facts that have another
 * shape nothing is told, the others stand. Null where there is no sentence.
 */
export function storedLife(value: unknown): LifeDetail | null {
  if (typeof value !== 'object' || value === null || !('text' in value)) return null;
  if (typeof value.text !== 'string') return null;
  const stored = new Map(Object.entries(value));
  const facts = Object.entries(shapes).flatMap(([name, shape]) => {
    const read = stored.has(name) ? z.safeParse(shape, stored.get(name)) : null;
    return read?.success === true ? [[name, read.data] as const] : [];
  });
  return { text: value.text, ...Object.fromEntries(facts) };
}
