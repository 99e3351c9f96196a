import type { QueueInfo, QueueList } from '../../../contract/index.js';
import { stepText } from './repeat-text.js';
import { formatCount } from '../language/index.js';

/** What the queue is doing now, or why it does nothing. */
export function queueState(info: QueueInfo, now: number): string {
  const { state, wait, failure, dueAt } = info;
  if (failure !== null) return `Paused: ${failure.message}`;
  if (state === 'idle') return 'Empty';
  if (state === 'paused') return 'Paused';
  if (wait?.reason === 'nobody') return 'Waiting for a peer';
  if (wait?.reason === 'file') return 'Waiting for the file';
  if (wait?.reason === 'peer')
    return wait.peer === null
      ? 'Waiting: what was sent is not taken'
      : `Waiting: peer ${wait.peer} does not read`;
  if (dueAt === null) return 'Sending';
  // The clock on screen moves once a second.
  const seconds = Math.ceil((dueAt - now) / 1_000);
  return seconds <= 1 ? 'Sending' : `Next in ${seconds} s`;
}

export function queueCount({ waiting, sent }: QueueInfo): string {
  const left = `${formatCount(waiting)} ${waiting === 1 ? 'waits' : 'wait'}`;
  return sent === 0 ? left : `${formatCount(sent)} sent, ${left}`;
}

/** "+100 ms": what goes by before it. */
export function delayText(delayMs: number): string {
  return delayMs === 0 ? 'at once' : `+${stepText(delayMs)}`;
}

/** How an item is told where its row has little room. */
export function itemTitle({ name, kind, preview, delayMs }: QueueList['items'][number]): string {
  const what = kind === 'data' ? '' : `${kind}, `;
  return [name, `${what}${delayText(delayMs)}`, preview].filter(Boolean).join('\n');
}
