import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseBru } from './bru-text.js';

describe('parseBru', () => {
  it('reads dictionaries, what is switched off, and quoted keys', () => {
    const { blocks, problem } = parseBru('headers {\n  A: b: c\n  ~X-Off: 1\n  "a key": v\n}\n');
    expect(problem).toBeNull();
    expect(blocks[0]?.pairs).toEqual([
      { key: 'A', value: 'b: c', off: false, line: 2 },
      { key: 'X-Off', value: '1', off: true, line: 3 },
      { key: 'a key', value: 'v', off: false, line: 4 },
    ]);
  });

  it('reads values of several lines without their indentation, braces and all', () => {
    const { blocks } = parseBru(
      "body:ws {\n  name: one\n  content: '''\n    {\n      \"a\": 1\n    }\n  '''\n}\n",
    );
    expect(blocks[0]?.pairs.at(-1)?.value).toBe('{\n  "a": 1\n}');
  });

  it('reads text blocks, lists, arguments, and blocks closed at once', () => {
    const { blocks } = parseBru(
      'docs {\n  # Hi\n\n    code\n}\nvars:secret [\n  a,\n  ~b\n]\nmessage 1 [json] {\n}\nauth {}\n',
    );
    expect(blocks.map(({ name, argument }) => `${name} ${argument}`.trim())).toEqual([
      'docs',
      'vars:secret',
      'message 1 [json]',
      'auth',
    ]);
    expect(blocks[0]?.text).toBe('# Hi\n\n  code');
    expect(blocks[1]?.pairs.map(({ key, off }) => `${off ? '~' : ''}${key}`)).toEqual(['a', '~b']);
  });

  it('says which block never ends, at every byte it can be cut', () => {
    expect(parseBru('meta {\n  name: x\n')).toMatchObject({ problem: 'line 1: the block meta never ends' });
    const whole = 'meta {\n  name: x\n}\nws {\n  url: ws://h\n}\n';
    for (let cut = 0; cut < whole.length; cut++) {
      const { blocks, problem } = parseBru(whole.slice(0, cut));
      expect(problem === null || /^line [14]: the block (meta|ws) never ends$/.test(problem)).toBe(true);
      expect(blocks.length).toBeLessThanOrEqual(2);
    }
  });

  it('never throws', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom('a', ':', '{', '}', '[', ']', "'", '\n', ' ', '~') }),
        (text) => void parseBru(text),
      ),
    );
  });
});
