import { describe, expect, it } from 'vitest';
import type { QueueInfo } from '../../../contract/index.js';
import { delayText, itemTitle, queueCount, queueState } from './queue-text.js';

const info = (part: Partial<QueueInfo> = {}): QueueInfo => ({
  state: 'running',
  waiting: 3,
  sent: 0,
  dueAt: null,
  wait: null,
  failure: null,
  revision: 1,
  ...part,
});
const wait = (reason: 'peer' | 'nobody' | 'file', peer: number | null = null): Partial<QueueInfo> => ({
  wait: { reason, peer, since: 0 },
});

describe('what is said of a queue', () => {
  it('says what it does, or why it does nothing', () => {
    const said = [
      info({ state: 'idle', waiting: 0 }),
      info({ state: 'paused' }),
      info({ state: 'paused', failure: { code: 'send.closed', message: 'It is closed' } }),
      info({ dueAt: 5_400 }),
      info({ dueAt: 61_000 }),
      info({ dueAt: 1_010 }),
      info(),
      info(wait('peer', 4)),
      info(wait('peer')),
      info(wait('nobody')),
      info(wait('file')),
    ].map((one) => queueState(one, 1_000));
    expect(said).toEqual([
      'Empty',
      'Paused',
      'Paused: It is closed',
      'Next in 5 s',
      'Next in 60 s',
      'Sending',
      'Sending',
      'Waiting: peer 4 does not read',
      'Waiting: what was sent is not taken',
      'Waiting for a peer',
      'Waiting for the file',
    ]);
  });

  it('counts what has left and what has not', () => {
    expect(queueCount(info({ waiting: 1 }))).toBe('1 waits');
    expect(queueCount(info({ waiting: 2, sent: 4 }))).toBe('4 sent, 2 wait');
  });

  it('tells an item by its name, its delay and how it begins', () => {
    expect([0, 5, 1_500].map(delayText)).toEqual(['at once', '+5 ms', '+1.5 s']);
    expect(itemTitle({ id: 'a', name: 'hello', kind: 'ping', preview: 'hi', delayMs: 5 })).toBe(
      'hello\nping, +5 ms\nhi',
    );
    expect(itemTitle({ id: 'a', name: 'hello', kind: 'data', preview: '', delayMs: 0 })).toBe(
      'hello\nat once',
    );
  });
});
