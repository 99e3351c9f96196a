import { describe, expect, it, vi } from 'vitest';
import { PacedNews } from './paced-news.js';

describe('PacedNews', () => {
  it('tells once of what came in a burst, and again of what comes later', async () => {
    const news = new PacedNews();
    let heard = 0;
    const off = news.add(() => heard++);
    for (let i = 0; i < 1_000; i++) news.soon();
    expect(heard).toBe(0);
    await vi.waitFor(() => expect(heard).toBe(1));
    news.soon();
    await vi.waitFor(() => expect(heard).toBe(2));
    off();
    news.now();
    expect(heard).toBe(2);
  });

  it('tells at once where asked to, and nobody once it is closed', async () => {
    const [closed, open] = [new PacedNews(), new PacedNews()];
    const heard: string[] = [];
    closed.add(() => heard.push('closed'));
    open.add(() => heard.push('open'));
    closed.now();
    closed.soon();
    open.soon();
    closed.close();
    // Its turn comes after that of the closed one would have.
    await vi.waitFor(() => expect(heard).toContain('open'));
    closed.add(() => heard.push('late'));
    closed.soon();
    open.soon();
    await vi.waitFor(() => expect(heard).toEqual(['closed', 'open', 'open']));
  });
});
