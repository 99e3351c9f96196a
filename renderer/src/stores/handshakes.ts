import { watch } from 'vue';
import { fail, ok, kindName } from '../../../contract/index.js';
import type { Result, RowBatch, ViewInfo } from '../../../contract/index.js';
import type { useHostStore } from './host.js';
import { t } from '../language/index.js';

/** The heads of one upgrade as they crossed the wire; a refusal's body stands behind its head. */
export interface HandshakeBytes {
  readonly peer: number;
  readonly request: Uint8Array | null;
  readonly response: Uint8Array | null;
}

/** Rows at the end of the list of handshakes among which the latest is looked for. */
const lastRows = 64;
/** Most bytes of a head with the body of a refusal. */
const headBytes = 64 * 1024;

/**
 * The latest upgrade of a session, or of one of its peers; null where there was none. It reads
 * a view of its own and closes it again.
 */
export async function readHandshake(
  host: ReturnType<typeof useHostStore>,
  session: string,
  peer: number | null,
): Promise<Result<HandshakeBytes | null>> {
  const early = new Map<number, ViewInfo>();
  let settle: (() => void) | null = null;
  // A host that is lost while it looks says nothing more, and one that is back knows nothing of the view.
  let lost = false;
  const stop = watch(
    () => host.state,
    () => {
      lost = true;
      settle?.();
    },
    { flush: 'sync' },
  );
  const offView = host.on('view.changed', (info) => {
    early.set(info.view, info);
    settle?.();
  });
  const off = (): void => {
    stop();
    offView();
  };
  const opened = await host.call('view.open', {
    session,
    filter: { kinds: ['request', 'response'], ...(peer === null ? {} : { peer }) },
    framing: { kind: 'raw' },
  });
  if (!opened.ok) {
    off();
    return opened;
  }
  const { view } = opened.value;
  try {
    let info = early.get(view) ?? opened.value;
    while (!info.done) {
      if (lost) return fail('transport.closed', t('The page is not connected to its host.'));
      await new Promise<void>((resolve) => (settle = resolve));
      info = early.get(view) ?? info;
    }
    const from = Math.max(0, info.count - lastRows);
    const rows = await host.call('rows.read', { session, view, from, to: info.count });
    if (!rows.ok) return rows;
    const found = latest(rows.value, peer);
    if (found === null) return ok(null);
    const read = async (position: number | null): Promise<Uint8Array | null> => {
      if (position === null) return null;
      const answer = await host.call('payload.read', { session, view, position, from: 0, to: headBytes });
      return answer.ok ? answer.value.bytes : null;
    };
    const [request, response] = await Promise.all([read(found.request), read(found.response)]);
    return ok({ peer: found.peer, request, response });
  } catch {
    return fail('view.unknown', t('The handshake cannot be read.'));
  } finally {
    off();
    void host.call('view.close', { view });
  }
}

/** Positions of the last request and of what answered it: of one peer, since a listener's overlap. */
function latest(
  rows: RowBatch,
  peer: number | null,
): { readonly peer: number; readonly request: number | null; readonly response: number | null } | null {
  let response: number | null = null;
  let of = peer;
  for (let i = rows.length - 1; i >= 0; i--) {
    const who = rows.peer[i] ?? 0;
    if (of !== null && who !== of) continue;
    of = who;
    if (kindName(rows.kind[i] ?? 0) === 'request') return { peer: who, request: rows.from + i, response };
    response ??= rows.from + i;
  }
  return response === null ? null : { peer: of ?? 0, request: null, response };
}
