import { describe, expect, it } from 'vitest';
import type { RepeatInfo } from '../../../contract/index.js';
import { msText, repeatFacts, repeatText, stateText, stepText } from './repeat-text.js';

function repeat(part: Partial<RepeatInfo> = {}): RepeatInfo {
  return {
    state: 'running',
    everyMs: 1,
    total: null,
    lines: null,
    sent: 1_204,
    failed: 0,
    skipped: 0,
    perSecond: 998,
    startedAt: 0,
    endedAt: null,
    lateness: { p50: 0.041, p99: 0.123, max: 12.4 },
    waiting: null,
    deaf: { count: 0, peers: [] },
    failure: null,
    ...part,
  };
}

describe('the words of a repeat', () => {
  it('say a step as a person would', () => {
    expect([1, 0.5 * 1_000, 1_000, 1_500, 1_001, 86_400_000].map(stepText)).toEqual([
      '1 ms',
      '500 ms',
      '1 s',
      '1.5 s',
      '1001 ms',
      '86400 s',
    ]);
    expect([0.123, 12.4, 1_234].map(msText)).toEqual(['0.12 ms', '12 ms', '1.2 s']);
  });

  it('say what it does, what it waits for, and how it ended', () => {
    expect(stateText(repeat())).toBe('Repeating every 1 ms');
    expect(stateText(repeat({ lines: 3, everyMs: 2_000 }))).toBe('Line by line every 2 s');
    const wait = (reason: 'peer' | 'nobody' | 'file', peer: number | null = null): string =>
      stateText(repeat({ waiting: { reason, peer, since: 0 } }));
    expect(wait('peer', 3)).toBe('Waiting: peer 3 does not read');
    expect(wait('peer')).toBe('Waiting: what was sent is not taken');
    expect(wait('nobody')).toBe('Waiting for a peer');
    expect(wait('file')).toBe('Waiting for the file');
    expect(stateText(repeat({ state: 'paused' }))).toBe('Paused');
    expect(stateText(repeat({ state: 'done' }))).toBe('Repeat done');
    expect(stateText(repeat({ state: 'stopped' }))).toBe('Repeat stopped');
    const failure = { code: 'template.unknown', message: 'Nobody knows {{name}}' };
    expect(stateText(repeat({ state: 'failed', failure }))).toBe('Repeat failed: Nobody knows {{name}}');
  });

  it('count what was sent, and what was not', () => {
    const texts = (part: Partial<RepeatInfo>): string[] => repeatFacts(repeat(part)).map(({ text }) => text);
    expect(texts({ sent: 7 })).toEqual(['7 sent', 'late p99 0.12 ms', '998/s']);
    expect(texts({ sent: 7, total: 9, failed: 1, skipped: 2, lateness: null, state: 'paused' })).toEqual([
      '7 of 9 sent',
      '1 failed',
      '2 skipped',
    ]);
    const deaf = { count: 1, peers: [{ peer: 4, missed: 1_204 }] };
    expect(repeatFacts(repeat({ deaf }))[1]).toEqual({
      text: 'peer 4 does not read',
      title: 'The others go on without peer 4 (1 204 not sent)',
      odd: true,
    });
    const more = { count: 40, peers: [...deaf.peers, { peer: 5, missed: 0 }] };
    expect(repeatFacts(repeat({ deaf: more }))[1]).toEqual({
      text: '40 do not read',
      title: 'The others go on without peer 4 (1 204 not sent), peer 5 (0 not sent), and 38 more',
      odd: true,
    });
    expect(repeatFacts(repeat({ skipped: 1 })).filter(({ odd }) => odd)).toHaveLength(1);
  });

  it('tell in a line what it came to', () => {
    const past = { everyMs: 1, state: 'done', sent: 1_204, failed: 0, lines: null } as const;
    expect(repeatText(past, false)).toBe('repeated every 1 ms, 1 204 times, done');
    expect(repeatText({ ...past, state: 'stopped', failed: 2, lines: 40 }, false)).toBe(
      '40 lines one by one every 1 ms, 1 204 times, 2 not sent, stopped',
    );
    const begun = { ...past, state: 'running', sent: 0 } as const;
    expect(repeatText(begun, true)).toBe('repeated every 1 ms, under way');
    expect(repeatText(begun, false)).toBe('repeated every 1 ms, interrupted before it was counted');
  });
});
