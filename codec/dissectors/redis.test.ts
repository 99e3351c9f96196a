import { describe, expect, it } from 'vitest';
import { chosen, expectHardened } from '../../tests/payloads/hostile.js';
import { expectSound, outlineOf, utf8 } from '../../tests/payloads/sound.js';
import { noContext, type DissectContext } from './dissector.js';
import { readInline } from './redis-inline.js';
import { redis } from './redis.js';

const client: DissectContext = { ...noContext, transport: 'tcp', ports: [6379], from: 'client' };
const server: DissectContext = { ...client, from: 'server' };

/** Recorded from redis-server 7.0.15, RESP2 and, after HELLO 3, RESP3. */
const replies = {
  pong: '+PONG\r\n',
  pipelined: '+OK\r\n$3\r\nv w\r\n$-1\r\n',
  integer: ':2\r\n',
  list: '*2\r\n$1\r\nb\r\n$1\r\na\r\n',
  error: '-ERR value is not an integer or out of range\r\n',
  hello:
    '%7\r\n$6\r\nserver\r\n$5\r\nredis\r\n$7\r\nversion\r\n$6\r\n7.0.15\r\n$5\r\nproto\r\n:3\r\n$2\r\nid\r\n:3\r\n$4\r\nmode\r\n$10\r\nstandalone\r\n$4\r\nrole\r\n$6\r\nmaster\r\n$7\r\nmodules\r\n*0\r\n',
  set: '~1\r\n$1\r\nx\r\n',
  double: ',1.5\r\n',
  null: '_\r\n',
  push: '>3\r\n$9\r\nsubscribe\r\n$2\r\nch\r\n:1\r\n',
};

/** From the specification of RESP3. */
const written = {
  attribute: '|1\r\n+ttl\r\n:3600\r\n*2\r\n#t\r\n#f\r\n',
  nested: '*2\r\n|1\r\n+key\r\n+value\r\n:1\r\n*-1\r\n',
  verbatim: '=15\r\ntxt:Some string\r\n',
  blobError: '!21\r\nSYNTAX invalid syntax\r\n',
  big: '(3492890328409238509324850943850943825024385\r\n',
  doubles: ',inf\r\n,-inf\r\n,1e3\r\n',
  streamed: '$?\r\n;4\r\nHell\r\n;1\r\no\r\n;0\r\n+OK\r\n',
  unbounded: '*?\r\n:1\r\n:2\r\n.\r\n%?\r\n+a\r\n:1\r\n.\r\n',
};

const commands = '*3\r\n$3\r\nSET\r\n$1\r\nk\r\n$3\r\nv w\r\n*2\r\n$3\r\nGET\r\n$1\r\nk\r\n';
const inline = 'SET k "a b"\r\nPING\r\n';

function summary(text: string, context: DissectContext): string {
  const dissection = redis.dissect(utf8(text), context);
  return dissection.kind === 'done' ? dissection.summary : `${dissection.kind}: ${dissection.reason}`;
}

function flaws(text: string, context = server): string {
  return outlineOf(redis, utf8(text), context)
    .filter((line) => line.includes('!'))
    .join('\n');
}

describe('redis', () => {
  it('reads pipelined commands', () => {
    expect(outlineOf(redis, utf8(commands), client)).toEqual([
      'command @0+29 = array, 3 items: SET k "v w"',
      '  length @0+4 = 3',
      '  [0] @4+9 = bulk string "SET"',
      '    length @4+4 = 3 bytes',
      '    data @8+3 = "SET"',
      '  [1] @13+7 = bulk string "k"',
      '    length @13+4 = 1 byte',
      '    data @17+1 = "k"',
      '  [2] @20+9 = bulk string "v w"',
      '    length @20+4 = 3 bytes',
      '    data @24+3 = "v w"',
      'command @29+20 = array, 2 items: GET k',
      '  length @29+4 = 2',
      '  [0] @33+9 = bulk string "GET"',
      '    length @33+4 = 3 bytes',
      '    data @37+3 = "GET"',
      '  [1] @42+7 = bulk string "k"',
      '    length @42+4 = 1 byte',
      '    data @46+1 = "k"',
    ]);
    expect(summary(commands, client)).toBe('SET k "v w" and 1 more value');
  });

  it('reads replies of RESP2 and RESP3', () => {
    const all = { ...replies, ...written };
    expect(Object.entries(all).map(([name, text]) => `${name}: ${summary(text, server)}`)).toEqual([
      'pong: simple string PONG',
      'pipelined: simple string OK and 2 more values',
      'integer: integer 2',
      'list: array, 2 items',
      'error: error ERR value is not an integer or out of range',
      'hello: map, 7 pairs',
      'set: set, 1 item',
      'double: double 1.5',
      'null: null',
      'push: push, 3 items',
      'attribute: attribute, 1 pair and 1 more value',
      'nested: array, 2 items',
      'verbatim: verbatim string "Some string"',
      'blobError: bulk error "SYNTAX invalid syntax"',
      'big: big number 3492890328409238509324850943850943825024385',
      'doubles: double inf and 2 more values',
      'streamed: streamed string and 1 more value',
      'unbounded: array, a stream of items and 1 more value',
    ]);
    for (const text of Object.values(all)) expect(flaws(text)).toBe('');
  });

  it('does not count an attribute as an item', () => {
    expect(outlineOf(redis, utf8(written.nested), server)).toEqual(
      [
        'reply @0+33 = array, 2 items',
        '  length @0+4 = 2',
        '  attribute @4+20 = attribute, 1 pair',
        '    length @4+4 = 1',
        '    key 0 @8+6 = simple string key',
        '    value 0 @14+8 = simple string value',
        '  [0] @22+4 = integer 1',
        '  [1] @26+5 = array null',
      ].map((line) => line.replace('@0+33', '@0+31').replace('@4+20', '@4+18')),
    );
  });

  it('reads streamed strings chunk by chunk', () => {
    expect(
      outlineOf(redis, utf8(written.streamed), server).filter((line) => /chunk|streamed|OK/.test(line)),
    ).toEqual([
      'reply @0+25 = streamed string',
      '  [0] @4+10 = chunk "Hell"',
      '  [1] @14+7 = chunk "o"',
      '  [2] @21+4 = chunk empty',
      'reply @25+5 = simple string OK',
    ]);
  });

  it('gives the first thousand words of an inline command a field', () => {
    const line = utf8(`${'a '.repeat(1_500)}\n`);
    expect(readInline(line, 0, line.length - 1).words).toHaveLength(1_000);
  });

  it('reads inline commands, quotes as the server does', () => {
    expect(outlineOf(redis, utf8(inline), client)).toEqual([
      'inline command @0+13 = SET k "a b"',
      '  word @0+3 = "SET"',
      '  word @4+1 = "k"',
      '  word @6+5 = ""a b""',
      'inline command @13+6 = PING',
      '  word @13+4 = "PING"',
    ]);
    expect(flaws('SET k "a b\r\n', client)).toContain('unbalanced quotes');
  });

  it.each([
    ['a string that is cut short', '$5\r\nab', 'cut short: 7 bytes needed, 2 there'],
    ['a wrong length', '$2\r\nabc\r\n+OK\r\n', 'no CRLF after 2 bytes'],
    ['missing items', '*3\r\n:1\r\n', 'cut short: 2 items missing'],
    ['a stream without an end', '*?\r\n:1\r\n', 'cut short: the end of the stream missing'],
    ['a length that is none', '$x\r\nabc\r\n', '"x" is not a length'],
    ['a length below -1', '*-2\r\n', '"-2" is not a length'],
    ['a huge length', '$99999999999999999999\r\n', 'is not a length'],
    ['LF alone', '+OK\n', 'not with LF alone'],
    ['no line end', '+OK', 'does not end with CRLF'],
    ['an unknown type from the server', '+OK\r\n@1\r\n', 'no type of RESP begins with'],
    ['an integer that is none', ':1x\r\n', 'not an integer'],
    ['a boolean that is none', '#x\r\n', 'a boolean is t or f'],
    ['a double that is none', ',abc\r\n', 'not a double'],
  ])('names %s', (_name, text, error) => {
    expect(flaws(text)).toContain(error);
  });

  it('stops at a bottomless payload', () => {
    const deep = '*1\r\n'.repeat(50_000);
    expect(flaws(deep)).toContain('nested deeper than 200 levels');
    expectSound(redis, utf8(':1\r\n'.repeat(50_000)), server);
    const many = redis.dissect(utf8(':1\r\n'.repeat(50_000)), server);
    expect(many).toMatchObject({ kind: 'done', consumed: 200_000 });
    if (many.kind === 'done')
      expect(many.fields.at(-1)).toMatchObject({ name: 'not shown', start: 20_000, length: 180_000 });
  });

  it('is chosen for its payloads', () => {
    for (const text of [...Object.values(replies), ...Object.values(written)]) {
      expect(chosen(utf8(text), server)).toBe('redis');
      if (text !== replies.pong) expect(chosen(utf8(text))).toBe('redis');
    }
    expect(chosen(utf8(commands))).toBe('redis');
    expect(chosen(utf8(inline), client)).toBe('redis');
    expect(chosen(utf8('-rw-r--r-- 1 root\r\n'))).toBe('raw');
    expect(chosen(utf8('hello there\r\n'))).toBe('raw');
    expect(redis.dissect(utf8('\u0001'), client).kind).toBe('not-mine');
    expect(redis.dissect(utf8('PIN'), client).kind).toBe('need-more');
    expect(redis.dissect(utf8(''), client).kind).toBe('need-more');
  });

  it('takes anything', () => {
    expectHardened(redis, [...Object.values(replies), ...Object.values(written)].map(utf8), server);
    expectHardened(redis, [utf8(commands), utf8(inline)], client);
  });
});
