import { describe, expect, it } from 'vitest';
import { historyLimit } from '../stores/tab.js';
import { atDraft, recall, remember } from './history.js';
import type { SentMessage } from './history.js';

const text = (body: string): SentMessage => ({ mode: 'text', body });

describe('history', () => {
  it('keeps the newest first, the same twice once, and no more than its limit', () => {
    expect(remember([text('a')], text('b'))).toEqual([text('b'), text('a')]);
    expect(remember([text('a')], text('a'))).toEqual([text('a')]);
    expect(remember([text('a')], { mode: 'hex', body: 'a' })).toHaveLength(2);
    const full = Array.from({ length: historyLimit }, (_, at) => text(String(at)));
    expect(remember(full, text('new'))).toHaveLength(historyLimit);
  });

  it('forgets what is empty or too long to keep', () => {
    expect(remember([], text(''))).toEqual([]);
    expect(remember([], text('x'.repeat(100_000)))).toEqual([]);
  });

  it('goes back and comes forward to the draft that was being written', () => {
    const history = [text('b'), text('a')];
    const first = recall(history, atDraft, 1, text('draft'));
    expect(first?.message.body).toBe('b');
    const second = recall(history, first!.recall, 1, text('b'));
    expect(second?.message.body).toBe('a');
    expect(recall(history, second!.recall, 1, text('a'))).toBeNull();
    const back = recall(history, second!.recall, -1, text('a'));
    expect(back?.message.body).toBe('b');
    expect(recall(history, back!.recall, -1, text('b'))?.message.body).toBe('draft');
  });

  it('skips what stands in the editor already', () => {
    expect(recall([text('b'), text('a')], atDraft, 1, text('b'))?.message.body).toBe('a');
  });

  it('has nowhere to go forward from the draft', () => {
    expect(recall([text('a')], atDraft, -1, text('draft'))).toBeNull();
  });
});
