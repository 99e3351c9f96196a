import { describe, expect, it } from 'vitest';
import { fail, failAt, nameCharacter, ok, positionAt } from './result.js';

describe('result', () => {
  it('wraps values and reasons', () => {
    expect(ok(1)).toEqual({ ok: true, value: 1 });
    expect(fail('a.b', 'why')).toEqual({ ok: false, error: { code: 'a.b', message: 'why' } });
    expect(fail('a.b', 'why', { n: 1 }).error.detail).toEqual({ n: 1 });
  });

  it('counts lines at LF, CRLF and CR', () => {
    expect(positionAt('ab', 1)).toEqual({ offset: 1, line: 1, column: 2 });
    expect(positionAt('a\nb', 2)).toEqual({ offset: 2, line: 2, column: 1 });
    expect(positionAt('a\r\nbc', 4)).toEqual({ offset: 4, line: 2, column: 2 });
    expect(positionAt('a\rb', 2)).toEqual({ offset: 2, line: 2, column: 1 });
  });

  it('names line and column only where there are several lines', () => {
    expect(failAt('a.b', 'xyz', 2, 'bad').error.message).toBe('bad at offset 2');
    expect(failAt('a.b', 'x\nz', 2, 'bad', ' indeed').error.message).toBe(
      'bad at offset 2 (line 2, column 1) indeed',
    );
  });

  it('names characters so that they can be seen', () => {
    expect(nameCharacter('g', 0)).toBe("'g'");
    expect(nameCharacter('é', 0)).toBe("'é'");
    expect(nameCharacter('\u0000', 0)).toBe('U+0000');
    expect(nameCharacter('\u202e', 0)).toBe('U+202E');
    expect(nameCharacter('a', 1)).toBe('the end');
  });
});
