import { describe, expect, it } from 'vitest';
import { plainLine, troubleKey, troubleOf, troubleText, Trouble } from './trouble.js';

function thrownBy(act: () => unknown): unknown {
  try {
    act();
  } catch (error) {
    return error;
  }
  throw new Error('nothing was thrown');
}

describe('troubleOf', () => {
  it('tells what failed and where', () => {
    const trouble = troubleOf(new TypeError('x is not a function'));
    expect(troubleText(trouble)).toBe('TypeError: x is not a function');
    expect(trouble.frames[0]).toContain('trouble.test.ts');
  });

  it('keeps nothing of what a parser repeats', () => {
    const secret = 'swordfish';
    for (const act of [
      () => JSON.parse(`{"password": ${secret}`) as unknown,
      () => BigInt(secret),
      () => new RegExp(`(${secret}`),
      () => {
        throw new Error(`cannot read "${secret}" here`);
      },
      () => {
        throw new Error(`cannot read "${secret}`);
      },
    ]) {
      expect(JSON.stringify(troubleOf(thrownBy(act)))).not.toContain(secret);
    }
  });

  it('takes a stack by its frames, of other browsers too, and addresses without their query and our own path', () => {
    const error = new Error('bad');
    error.stack = [
      'Error: bad',
      'swordfish',
      '    at run (http://127.0.0.1:1/assets/index.js?token=abc:3:4)',
      'go@http://127.0.0.1:1/assets/index.js#token=abc:5:6',
      `    at ours (http://127.0.0.1:1/~${'a-_9'.repeat(5)}aa/assets/index.js:7:8)`,
    ].join('\n');
    expect(troubleOf(error).frames).toEqual([
      'at run (http://127.0.0.1:1/assets/index.js:3:4)',
      'go@http://127.0.0.1:1/assets/index.js:5:6',
      'at ours (http://127.0.0.1:1/assets/index.js:7:8)',
    ]);
  });

  it.each([undefined, null, 7, {}, 'a word', Symbol('s'), new DOMException('gone', 'AbortError')])(
    'takes %s',
    (thrown) => {
      const trouble = troubleOf(thrown);
      expect(Trouble.parse(trouble)).toEqual(trouble);
      expect(troubleText(trouble)).not.toBe('');
    },
  );

  it('stays within its bounds whatever is thrown', () => {
    const error = new Error('\u0000'.repeat(10_000));
    error.name = 'N'.repeat(1_000);
    error.stack = `Error\n${`    at ${'\u202e'.repeat(500)}\n`.repeat(200)}`;
    expect(Trouble.parse(troubleOf(error)).frames).toHaveLength(30);
  });
});

describe('troubleKey', () => {
  it('is the same for the same failure at the same place', () => {
    const fail = (): Error => new Error('again');
    const [one, two] = [1, 2].map(() => troubleOf(fail()));
    expect(one && troubleKey(one)).toBe(two && troubleKey(two));
    expect(one && troubleKey(one)).not.toBe(troubleKey(troubleOf(new Error('again'))));
  });
});

describe('plainLine', () => {
  it('shows what would act on a terminal or turn the writing round', () => {
    expect(plainLine('a\u001b[2J\nb\u202ec\ud800', 100)).toBe('a\\u{1b}[2J\\u{a}b\\u{202e}c\\u{d800}');
    expect(plainLine('abcdef', 3)).toBe('abc');
  });
});
