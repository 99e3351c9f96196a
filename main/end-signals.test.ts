import { EventEmitter } from 'node:events';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { onEndSignal } from './end-signals.js';

beforeEach(() => void vi.useFakeTimers({ toFake: ['performance'] }));
afterEach(() => void vi.useRealTimers());

it.each(['SIGINT', 'SIGTERM', 'SIGHUP'])(
  'ends once for a %s that everybody of the terminal hands on',
  (signal) => {
    const program = new EventEmitter();
    const end = vi.fn();
    const insist = vi.fn();
    onEndSignal(program, end, insist);
    for (let i = 0; i < 3; i++) {
      program.emit(signal);
      vi.advanceTimersByTime(300);
    }
    expect([end, insist].map(({ mock }) => mock.calls.length)).toEqual([1, 0]);
    vi.advanceTimersByTime(101);
    program.emit('SIGINT');
    expect([end, insist].map(({ mock }) => mock.calls.length)).toEqual([1, 1]);
  },
);
