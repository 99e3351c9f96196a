import type { RepeatInfo, SentRepeat } from '../../../contract/index.js';
import { formatCount } from '../language/index.js';

/** 1 000 → "1 s", 1 → "1 ms": a step as a person would say it. */
export function stepText(everyMs: number): string {
  return everyMs >= 1_000 && everyMs % 100 === 0 ? `${everyMs / 1_000} s` : `${everyMs} ms`;
}

/** What the repeat is doing now, or how it ended. */
export function stateText({ state, waiting, everyMs, failure, lines }: RepeatInfo): string {
  switch (state) {
    case 'paused':
      return 'Paused';
    case 'done':
      return 'Repeat done';
    case 'stopped':
      return 'Repeat stopped';
    case 'failed':
      return `Repeat failed: ${failure?.message ?? 'the message could not be sent'}`;
    case 'running':
      break;
  }
  if (waiting === null) return `${lines === null ? 'Repeating' : 'Line by line'} every ${stepText(everyMs)}`;
  if (waiting.reason === 'nobody') return 'Waiting for a peer';
  if (waiting.reason === 'file') return 'Waiting for the file';
  return waiting.peer === null
    ? 'Waiting: what was sent is not taken'
    : `Waiting: peer ${waiting.peer} does not read`;
}

/**
 * What a repeat in the history came to, in a line. It is counted when it ends: one that runs no more and never
 * ended was interrupted, as its host was.
 */
export function repeatText({ everyMs, state, sent, failed, lines }: SentRepeat, live: boolean): string {
  const ends = { done: ', done', stopped: ', stopped', failed: ', failed' } as const;
  const what = lines === null ? 'repeated' : `${formatCount(lines)} lines one by one`;
  const often = `${what} every ${stepText(everyMs)}`;
  if (state === 'running')
    return live ? `${often}, under way` : `${often}, interrupted before it was counted`;
  const lost = failed === 0 ? '' : `, ${formatCount(failed)} not sent`;
  return `${often}, ${formatCount(sent)} times${lost}${ends[state]}`;
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
      text: `${formatCount(sent)}${total === null ? '' : ` of ${formatCount(total)}`} sent`,
      title: 'Messages that were taken',
      odd: false,
    },
  ];
  // Told where it may still be had: of what does not fit the last goes first.
  if (info.deaf.count > 0) facts.push(deafFact(info.deaf));
  if (failed > 0)
    facts.push({ text: `${formatCount(failed)} failed`, title: info.failure?.message ?? '', odd: true });
  if (skipped > 0) {
    const title = 'Deadlines that passed without a send, as it had to wait';
    facts.push({ text: `${formatCount(skipped)} skipped`, title, odd: true });
  }
  if (lateness !== null) {
    const { p50, p99, max } = lateness;
    const title = `From deadline to send: half within ${msText(p50)}, 99 % within ${msText(p99)}, the latest ${msText(max)}`;
    facts.push({ text: `late p99 ${msText(p99)}`, title, odd: false });
  }
  if (info.state === 'running')
    facts.push({ text: `${formatCount(perSecond)}/s`, title: 'Over the last second', odd: false });
  return facts;
}

function deafFact({ count, peers }: RepeatInfo['deaf']): RepeatFact {
  const [only] = peers;
  const each = peers.map(({ peer, missed }) => `peer ${peer} (${formatCount(missed)} not sent)`);
  if (peers.length < count) each.push(`and ${formatCount(count - peers.length)} more`);
  return {
    text:
      count === 1 && only !== undefined
        ? `peer ${only.peer} does not read`
        : `${formatCount(count)} do not read`,
    title: `The others go on without ${each.join(', ')}`,
    odd: true,
  };
}

/** Hundredths of a millisecond up to ten of them. */
export function msText(ms: number): string {
  return ms < 10
    ? `${ms.toFixed(2)} ms`
    : ms < 1_000
      ? `${ms.toFixed(0)} ms`
      : `${(ms / 1_000).toFixed(1)} s`;
}
