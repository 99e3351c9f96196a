import { describe, expect, it } from 'vitest';
import type { SessionInfo } from '../../../contract/index.js';
import { addSession, openTestHost } from '../stores/test-host.js';
import { matchesSession, ordered } from './session-order.js';

openTestHost({});
const one = (id: string, part: Partial<SessionInfo>): SessionInfo =>
  addSession({ id, name: id, state: 'recorded', ...part });

describe('the order of sessions', () => {
  const sessions = [
    one('run 10', { startedAt: 3_000, endedAt: 4_000, rows: 5, diskBytes: 900 }),
    one('run 9', { startedAt: 1_000, endedAt: 9_000, rows: 7, diskBytes: 100 }),
    one('alpha', { startedAt: 2_000, endedAt: 2_500, rows: 5, diskBytes: 500 }),
  ];
  const names = (order: Parameters<typeof ordered>[1]): string[] =>
    ordered(sessions, order).map(({ name }) => name);

  it('goes by time, name, length, rows and size; equals stand newest first', () => {
    expect(names('newest')).toEqual(['run 10', 'alpha', 'run 9']);
    expect(names('oldest')).toEqual(['run 9', 'alpha', 'run 10']);
    expect(names('name')).toEqual(['alpha', 'run 9', 'run 10']);
    expect(names('longest')).toEqual(['run 9', 'run 10', 'alpha']);
    expect(names('rows')).toEqual(['run 9', 'run 10', 'alpha']);
    expect(names('size')).toEqual(['run 10', 'alpha', 'run 9']);
  });
});

describe('the filter of sessions', () => {
  it('finds every word in name, address, kind, comment, date and star', () => {
    const info = one('Nightly', {
      comment: 'slow after deploy',
      starred: true,
      startedAt: Date.UTC(2026, 4, 17, 12),
      config: { protocol: 'ws', role: 'client', address: 'ws://lab:80/x', options: {} },
    });
    for (const typed of ['', ' night', 'LAB websocket', 'deploy slow', 'starred', '2026-05-17', 'recorded']) {
      expect(matchesSession(info, typed), typed).toBe(true);
    }
    expect(matchesSession(info, 'night udp')).toBe(false);
    expect(matchesSession({ ...info, starred: false }, 'starred')).toBe(false);
  });
});
