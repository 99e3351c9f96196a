import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatHex } from './hex.js';
import { sha1 } from './sha1.js';
import {
  checkTemplate,
  escapeTemplate,
  expandTemplate,
  expandText,
  generators,
  isTemplate,
  parseTemplate,
  variableName,
  type TemplateEncoding,
  type TemplateScope,
  type TemplateSource,
} from './template.js';
import { decodeUtf8Lossy, encodeUtf8 } from './utf8.js';
import { ok } from './result.js';

/** 2026-11-21T14:02:33.120456Z. */
const now = 1_795_269_753_120_456;

function testSource(part: Partial<TemplateSource> = {}): TemplateSource {
  let drawn = 0;
  return {
    now: () => now,
    random: (count) => Uint8Array.from({ length: count }, () => (drawn++ * 37) & 0xff),
    counter: (name, start, step) => start + step * (name === 'late' ? 2 : 0),
    env: (name) => (name === 'USER' ? 'ada' : undefined),
    file: (path) =>
      path === 'a.bin'
        ? ok(Uint8Array.of(0x00, 0xff))
        : { ok: false, error: { code: 'template.file', message: `${path} is not there` } },
    hash: (algorithm, bytes) => (algorithm === 'sha-1' ? sha1(bytes) : bytes.subarray(0, 2)),
    local: null,
    ...part,
  };
}

function scopeOf(values: Record<string, string>, secrets: Record<string, string | null> = {}): TemplateScope {
  return new Map<string, { value: string; secret: false } | { value: string | null; secret: true }>([
    ...Object.entries(values).map(([name, value]) => [name, { value, secret: false }] as const),
    ...Object.entries(secrets).map(([name, value]) => [name, { value, secret: true }] as const),
  ]);
}

function textOf(text: string, scope: TemplateScope = new Map(), source = testSource()): string {
  const expanded = expandTemplate(text, scope, source);
  return expanded.ok
    ? decodeUtf8Lossy(expanded.value.bytes)
    : `${expanded.error.code}: ${expanded.error.message}`;
}

function hexOf(text: string, encoding: TemplateEncoding, scope: TemplateScope = new Map()): string {
  const expanded = expandTemplate(text, scope, testSource(), encoding);
  return expanded.ok
    ? formatHex(expanded.value.bytes)
    : `${expanded.error.code} ${String(expanded.error.detail?.['offset'])}`;
}

describe('a template', () => {
  it('puts the values of variables in their places', () => {
    expect(textOf('GET {{path}} from {{ host }}', scopeOf({ path: '/a', host: 'b' }))).toBe('GET /a from b');
  });

  it('reads variables in the values of variables', () => {
    expect(textOf('{{url}}', scopeOf({ url: 'ws://{{host}}:{{port}}', host: 'h', port: '1' }))).toBe(
      'ws://h:1',
    );
  });

  it('takes a secret as it is, whatever it holds', () => {
    expect(textOf('{{key}}', scopeOf({}, { key: '{{nobody}} \\{{' }))).toBe('{{nobody}} \\{{');
  });

  it.each([
    ['\\{{name}}', '{{name}}'],
    ['\\\\{{name}}', '\\v'],
    ['\\\\\\{{name}}', '\\{{name}}'],
    ['C:\\dir\\{x}', 'C:\\dir\\{x}'],
    ['{"a":{"b":{}}}', '{"a":{"b":{}}}'],
    ['}} {', '}} {'],
  ])('reads %j as %j', (typed, meant) => {
    expect(textOf(typed, scopeOf({ name: 'v' }))).toBe(meant);
  });

  it('means itself once escaped, whatever the text', () => {
    const pieces = fc
      .array(fc.constantFrom('{', '{{', '}}', '\\', 'a', '"', ' ', '💥', '{{x}}'))
      .map((all) => all.join(''));
    fc.assert(
      fc.property(fc.oneof(pieces, fc.string({ unit: 'grapheme' })), (text) => {
        expect(textOf(escapeTemplate(text))).toBe(text);
      }),
      { numRuns: 500 },
    );
  });

  it('never throws and never leaves its bounds, whatever is typed', () => {
    const pieces = fc.constantFrom(
      '{{',
      '}}',
      '\\',
      '"',
      "'",
      ' ',
      'a',
      'base64',
      'random',
      'bytes',
      '9999999',
      '$',
      'hash',
      '\n',
    );
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 40 }), (all) => {
        const text = all.join('');
        const parsed = parseTemplate(text);
        if (!parsed.ok) {
          expect(parsed.error.code).toMatch(/^template\./);
          return;
        }
        expect(parsed.value.parts.map(({ start, end }) => text.slice(start, end)).join('')).toBe(text);
        expandTemplate(text, scopeOf({ a: text }), testSource());
      }),
      { numRuns: 1_000 },
    );
  });

  it.each([
    ['a {{', 2, /begins at offset 2 and never ends/],
    ['{{name', 0, /never ends/],
    ['x{{}}', 1, /without a name stands at offset 1/],
    ['{{,}}', 2, /cannot begin with ','/],
    ['{{a;}}', 3, /cannot hold ';'/],
    ['{{base64 "x}}', 9, /A quotation begins at offset 9/],
  ])('refuses %j at offset %i', (text, offset, message) => {
    const parsed = parseTemplate(text);
    expect(parsed).toMatchObject({ ok: false, error: { code: 'template.syntax', detail: { offset } } });
    expect(!parsed.ok && parsed.error.message).toMatch(message);
  });

  it('bounds nesting and number of placeholders', () => {
    expect(parseTemplate('{{base64 '.repeat(9) + 'x' + '}}'.repeat(9))).toMatchObject({
      error: { code: 'template.syntax', message: expect.stringContaining('nested') as string },
    });
    expect(parseTemplate('{{a}}'.repeat(10_001))).toMatchObject({ error: { code: 'template.size' } });
  });

  it('names every name nobody knows, where it is met', () => {
    const scope = scopeOf({ url: 'ws://{{host}}' });
    const template = parseTemplate('{{url}} {{token}} {{uuid}}');
    const problems = template.ok ? checkTemplate(template.value, scope) : [];
    expect(problems.map(({ name, start, end }) => [name, start, end])).toEqual([
      ['url', 0, 7],
      ['token', 8, 17],
    ]);
    expect(textOf('{{url}} {{token}}', scope)).toBe(
      'template.unknown: There is no variable or generated value {{token}}; There is no variable or generated value {{host}} (in the value of {{url}})',
    );
    expect(textOf('{{a}} {{b}} {{a}}')).toBe(
      'template.unknown: There are no variables or generated values {{a}}, {{b}}',
    );
  });

  it('catches variables that lead to themselves', () => {
    expect(textOf('{{a}}', scopeOf({ a: '{{b}}', b: 'x {{c}}', c: '{{b}}' }))).toBe(
      'template.recursion: A variable names itself: {{b}} → {{c}} → {{b}}',
    );
    expect(textOf('{{a}}', scopeOf({ a: '{{base64 {{a}}}}' }))).toMatch(/^template.recursion/);
  });

  it('gives up on chains that are too long, and on values that grow without end', () => {
    const chain = Object.fromEntries(Array.from({ length: 50 }, (_, i) => [`v${i}`, `{{v${i + 1}}}`]));
    expect(textOf('{{v0}}', scopeOf({ ...chain, v50: 'x' }))).toMatch(/^template.recursion: .* 32 deep/);
    const bomb = Object.fromEntries(
      Array.from({ length: 30 }, (_, i) => [`v${i}`, `{{v${i + 1}}}`.repeat(4)]),
    );
    expect(textOf('{{v0}}', scopeOf({ ...bomb, v30: 'xxxx' }))).toMatch(/^template.size/);
  });

  it('works through no more than it may, however little comes of it', () => {
    let hashed = 0;
    const source = testSource({
      hash: (_, bytes) => {
        hashed += bytes.length;
        return bytes.subarray(0, 2);
      },
    });
    const scope = scopeOf({ a: 'x'.repeat(1 << 20) });
    const text = '{{hash md5 "{{a}}"}}'.repeat(1_000);
    expect(expandTemplate(text, scope, source)).toMatchObject({
      ok: false,
      error: { code: 'template.size' },
    });
    expect(hashed).toBeLessThanOrEqual(256 << 20);
    expect(textOf('{{hash md5 "{{a}}"}}'.repeat(100), scope)).toHaveLength(400);
  });

  it('refuses a secret nobody has a value for, and says so', () => {
    expect(textOf('{{key}}', scopeOf({}, { key: null }))).toBe(
      'template.secret: The secret {{key}} has no value on this machine',
    );
  });

  it('knows what is secret, also when it is wrapped', () => {
    const expanded = expandTemplate(
      'a {{base64 "u:{{key}}"}} {{env USER}} {{x}}',
      scopeOf({ x: '1' }, { key: 'k' }),
      testSource(),
    );
    expect(expanded.ok && expanded.value.pieces.map(({ secret, made }) => [secret, made])).toEqual([
      [false, false],
      [true, true],
      [false, false],
      [true, true],
      [false, false],
      [false, true],
    ]);
  });

  it('evaluates a variable once for all its places, and a generator each time', () => {
    const [a, b] = textOf('{{id}} {{id}}', scopeOf({ id: '{{uuid}}' })).split(' ');
    expect(a).toBe(b);
    const [c, d] = textOf('{{uuid}} {{uuid}}').split(' ');
    expect(c).not.toBe(d);
  });

  it('prefers a variable to the generator of its name, unless told otherwise', () => {
    const scope = scopeOf({ timestamp: 'mine' });
    expect(textOf('{{timestamp}} {{$timestamp}} {{timestamp ms}}', scope)).toBe(
      'mine 1795269753 1795269753120',
    );
  });

  it('puts bytes into hex and Base64 where they stand', () => {
    expect(hexOf('c0 {{x}} ff', 'hex', scopeOf({ x: 'AB' }))).toBe('c0 41 42 ff');
    expect(hexOf('{{bytes "00 0a"}}{{file a.bin}}', 'hex')).toBe('00 0a 00 ff');
    expect(hexOf('aGk={{x}}aGk=', 'base64', scopeOf({ x: 'AB' }))).toBe('68 69 41 42 68 69');
    expect(hexOf('\\x00{{x}}\\n', 'escapes', scopeOf({ x: '\\n' }))).toBe('00 5c 6e 0a');
    expect(hexOf('c{{x}}0', 'hex', scopeOf({ x: 'AB' }))).toBe('hex.odd 0');
    expect(hexOf('{{x}} zz', 'hex', scopeOf({ x: 'AB' }))).toBe('hex.digit 6');
  });

  it('reads each backslash of escapes once, before braces too', () => {
    const scope = scopeOf({ x: 'AB' });
    expect(hexOf('\\\\{{x}}', 'escapes', scope)).toBe('5c 41 42');
    expect(hexOf('\\{{x}}', 'escapes', scope)).toBe('7b 7b 78 7d 7d');
    expect(hexOf('\\\\\\{{x}}{{x}}', 'escapes', scope)).toBe('5c 7b 7b 78 7d 7d 41 42');
    expect(hexOf('{{x}}\\q', 'escapes', scope)).toBe('escape.invalid 5');
    expect(hexOf('\\x4{{x}}1', 'escapes', scope)).toBe('escape.invalid 0');
  });

  it('refuses bytes in a field of text', () => {
    expect(expandText('{{file a.bin}}', new Map(), testSource())).toMatchObject({
      error: { code: 'template.argument' },
    });
    expect(expandText('{{x}}', scopeOf({}, { x: 'ä' }), testSource())).toEqual(
      ok({ text: 'ä', secret: true, secrets: ['ä'] }),
    );
  });
});

describe('generated values', () => {
  it.each([
    ['{{uuid}}', '00254a6f-94b9-4e03-a84d-7297bce1062b'],
    ['{{timestamp}}', '1795269753'],
    ['{{timestamp ms}}', '1795269753120'],
    ['{{timestamp us}}', '1795269753120456'],
    ['{{timestamp iso}}', '2026-11-21T14:02:33.120Z'],
    ['{{timestamp "DD/MM/YY HH:mm:ss.SSSSSS [at] X"}}', '21/11/26 14:02:33.120456 at 1795269753'],
    [
      '{{timestamp "QQ"}}',
      "template.argument: {{timestamp}}: 'QQ' is no part of a time: use YYYY MM DD HH mm ss SSS, or [text] for text",
    ],
    ['{{counter}} {{counter 10}} {{counter late 100 5}}', '1 10 110'],
    [
      '{{counter a b}}',
      'template.argument: {{counter}}: counter takes a name, where to start and how much to add, whole numbers both',
    ],
    ['{{env USER}}', 'ada'],
    ['{{env NONE}}', 'template.unavailable: {{env}}: The host has no environment variable NONE'],
    ['{{file b.bin}}', 'template.file: {{file}}: b.bin is not there'],
    ['{{base64 "hé\\"llo"}}', 'aMOpImxsbw=='],
    ["{{base64 'a b'}}", 'YSBi'],
    ['{{base64 {{env USER}}}}', 'YWRh'],
    ['{{hex abc}}', '616263'],
    // RFC 3174 §7.3.
    ['{{hash sha-1 abc}}', 'a9993e364706816aba3e25717850c26c9cd0d89d'],
    ['{{hash SHA1 abc}}', 'a9993e364706816aba3e25717850c26c9cd0d89d'],
    ['{{hash crc abc}}', "template.argument: {{hash}}: There is no hash 'crc': use md5, sha-1, sha-256"],
    ['{{hash sha-1}}', 'template.argument: {{hash}}: it is written {{hash sha-256 "TEXT"}}'],
    ['{{local-port}}', 'template.unavailable: {{local-port}}: it is known only of a connection that is open'],
    ['{{random int 5 5}}', '5'],
    ['{{random int 6 5}}', 'template.argument: {{random}}: 6 is above 5: the lower bound comes first'],
    ['{{random string 3 x}}', 'xxx'],
    ['{{bytes 0g}}', "template.argument: {{bytes}}: 'g' at offset 1 is not a hex digit"],
  ])('%s is %s', (typed, made) => {
    expect(textOf(typed)).toBe(made);
  });

  it('writes a ULID whose first ten letters are the time', () => {
    // The specification's own example.
    const ulid = textOf('{{ulid}}', new Map(), testSource({ now: () => 1_469_918_176_385_000 }));
    expect(ulid).toMatch(/^[0-9A-HJKMNP-TV-Z]{26}$/);
    expect(ulid.slice(0, 10)).toBe('01ARYZ6S41');
  });

  it('tells the ends of an open connection', () => {
    const source = testSource({ local: { address: '127.0.0.1', port: 4242 } });
    expect(textOf('{{local-address}}:{{local-port}}', new Map(), source)).toBe('127.0.0.1:4242');
  });

  it('draws numbers within their bounds, all of them', () => {
    const bytes = fc.array(fc.integer({ min: 0, max: 255 }), { minLength: 8, maxLength: 8 });
    fc.assert(
      fc.property(fc.integer(), fc.nat(), bytes, (least, span, drawn) => {
        const source = testSource({
          random: (count) => Uint8Array.from({ length: count }, (_, i) => (drawn[i % 8] ?? 0) & 0x7f),
        });
        const value = Number(textOf(`{{random int ${least} ${least + span}}}`, new Map(), source));
        expect(value).toBeGreaterThanOrEqual(least);
        expect(value).toBeLessThanOrEqual(least + span);
        const float = Number(textOf('{{random float -1.5 2.5}}', new Map(), source));
        expect(float).toBeGreaterThanOrEqual(-1.5);
        expect(float).toBeLessThan(2.5);
      }),
    );
  });

  it('describes each of them', () => {
    for (const [name, { usage, description }] of generators) {
      expect(usage.startsWith(name)).toBe(true);
      expect(description).not.toBe('');
      expect(variableName.test(name)).toBe(true);
    }
  });

  it('tells templates from texts that are none', () => {
    expect(isTemplate('{"a":{"b":1}}')).toBe(false);
    expect(isTemplate('\\{{')).toBe(true);
    expect(encodeUtf8(escapeTemplate('{{x}}'))).toEqual(encodeUtf8('\\{{x}}'));
  });
});
