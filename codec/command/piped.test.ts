import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { pipedMessage, splitPipe } from './piped.js';

describe('splitPipe', () => {
  it('finds the last pipe that is none within quotes', () => {
    expect(splitPipe(`echo 'a|b' | nc h 1`)).toEqual({ before: `echo 'a|b'`, after: 'nc h 1' });
    expect(splitPipe(String.raw`echo a\|b | nc h 1`)).toEqual({
      before: String.raw`echo a\|b`,
      after: 'nc h 1',
    });
    expect(splitPipe('a || b')).toBeNull();
    expect(splitPipe(`nc h 1 -e 'x|y'`)).toBeNull();
  });
});

describe('pipedMessage', () => {
  it.each([
    ['echo hi', { message: 'hi', messageEnding: 'lf' }],
    ['echo -n \'{"a": 1}\'', { message: '{"a": 1}' }],
    [String.raw`echo -ne 'a\x00b'`, { message: '61 00 62', messageMode: 'hex' }],
    [String.raw`printf 'GET / HTTP/1.0\r\n'`, { message: 'GET / HTTP/1.0', messageEnding: 'crlf' }],
    [String.raw`printf '\x01\002\377'`, { message: '01 02 ff', messageMode: 'hex' }],
    [`printf %s 'a%b'`, { message: 'a%b' }],
    [String.raw`printf '%s\n' text`, { message: 'text', messageEnding: 'lf' }],
    [String.raw`printf '%b' '\x41'`, { message: 'A' }],
    [`printf '100%%'`, { message: '100%' }],
  ])('reads %s', (line, expected) => {
    expect(pipedMessage(line)).toEqual(expected);
  });

  it.each(['cat file', 'printf %d 1', "echo 'open", 'printf a b c'])('leaves %s alone', (line) => {
    expect(pipedMessage(line)).toBeNull();
  });

  it('reads back any text that printf %s is given in single quotes', () => {
    const sane = fc.string().filter((text) => !/[\n\r\0]/.test(text));
    fc.assert(
      fc.property(sane, (text) => {
        const line = `printf %s '${text.replaceAll("'", `'\\''`)}'`;
        expect(pipedMessage(line)).toEqual({ message: text });
      }),
      { seed: 22 },
    );
  });
});
