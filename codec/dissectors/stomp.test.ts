import { describe, expect, it } from 'vitest';
import { chosen, expectHardened } from '../../tests/payloads/hostile.js';
import { outlineOf, utf8 } from '../../tests/payloads/sound.js';
import { noContext } from './dissector.js';
import { stomp } from './stomp.js';

/** From the specification of STOMP 1.2. */
const connect = 'CONNECT\naccept-version:1.0,1.1,1.2\nhost:stomp.example\nheart-beat:1000,2000\n\n\0';
const connected = 'CONNECTED\r\nversion:1.2\r\n\r\n\0\n';
const send = 'SEND\ndestination:/queue/a\ncontent-type:text/plain\n\nhello queue a\0';
const escaped = 'SEND\ndestination:/queue/a\nname\\c1:line\\none\\\\two\\r\n\n\0';
const counted = 'MESSAGE\nsubscription:0\nmessage-id:007\ndestination:/q\ncontent-length:5\n\na\0b\0c\0';
const receipt = 'RECEIPT\nreceipt-id:77\n\n\0';
const error = 'ERROR\nreceipt-id:m-1\nmessage:malformed frame received\n\nThe message\0';
const all = [connect, connected, send, escaped, counted, receipt, error, `${send}\n\n${receipt}`];

const web = { ...noContext, transport: 'ws', subprotocol: 'v12.stomp', text: true } as const;

function flaws(text: string): string {
  return outlineOf(stomp, utf8(text))
    .filter((line) => line.includes('!'))
    .join('\n');
}

function summary(text: string): string {
  const dissection = stomp.dissect(utf8(text), noContext);
  return dissection.kind === 'done' ? dissection.summary : `${dissection.kind}: ${dissection.reason}`;
}

describe('stomp', () => {
  it('reads a frame to its NUL', () => {
    expect(outlineOf(stomp, utf8(connect))).toEqual(
      [
        'frame @0+80 = CONNECT accept-version 1.0,1.1,1.2',
        '  command @0+7 = CONNECT',
        '  header @8+26 = accept-version: 1.0,1.1,1.2',
        '    name @8+14 = "accept-version"',
        '    value @23+11 = "1.0,1.1,1.2"',
        '  header @35+18 = host: stomp.example',
        '    name @35+4 = "host"',
        '    value @40+13 = "stomp.example"',
        '  header @54+20 = heart-beat: 1000,2000 (what it can send, what it wants to get, in milliseconds)',
        '    name @54+10 = "heart-beat"',
        '    value @65+9 = "1000,2000"',
        '  end of headers @75+1 = empty line',
        '  end of frame @76+1 = NUL',
      ].map((line) => line.replace('@0+80', '@0+77')),
    );
  });

  it('tells frames in a line', () => {
    expect(all.map(summary)).toEqual([
      'STOMP CONNECT accept-version 1.0,1.1,1.2',
      'STOMP CONNECTED version 1.2',
      'STOMP SEND /queue/a',
      'STOMP SEND /queue/a',
      'STOMP MESSAGE /q subscription 0',
      'STOMP RECEIPT receipt-id 77',
      'STOMP ERROR receipt-id m-1 message malformed frame received',
      'STOMP SEND /queue/a and 1 more frame',
    ]);
    for (const text of all) expect(flaws(text)).toBe('');
  });

  it('undoes escapes, but not in CONNECT', () => {
    expect(outlineOf(stomp, utf8(escaped))).toContain('  header @26+24 = name:1: line␊one\\two␍');
    expect(outlineOf(stomp, utf8('CONNECT\npasscode:a\\cb\n\n\0'))).toContain(
      '  header @8+13 = passcode: a\\cb',
    );
    expect(flaws('SEND\ndestination:a\\tb\n\n\0')).toContain('escapes nothing');
  });

  it('reads no line of more than 64 KiB', () => {
    expect(flaws(`SEND\ndestination:/q\nname:${'x'.repeat(60_000)}\n\nbody\0`)).toBe('');
    expect(flaws(`SEND\ndestination:/q\nname:${'x'.repeat(70_000)}\n\nbody\0`)).not.toBe('');
    expect(flaws(`${'SEND'.repeat(20_000)}\n\nbody\0`)).toContain('the command does not end');
  });

  it('takes a body with NULs by its content-length', () => {
    const lines = outlineOf(stomp, utf8(counted));
    expect(lines).toContain('  body @71+5 = 61 00 62 00 63');
    expect(lines.at(-1)).toBe('  end of frame @76+1 = NUL');
  });

  it('reads heart-beats', () => {
    expect(outlineOf(stomp, utf8('\n'))).toEqual(['heart-beat @0+1 = 1 line end']);
    expect(summary('\n')).toBe('STOMP heart-beat');
    expect(outlineOf(stomp, utf8(`\n${receipt}\n\n`)).filter((line) => !line.startsWith(' '))).toEqual([
      'heart-beat @0+1 = 1 line end',
      'frame @1+24 = RECEIPT receipt-id 77',
      'end of line @25+2 = 2 line ends',
    ]);
  });

  it('says which of repeated headers counts', () => {
    const twice = 'MESSAGE\ndestination:/q\nmessage-id:1\nfoo:World\nfoo:Hello\n\n\0';
    expect(outlineOf(stomp, utf8(twice))).toContain(
      '  header @46+9 = foo: Hello (repeated: the first counts)',
    );
  });

  it.each([
    ['an unknown command', 'SHOUT\nfoo:bar\n\n\0', 'not a command of STOMP'],
    ['a header without a colon', 'SEND\ndestination:/q\nfoo\n\n\0', 'a header line has a colon'],
    ['a missing destination', 'SEND\nfoo:bar\n\n\0', 'SEND needs destination'],
    ['a frame without NUL', 'SEND\ndestination:/q\n\nhello', 'a frame ends with NUL'],
    ['headers that do not end', 'SEND\ndestination:/q', 'the headers do not end with an empty line'],
    ['a command that does not end', 'SEND', 'does not end with a line feed'],
    [
      'a content-length that is too short',
      'SEND\ndestination:/q\ncontent-length:2\n\nhello\0',
      'NUL must follow the body',
    ],
    [
      'a content-length that is too long',
      'SEND\ndestination:/q\ncontent-length:9\n\nhello\0',
      'cut short: 9 bytes needed, 6 there',
    ],
    [
      'a content-length that is none',
      'SEND\ndestination:/q\ncontent-length:x\n\nhello\0',
      'is not a content-length',
    ],
  ])('names %s', (_name, text, complaint) => {
    expect(flaws(text)).toContain(complaint);
  });

  it('looks up names as sent, whatever they are', () => {
    const text =
      'SEND\ndestination:/q\nconstructor:__proto__\n\n\0constructor\ntoString:x\n\n\0__proto__\n\n\0';
    expect(outlineOf(stomp, utf8(text))).toContain('  header @20+21 = constructor: __proto__');
  });

  it('is chosen for its frames', () => {
    for (const text of all) expect(chosen(utf8(text))).toBe('stomp');
    expect(chosen(utf8('\n'), web)).toBe('stomp');
    expect(chosen(utf8('\n'))).toBe('raw');
    expect(chosen(utf8('SEND me a letter\n'))).toBe('raw');
    expect(stomp.dissect(utf8('hello'), noContext).kind).toBe('not-mine');
    expect(stomp.dissect(utf8(''), noContext).kind).toBe('need-more');
  });

  it('takes anything', () => {
    expectHardened(stomp, all.map(utf8), web);
  });
});
