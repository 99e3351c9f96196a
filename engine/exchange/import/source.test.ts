import { describe, expect, it } from 'vitest';
import { SourceFile, decodeText } from './source.js';

const file = (text: string): SourceFile => new SourceFile('a/b.yaml', new TextEncoder().encode(text));
const codeOf = (read: { readonly ok: boolean; readonly error?: { readonly code: string } }): string =>
  read.error?.code ?? 'ok';

describe('decodeText', () => {
  it('reads UTF-8, UTF-16 with and without a mark, and Latin-1, and nothing that is no text', () => {
    const bytes = (...list: number[]): Uint8Array => Uint8Array.from(list);
    expect(decodeText(bytes(0xef, 0xbb, 0xbf, 0x61))).toEqual({ text: 'a', encoding: 'UTF-8' });
    expect(decodeText(bytes(0xff, 0xfe, 0x7b, 0, 0x7d, 0))).toEqual({ text: '{}', encoding: 'UTF-16LE' });
    expect(decodeText(bytes(0xfe, 0xff, 0, 0x7b, 0, 0x7d))).toEqual({ text: '{}', encoding: 'UTF-16BE' });
    expect(decodeText(bytes(0x7b, 0, 0x22, 0, 0x61, 0, 0x22, 0))).toEqual({
      text: '{"a"',
      encoding: 'UTF-16LE',
    });
    expect(decodeText(bytes(0, 0x7b, 0, 0x7d))).toEqual({ text: '{}', encoding: 'UTF-16BE' });
    expect(decodeText(bytes(0x67, 0x72, 0xfc, 0xdf))).toEqual({ text: 'grüß', encoding: 'Latin-1' });
    expect(decodeText(bytes(0x89, 0x50, 0, 1, 2))).toBeNull();
    expect(decodeText(bytes())).toEqual({ text: '', encoding: 'UTF-8' });
  });
});

describe('SourceFile', () => {
  it('knows its name and its folder', () => {
    expect([file('').name, file('').folder, new SourceFile('x', new Uint8Array()).folder]).toEqual([
      'b.yaml',
      'a',
      '',
    ]);
  });

  it('names the file where JSON or YAML cannot be read', () => {
    expect(file('{"a": ').json()).toMatchObject({
      ok: false,
      error: { code: 'import.syntax', detail: { file: 'a/b.yaml' } },
    });
    expect(codeOf(file('a: [1').yaml())).toBe('import.syntax');
  });

  it('refuses deep nesting of either, and more YAML than is reasonable', () => {
    expect(codeOf(file('['.repeat(100_000) + ']'.repeat(100_000)).json())).toBe('import.too-deep');
    expect(codeOf(file(`${'['.repeat(50_000)}${']'.repeat(50_000)}`).yaml())).toBe('import.too-deep');
    expect(codeOf(file(`${'- '.repeat(20_000)}x`).yaml())).toBe('import.too-deep');
    expect(file('x'.repeat(4 * 1024 * 1024 + 1)).yaml()).toMatchObject({
      error: { message: expect.stringContaining('4 MiB') as string },
    });
  });

  it('refuses more values than the host has time for', () => {
    const keys = Array.from({ length: 80_000 }, (_, i) => `k${i}: 1`).join('\n');
    expect(file(keys).yaml()).toMatchObject({
      error: { code: 'import.syntax', message: expect.stringContaining('more than 150000 values') as string },
    });
  });

  it('refuses an alias bomb, and takes tags for nothing they are not', () => {
    const bomb = [
      'a: &a [x,x,x,x,x,x,x,x,x]',
      ...'bcdefghi'
        .split('')
        .map((name, i) => `${name}: &${name} [${`*${'abcdefghi'[i] ?? ''},`.repeat(9)}]`),
    ].join('\n');
    expect(codeOf(file(bomb).yaml())).toBe('import.syntax');
    const tagged = file('a: !!js/function "x"\nb: !!binary AAEC\n').yaml();
    expect(tagged.ok && JSON.stringify(tagged.value)).not.toContain('function (');
  });

  it('keeps __proto__ a name like others', () => {
    const json = file('{"__proto__": {"polluted": true}}').json();
    const yaml = file('__proto__: { polluted: true }').yaml();
    for (const read of [json, yaml]) {
      expect(read.ok && Object.hasOwn(read.value as object, '__proto__')).toBe(true);
      expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
    }
  });
});
