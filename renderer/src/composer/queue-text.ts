import type { QueueInfo, QueueList } from '../../../contract/index.js';
import { stepText } from './repeat-text.js';
import { formatCount, t, told } from '../language/index.js';

/** What the queue is doing now, or why it does nothing. */
export function queueState(info: QueueInfo, now: number): string {
  const { state, wait, failure, dueAt } = info;
  if (failure !== null) return t('Paused: {message}', { message: told(failure.message) });
  if (state === 'idle') return t('Empty##queue');
  if (state === 'paused') return t('Paused');
  if (wait?.reason === 'nobody') return t('Waiting for a peer');
  if (wait?.reason === 'file') return t('Waiting for the file');
  if (wait?.reason === 'peer')
    return wait.peer === null
      ? t('Waiting: what was sent is not taken')
      : t('Waiting: peer {peer} does not read', { peer: wait.peer });
  if (dueAt === null) return t('Sending');
  // The clock on screen moves once a second.
  const seconds = Math.ceil((dueAt - now) / 1_000);
  return seconds <= 1 ? t('Sending') : t('Next in {seconds} s', { seconds });
}

export function queueCount({ waiting, sent }: QueueInfo): string {
  return sent === 0
    ? t('{waiting, plural, one {# waits} other {# wait}}', { waiting })
    : t('{sent} sent, {waiting, plural, one {# waits} other {# wait}}', { sent: formatCount(sent), waiting });
}

/** "+100 ms": what goes by before it. */
export function delayText(delayMs: number): string {
  return delayMs === 0 ? t('at once') : `+${stepText(delayMs)}`;
}

/** How an item is told where its row has little room. */
export function itemTitle({ name, kind, preview, delayMs }: QueueList['items'][number]): string {
  const what = kind === 'data' ? '' : `${kind}, `;
  return [name, `${what}${delayText(delayMs)}`, preview].filter(Boolean).join('\n');
}
