import * as z from 'zod/mini';
import { encodeUtf8, parseHex } from '../../../codec/index.js';
import { CompareTransport, compareTransports, fail, ok } from '../../../contract/index.js';
import type { CompareSpec, Result } from '../../../contract/index.js';
import { t } from '../language/index.js';

/** What is compared, as it was typed; kept with the layout. */
export const CompareDraft = z.object({
  form: z.enum(['text', 'hex']),
  text: z.string(),
  hex: z.string(),
  count: z.int().check(z.gte(1), z.lte(10_000)),
  lanes: z.array(
    z.object({
      transport: CompareTransport,
      on: z.boolean(),
      /** Empty: an echo of our own. */
      address: z.string(),
    }),
  ),
});
export type CompareDraft = z.output<typeof CompareDraft>;

export const emptyCompare = (): CompareDraft => ({
  form: 'text',
  text: '{"symbol":"BTC-USD","price":64250.5,"size":0.25}',
  hex: '',
  count: 200,
  lanes: compareTransports.map((transport) => ({ transport, on: true, address: '' })),
});

/** What the draft asks for; a failure names what is wrong with it. */
export function specOf(draft: CompareDraft): Result<CompareSpec> {
  const lanes = draft.lanes.filter(({ on }) => on);
  if (lanes.length === 0) return fail('compare.nothing', t('Choose a transport.'));
  const payload = draft.form === 'text' ? ok(encodeUtf8(draft.text)) : parseHex(draft.hex);
  if (!payload.ok) return fail('compare.payload', payload.error.message, payload.error.detail);
  if (payload.value.length === 0)
    return fail('compare.payload', t('The payload is empty: a stream could not tell it.'));
  return ok({
    payload: payload.value,
    kind: draft.form === 'text' ? 'text' : 'binary',
    count: draft.count,
    lanes: lanes.map(({ transport, address }) => ({
      transport,
      ...(address.trim() !== '' && { address: address.trim() }),
    })),
  });
}
