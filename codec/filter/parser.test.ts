import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { FilterNode, JsonPathStep, JsonTest } from './ast.js';
import { filterDirections, filterFlags, filterKinds } from './ast.js';
import { formatFilter } from './format.js';
import { isFilterQuery } from './lexer.js';
import { parseFilter } from './parser.js';

function read(text: string): FilterNode | null {
  const node = parseFilter(text);
  if (!node.ok) throw new Error(node.error.message);
  return node.value;
}

function wrong(text: string): unknown {
  const node = parseFilter(text);
  if (node.ok) throw new Error(`${text} is read as ${JSON.stringify(node.value)}`);
  expect(node.error.code).toBe('filter.invalid');
  return [node.error.detail?.['offset'], node.error.detail?.['expected']];
}

describe('the filter language', () => {
  it('takes plain words as one literal, whatever they look like', () => {
    const plain = [
      'tick',
      ' two  words ',
      'connection not found',
      'a and b or c',
      '(x)',
      '"type":"tick"',
      '{"kind":"text"}',
      'http://localhost:8080/is:',
      '12:30',
      '"open',
      'a"b"',
      'foo(bar)',
      'knd:text',
      't: 5',
    ];
    for (const text of plain) expect([text, read(text)]).toEqual([text, { op: 'text', value: text }]);
    expect(read('')).toBeNull();
  });

  it('reads every term', () => {
    const terms: [string, FilterNode][] = [
      ['dir:in', { op: 'dir', values: ['in'] }],
      ['dir:in,none', { op: 'dir', values: ['in', 'none'] }],
      ['kind:Text', { op: 'kind', values: ['text'] }],
      ['kind:data,half-close,chunk', { op: 'kind', values: ['chunk', 'halfClose'] }],
      ['len>100', { op: 'len', is: '>', value: 100 }],
      ['len<=10k', { op: 'len', is: '<=', value: 10_000 }],
      ['len!=1MiB', { op: 'len', is: '!=', value: 1_048_576 }],
      ['len==1.5KiB', { op: 'len', is: '=', value: 1536 }],
      ['text~/re/', { op: 'pattern', source: 're', flags: '' }],
      [String.raw`text~/a b\/c[/)]/im`, { op: 'pattern', source: 'a b/c[/)]', flags: 'im' }],
      ['"literal"', { op: 'text', value: 'literal' }],
      [String.raw`"a\"b\\\n\u00e9"`, { op: 'text', value: 'a"b\\\né' }],
      ['hex:01 03 ??', { op: 'hex', bytes: [1, 3, -1] }],
      ['hex:0103??fF', { op: 'hex', bytes: [1, 3, -1, 255] }],
      ['peer:2', { op: 'peer', values: [2] }],
      ['t>10s', { op: 'time', is: '>', value: 10e9 }],
      ['t<1.5ms', { op: 'time', is: '<', value: 1_500_000 }],
      ['t>=2min', { op: 'time', is: '>=', value: 120e9 }],
      ['close:1006', { op: 'close', values: [1006] }],
      [
        'json:$.type=="tick"',
        { op: 'json', path: [{ key: 'type' }], test: { is: '=', value: { kind: 'string', text: 'tick' } } },
      ],
      ['json:$', { op: 'json', path: [], test: null }],
      [
        'json:$.a["b c"][0].*>=9007199254740993',
        {
          op: 'json',
          path: [{ key: 'a' }, { key: 'b c' }, { index: 0 }, { every: true }],
          test: { is: '>=', value: { kind: 'number', text: '9007199254740993' } },
        },
      ],
      [
        'json:$.ok!=null',
        { op: 'json', path: [{ key: 'ok' }], test: { is: '!=', value: { kind: 'null', text: '' } } },
      ],
      ['json:$.id~/^a/i', { op: 'json', path: [{ key: 'id' }], test: { is: '~', source: '^a', flags: 'i' } }],
    ];
    for (const [text, node] of terms) expect([text, read(text)]).toEqual([text, node]);
    for (const flag of filterFlags) expect(read(`is:${flag}`)).toEqual({ op: 'is', value: flag });
    for (const { name, kind } of filterKinds)
      expect(read(`kind:${name}`)).toEqual({ op: 'kind', values: [kind] });
  });

  it('binds not closer than and, and closer than or; a space is and', () => {
    const [a, b, c] = ['dir:in', 'is:error', 'peer:1'].map(read);
    expect(read('dir:in is:error or not peer:1')).toEqual({
      op: 'or',
      of: [
        { op: 'and', of: [a, b] },
        { op: 'not', of: c },
      ],
    });
    expect(read('dir:in AND (is:error OR peer:1)')).toEqual({ op: 'and', of: [a, { op: 'or', of: [b, c] }] });
    expect(read('not(dir:in)tick')).toEqual({
      op: 'and',
      of: [
        { op: 'not', of: a },
        { op: 'text', value: 'tick' },
      ],
    });
    expect(read('hex:01 or dir:in')).toEqual({ op: 'or', of: [{ op: 'hex', bytes: [1] }, a] });
    expect(read('hex:01 and "x"')).toEqual({
      op: 'and',
      of: [
        { op: 'hex', bytes: [1] },
        { op: 'text', value: 'x' },
      ],
    });
  });

  it('says where it goes wrong and what belongs there', () => {
    expect(wrong('dir:up')).toEqual([4, 'in, out or none']);
    expect(wrong('kind:text,foo')).toEqual([10, 'a kind such as text, ping or error']);
    expect(wrong('len>abc')).toEqual([4, 'a size such as 100, 10k or 1MiB']);
    expect(wrong('len!5')).toEqual([3, 'a comparison: < <= = != >= >']);
    expect(wrong('t>10')).toEqual([2, 'a time such as 10s, 250ms or 2min']);
    expect(wrong('dir:in and')).toEqual([10, 'a term such as dir:in or "text"']);
    expect(wrong('dir:in or )')).toEqual([10, 'a term such as dir:in or "text"']);
    expect(wrong('(dir:in')).toEqual([7, "')'"]);
    expect(wrong('dir:in)')).toEqual([6, 'and, or, a term or the end']);
    expect(wrong('dir:in "open')).toEqual([12, 'a closing double quote']);
    expect(wrong('text~/a(/')).toEqual([8, "')'"]);
    expect(wrong('text~/(a)\\1/')).toEqual([9, 'no reference to a group: such patterns are not run']);
    expect(wrong('text~/a')).toEqual([7, "a closing '/'"]);
    expect(wrong('text~/a/x')).toEqual([8, 'flags i, m or s']);
    expect(wrong('hex:0')).toEqual([4, "two hex digits, or '??' for any byte"]);
    expect(wrong('hex:01 add')).toEqual([9, "two hex digits, or '??' for any byte"]);
    expect(wrong('hex:??')).toEqual([4, "at least one byte that is not '??'"]);
    expect(wrong('json:type')).toEqual([5, 'a JSON path that begins with $, such as $.type']);
    expect(wrong('json:$.a=tick')).toEqual([9, 'a value as JSON writes it: "text", 42, true, false or null']);
    expect(wrong('is:odd')).toEqual([3, expect.stringContaining('error, marked')]);
    expect(wrong('dir:in knd:text')).toEqual([7, expect.stringContaining('one of dir, kind')]);
    expect(wrong(`${'('.repeat(65)}dir:in`)).toEqual([64, 'at most 64 brackets within each other']);
    expect(wrong(`dir:in ${'x'.repeat(4096)}`)).toEqual([4096, 'the end']);
  });

  it('is written so that it reads the same', () => {
    const word = fc.string({ unit: 'binary', minLength: 1, maxLength: 8 });
    const is = fc.constantFrom(
      '=' as const,
      '!=' as const,
      '<' as const,
      '<=' as const,
      '>' as const,
      '>=' as const,
    );
    const whole = fc.integer({ min: 0, max: 1e12 });
    const step: fc.Arbitrary<JsonPathStep> = fc.oneof(
      word.map((key) => ({ key })),
      fc.nat(99).map((index) => ({ index })),
      fc.constant({ every: true as const }),
    );
    const pattern = fc.constantFrom('a/b', '[/)]x', '\\d+ (a|b)', '\\\\');
    const test: fc.Arbitrary<JsonTest | null> = fc.oneof(
      fc.constant(null),
      fc.tuple(is, word).map(([how, text]) => ({ is: how, value: { kind: 'string' as const, text } })),
      fc.tuple(is, fc.constantFrom('1', '-0.5e9', '9007199254740993')).map(([how, text]) => ({
        is: how,
        value: { kind: 'number' as const, text },
      })),
      fc
        .constantFrom('=' as const, '!=' as const)
        .map((how) => ({ is: how, value: { kind: 'null' as const, text: '' } })),
      pattern.map((source) => ({ is: '~' as const, source, flags: 'i' })),
    );
    const leaf: fc.Arbitrary<FilterNode> = fc.oneof(
      fc.subarray([...filterDirections], { minLength: 1 }).map((values) => ({ op: 'dir' as const, values })),
      fc
        .subarray(
          filterKinds.map(({ kind }) => kind),
          { minLength: 1 },
        )
        .map((values) => ({ op: 'kind' as const, values })),
      fc.array(fc.nat(99), { minLength: 1, maxLength: 3 }).map((values) => ({ op: 'peer' as const, values })),
      fc.tuple(is, whole).map(([how, value]) => ({ op: 'len' as const, is: how, value })),
      fc.tuple(is, whole).map(([how, value]) => ({ op: 'time' as const, is: how, value })),
      fc.constantFrom(...filterFlags).map((value) => ({ op: 'is' as const, value })),
      word.map((value) => ({ op: 'text' as const, value })),
      pattern.map((source) => ({ op: 'pattern' as const, source, flags: '' })),
      fc.array(fc.integer({ min: 0, max: 255 }), { minLength: 1, maxLength: 5 }).map((bytes) => ({
        op: 'hex' as const,
        bytes: [...bytes, -1],
      })),
      fc
        .tuple(fc.array(step, { maxLength: 4 }), test)
        .map(([path, how]) => ({ op: 'json' as const, path, test: how })),
    );
    const { node } = fc.letrec<{ node: FilterNode }>((tie) => ({
      node: fc.oneof(
        { maxDepth: 4 },
        leaf,
        tie('node').map((of) => ({ op: 'not' as const, of })),
        fc
          .tuple(
            fc.constantFrom('and' as const, 'or' as const),
            fc.array(tie('node'), { minLength: 2, maxLength: 3 }),
          )
          .map(([op, of]) => ({ op, of: of.flatMap((one) => (one.op === op ? one.of : [one])) })),
      ),
    }));
    fc.assert(
      fc.property(node, (one) => {
        const text = formatFilter(one);
        fc.pre(text.length <= 4096);
        expect(isFilterQuery(text)).toBe(true);
        expect(read(text)).toEqual(one);
        expect(JSON.parse(JSON.stringify(one))).toEqual(one);
      }),
      { numRuns: 400 },
    );
  });

  it('answers any text without throwing, in a time that does not explode', () => {
    const piece = fc.constantFrom(
      ...'dir: in kind: len> text~/ ( ) [ ] " \\ and or not hex: ?? 0 json: $ . == t> is: error * + { } | ^'.split(
        ' ',
      ),
      ' ',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => {
        const text = pieces.join('');
        const result = parseFilter(text);
        if (!result.ok) {
          const offset = Number(result.error.detail?.['offset']);
          expect(offset >= 0 && offset <= text.length).toBe(true);
        }
      }),
      { numRuns: 2000 },
    );
  });
});
