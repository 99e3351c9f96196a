import type { LifeDetail } from '../../contract/index.js';
import type { StageFailure } from './failure.js';
import { closeText } from './websocket-close.js';

export interface WebSocketOutcome {
  readonly by: 'us' | 'peer' | 'error';
  readonly failure: StageFailure | null;
}

/** What was seen of an end. */
export interface EndFacts {
  readonly place: string;
  /** Who sent the first Close frame, or reset. */
  readonly by: 'us' | 'peer' | null;
  readonly sent: { readonly code: number | undefined; readonly reason: string } | null;
  readonly received: { readonly code: number | null; readonly reason: string } | null;
  readonly reset: 'us' | 'peer' | null;
  readonly failure: StageFailure | null;
  /** Both Close frames have passed. */
  readonly clean: boolean;
  /** Bytes accepted and never taken by the kernel. */
  readonly unsent: number;
}

/** Reads the facts of an end: whose will it was, with which code (RFC 6455 §7.1.5), whether cleanly. */
export function ending(facts: EndFacts): { readonly detail: LifeDetail; readonly outcome: WebSocketOutcome } {
  const { place, sent, received, reset, failure, unsent } = facts;
  const ended = (outcome: WebSocketOutcome, text: string, code: number, reason: string, clean: boolean) => ({
    outcome,
    detail: {
      text:
        unsent === 0
          ? text
          : unsent === 1
            ? `${text}; 1 byte was not sent`
            : `${text}; ${unsent} bytes were not sent`,
      by: outcome.by,
      code,
      ...(reason !== '' && { reason }),
      clean,
      ...(outcome.failure !== null && { error: bare(outcome.failure) }),
    },
  });

  if (reset === 'us')
    return ended({ by: 'us', failure: null }, 'closed by us without a Close frame (RST)', 1006, '', false);
  if (reset === 'peer' && facts.by !== 'us') {
    return ended({ by: 'peer', failure }, `closed: reset by ${place}`, 1006, '', false);
  }
  if (failure !== null && reset === null) {
    const code = sent?.code ?? 1006;
    return ended({ by: 'error', failure }, `closed: ${failure.message}`, code, '', false);
  }
  if (facts.by === 'us') {
    const code = sent?.code ?? 1005;
    const text = `closed by us, ${closeText(sent?.code, sent?.reason ?? '')}`;
    const unanswered = facts.clean ? '' : `; ${place} did not answer with a Close frame`;
    return ended({ by: 'us', failure: null }, text + unanswered, code, sent?.reason ?? '', facts.clean);
  }
  if (received !== null) {
    const code = received.code ?? 1005;
    const text = `closed by ${place}, ${closeText(received.code ?? undefined, received.reason)}`;
    return ended({ by: 'peer', failure: null }, text, code, received.reason, facts.clean);
  }
  const missing: StageFailure = {
    code: 'open.no-close',
    message: `${place} ended the connection without a Close frame (1006, RFC 6455 §7.1.5)`,
    stage: 'open',
  };
  return ended({ by: 'peer', failure: missing }, missing.message, 1006, '', false);
}

function bare({ code, message, detail }: StageFailure) {
  return { code, message, ...(detail !== undefined && { detail }) };
}
