import { describe, expect, it } from 'vitest';
import { makeZip } from './test-zip.js';
import { isZip, unzip } from './zip.js';

const text = (words: string): Uint8Array => new TextEncoder().encode(words);
const outcome = (bytes: Uint8Array): string => {
  const read = unzip('a.zip', bytes);
  return read.ok
    ? read.value.map((file) => `${file.path}=${file.text}`).join(' ')
    : `${read.error.code} ${read.error.message}`;
};

describe('unzip', () => {
  it('reads packed and stored files, names of UTF-8, and leaves folders and clutter out', () => {
    const bytes = makeZip(
      [
        { name: 'chat/', data: text('') },
        { name: 'chat/größe.bru', data: text('one') },
        { name: 'b.txt', data: text('two'), stored: true },
        { name: '__MACOSX/._b.txt', data: text('x') },
      ],
      'a comment',
    );
    expect(isZip(bytes)).toBe(true);
    expect(outcome(bytes)).toBe('chat/größe.bru=one b.txt=two');
  });

  it.each(['../x', 'a/../../x', '/etc/passwd', 'C:\\x', '..\\x'])('refuses the name %s', (name) => {
    expect(outcome(makeZip([{ name, data: text('x') }]))).toMatch(/^import\.path The name .* in a\.zip/);
  });

  it('refuses bombs by what they say and by what they do', () => {
    const zeros = new Uint8Array(8 * 1024 * 1024);
    expect(outcome(makeZip([{ name: 'big', data: zeros }]))).toMatch(/^import\.too-large/);
    expect(outcome(makeZip([{ name: 'liar', data: zeros, size: 10 }]))).toMatch(/^import\.too-large/);
    expect(outcome(makeZip([{ name: 'many', data: text('x'), size: 0x7fffffff }]))).toMatch(
      /^import\.too-large/,
    );
  });

  it('refuses what is damaged, encrypted or packed otherwise, at any cut', () => {
    const whole = makeZip([{ name: 'a', data: text('hello hello hello') }]);
    for (let length = 4; length < whole.length; length++) {
      expect(outcome(whole.subarray(0, length))).toMatch(/^import\.zip a\.zip.* cannot be unpacked/);
    }
    const damaged = Uint8Array.from(whole);
    damaged.fill(0xff, 31, 40);
    expect(outcome(damaged)).toMatch(/^import\.zip/);
    expect(outcome(makeZip([{ name: 'a', data: text('x'), flags: 1 }]))).toContain('encrypted');
    expect(outcome(makeZip([{ name: 'a', data: text('x'), method: 99 }]))).toContain('method 99');
    expect(outcome(makeZip([{ name: 'a', data: text('xyz'), stored: true, size: 9 }]))).toContain(
      'contradict',
    );
  });
});
