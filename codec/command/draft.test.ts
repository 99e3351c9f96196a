import { describe, expect, it } from 'vitest';
import { addBasicAuth, addHeader, list, newDraft } from './draft.js';

describe('command draft', () => {
  it('adds headers with their case and trims around the value', () => {
    const one = newDraft();
    expect(addHeader(one, 'X-Trace :  a:b ')).toBeNull();
    expect(one.headers).toEqual([['X-Trace', 'a:b']]);
  });

  it('refuses what is no header', () => {
    expect(addHeader(newDraft(), 'nothing')).toBe("'nothing' is not a header: write 'Name: value'");
    expect(addHeader(newDraft(), ': x')).toContain('not a header');
  });

  it('writes Basic credentials', () => {
    const one = newDraft();
    addBasicAuth(one, 'Aladdin:open sesame');
    expect(one.headers).toEqual([['Authorization', 'Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==']]);
  });

  it('splits lists', () => {
    expect(list(' a, b ,,c')).toEqual(['a', 'b', 'c']);
  });
});
