import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { newDraft } from './draft.js';
import { pipedMessage, receivedMessage, splitPipe } from './piped.js';

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

describe('receivedMessage', () => {
  it('is what a program makes of its input', () => {
    const piped = { message: 'a\nb', messageEnding: 'lf' } as const;
    const stream = { ...newDraft(), protocol: 'tcp' as const };
    expect(receivedMessage(piped, stream)).toEqual(piped);
    expect(receivedMessage(piped, { ...stream, protocol: 'udp' })).toEqual({ message: 'a\nb\n' });
    expect(receivedMessage(piped, { ...stream, input: { crlf: '-C' } })).toEqual({
      message: '61 0d 0a 62 0d 0a',
      messageMode: 'hex',
    });
    const two = { ...newDraft(), input: { lines: true } };
    expect(receivedMessage({ message: 'a\r\n\nb', messageEnding: 'lf' }, two)).toEqual({
      message: 'a',
      moreMessages: [{ message: 'b' }],
    });
    expect(receivedMessage({ message: '00 0a 61 0a', messageMode: 'hex' }, two)).toEqual({
      message: '00',
      messageMode: 'hex',
      moreMessages: [{ message: 'a' }],
    });
    expect(receivedMessage({ message: 'a', messageEnding: 'lf' }, two)).toEqual({
      message: 'a',
      messageEnding: 'lf',
    });
    const three = { message: '61 00 62 0a 00 63', messageMode: 'hex' } as const;
    expect(receivedMessage(three, { ...newDraft(), input: { nulEnds: true } })).toEqual({
      message: 'a',
      moreMessages: [{ message: 'b\n' }, { message: 'c' }],
    });
    const nul = { message: '61 0a 00', messageMode: 'hex' } as const;
    expect(receivedMessage(nul, { ...newDraft(), input: { nulEnds: true } })).toEqual({ message: 'a\n' });
    expect(receivedMessage(piped, { ...newDraft(), facts: { messageKind: 'binary' } })).toEqual({
      message: 'a\nb\n',
    });
  });
});
