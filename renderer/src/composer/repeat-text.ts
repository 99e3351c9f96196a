import type { RepeatInfo, SentRepeat } from '../../../contract/index.js';
import { formatCount, isolated, phrase, t, told } from '../language/index.js';

/** 1 000 → "1 s", 1 → "1 ms": a step as a person would say it. */
export function stepText(everyMs: number): string {
  return isolated(everyMs >= 1_000 && everyMs % 100 === 0 ? `${everyMs / 1_000} s` : `${everyMs} ms`);
}

/** What the repeat is doing now, or how it ended. */
export function stateText({ state, waiting, everyMs, failure, lines }: RepeatInfo): string {
  switch (state) {
    case 'paused':
      return t('Paused');
    case 'done':
      return t('Repeat done');
    case 'stopped':
      return t('Repeat stopped');
    case 'failed':
      return failure === null
        ? t('Repeat failed: the message could not be sent')
        : t('Repeat failed: {message}', { message: told(failure.message) });
    case 'running':
      break;
  }
  if (waiting === null)
    return lines === null
      ? t('Repeating every {step}', { step: stepText(everyMs) })
      : t('Line by line every {step}', { step: stepText(everyMs) });
  if (waiting.reason === 'nobody') return t('Waiting for a peer');
  if (waiting.reason === 'file') return t('Waiting for the file');
  return waiting.peer === null
    ? t('Waiting: what was sent is not taken')
    : t('Waiting: peer {peer} does not read', { peer: waiting.peer });
}

const ends = {
  done: phrase('done##repeat'),
  stopped: phrase('stopped##repeat'),
  failed: phrase('failed##repeat'),
} as const;

/**
 * What a repeat in the history came to, in a line. It is counted when it ends: one that runs no more and never
 * ended was interrupted, as its host was.
 */
export function repeatText({ everyMs, state, sent, failed, lines }: SentRepeat, live: boolean): string {
  const step = stepText(everyMs);
  const often =
    lines === null
      ? t('repeated every {step}', { step })
      : t('{count, plural, one {{lines} line} other {{lines} lines one by one}} every {step}', {
          count: lines,
          lines: formatCount(lines),
          step,
        });
  if (state === 'running')
    return [often, live ? t('under way') : t('interrupted before it was counted')].join(', ');
  const lost = failed === 0 ? [] : [t('{failed} not sent', { failed: formatCount(failed) })];
  return [
    often,
    t('{count, plural, one {{sent} time} other {{sent} times}}', { count: sent, sent: formatCount(sent) }),
    ...lost,
    t(ends[state]),
  ].join(', ');
}

export interface RepeatFact {
  readonly text: string;
  readonly title: string;
  /** It is not as it should be. */
  readonly odd: boolean;
}

/** The figures beside it, most important first: where there is little room the last ones go. */
export function repeatFacts(info: RepeatInfo): readonly RepeatFact[] {
  const { total, sent, failed, skipped, lateness, perSecond } = info;
  const facts: RepeatFact[] = [
    {
      text:
        total === null
          ? t('{sent} sent', { sent: formatCount(sent) })
          : t('{sent} of {total} sent', { sent: formatCount(sent), total: formatCount(total) }),
      title: t('Messages that were taken'),
      odd: false,
    },
  ];
  // Told where it may still be had: of what does not fit the last goes first.
  if (info.deaf.count > 0) facts.push(deafFact(info.deaf));
  if (failed > 0)
    facts.push({
      text: t('{failed} failed', { failed: formatCount(failed) }),
      title: told(info.failure?.message) ?? '',
      odd: true,
    });
  if (skipped > 0) {
    const title = t('Deadlines that passed without a send, as it had to wait');
    facts.push({ text: t('{skipped} skipped', { skipped: formatCount(skipped) }), title, odd: true });
  }
  if (lateness !== null) {
    const { p50, p99, max } = lateness;
    const title = t('From deadline to send: half within {p50}, 99 % within {p99}, the latest {max}', {
      p50: msText(p50),
      p99: msText(p99),
      max: msText(max),
    });
    facts.push({ text: t('late p99 {p99}', { p99: msText(p99) }), title, odd: false });
  }
  if (info.state === 'running')
    facts.push({ text: `${formatCount(perSecond)}/s`, title: t('Over the last second'), odd: false });
  return facts;
}

function deafFact({ count, peers }: RepeatInfo['deaf']): RepeatFact {
  const [only] = peers;
  const each = peers.map(({ peer, missed }) =>
    t('peer {peer} ({missed} not sent)', { peer, missed: formatCount(missed) }),
  );
  if (peers.length < count) each.push(t('and {count} more', { count: formatCount(count - peers.length) }));
  return {
    text:
      count === 1 && only !== undefined
        ? t('peer {peer} does not read', { peer: only.peer })
        : t('{count} do not read', { count: formatCount(count) }),
    title: t('The others go on without {peers}', { peers: each.join(', ') }),
    odd: true,
  };
}

/** Hundredths of a millisecond up to ten of them. */
export function msText(ms: number): string {
  return isolated(
    ms < 10 ? `${ms.toFixed(2)} ms` : ms < 1_000 ? `${ms.toFixed(0)} ms` : `${(ms / 1_000).toFixed(1)} s`,
  );
}
