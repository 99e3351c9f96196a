import { describe, expect, it } from 'vitest';
import { chosen, expectHardened } from '../../tests/payloads/hostile.js';
import { hex, outlineOf, utf8 } from '../../tests/payloads/sound.js';
import { noContext, type DissectContext } from './dissector.js';
import { socketIo } from './socket-io.js';

const web: DissectContext = { ...noContext, transport: 'ws', text: true };

/** From the Engine.IO 4 and Socket.IO 5 protocol pages. */
const messages: readonly (readonly [text: string, line: string])[] = [
  [
    '0{"sid":"lv_VI97HAXpY6yYWAAAC","upgrades":["websocket"],"pingInterval":25000,"pingTimeout":20000,"maxPayload":1000000}',
    'open, sid lv_VI97HAXpY6yYWAAAC',
  ],
  ['2probe', 'ping probe'],
  ['3probe', 'pong probe'],
  ['2', 'ping'],
  ['3', 'pong'],
  ['5', 'upgrade'],
  ['6', 'noop'],
  ['1', 'close'],
  ['40', 'CONNECT'],
  ['40/admin,', 'CONNECT /admin'],
  ['40/admin,{"token":"123"}', 'CONNECT /admin'],
  ['40{"sid":"wZX3oN0bSVIhsaknAAAI"}', 'CONNECT'],
  ['41/admin,', 'DISCONNECT /admin'],
  ['42["hey","Jude"]', 'EVENT "hey"'],
  ['42/chat,17["new message",{"text":"hi"}]', 'EVENT /chat "new message" id 17'],
  ['4312["bar"]', 'ACK id 12'],
  ['44/admin,{"message":"Not authorized"}', 'CONNECT_ERROR /admin'],
  ['451-["upload",{"_placeholder":true,"num":0}]', 'BINARY_EVENT "upload" 1 attachment'],
  ['461-/admin,13[{"_placeholder":true,"num":0}]', 'BINARY_ACK /admin id 13 1 attachment'],
  ['4hello', 'message, not of Socket.IO'],
];

function flaws(text: string): string {
  return outlineOf(socketIo, utf8(text), web)
    .filter((line) => line.includes(' !'))
    .join('\n');
}

describe('socket-io', () => {
  it.each(messages)('reads %s', (text, line) => {
    expect(socketIo.dissect(utf8(text), web)).toMatchObject({
      summary: `Socket.IO ${line}`,
      consumed: text.length,
    });
    expect(flaws(text)).toBe('');
  });

  it('shows what stands before the data byte by byte', () => {
    expect(outlineOf(socketIo, utf8('451-/up,7["file",{"_placeholder":true,"num":0}]'), web)).toEqual([
      'packet @0+47 = BINARY_EVENT /up "file" id 7 1 attachment',
      '  Engine.IO packet type @0+1 = 4, message',
      '  Socket.IO packet type @1+1 = 5, BINARY_EVENT',
      '  attachments @2+2 = 1',
      '  namespace @4+3 = /up',
      '  acknowledgement id @8+1 = 7',
      '  data @9+38 = [ 2 items ]',
      '    [0] @10+6 = "file"',
      '    [1] @17+29 = attachment 0, in a binary message after this',
      '      _placeholder @18+19 = true',
      '      num @38+7 = 0',
    ]);
  });

  it('shows times of the handshake with their unit', () => {
    expect(outlineOf(socketIo, utf8(messages[0]![0]), web)).toContain('    pingInterval @56+20 = 25000 ms');
  });

  it('takes a binary message for an attachment, when asked to', () => {
    const binary = { ...web, text: false };
    expect(outlineOf(socketIo, hex('00 ff'), binary)).toEqual(['attachment @0+2 = 00 ff']);
    expect(socketIo.sniff(utf8('42["a"]'), binary)).toBe(0);
  });

  it('reads the packets of a polling request', () => {
    expect(
      outlineOf(socketIo, utf8('4hello\u001e2\u001ebAQIDBA==')).filter((line) => !line.startsWith(' ')),
    ).toEqual([
      'packet @0+6 = message, not of Socket.IO',
      'record separator @6+1 = 0x1e',
      'packet @7+1 = ping',
      'record separator @8+1 = 0x1e',
      'packet @9+9 = binary message in Base64',
    ]);
  });

  it.each([
    ['42', 'EVENT needs data'],
    ['42{"a":1}', 'the data of EVENT is an array'],
    ['42[{"a":1}]', 'an event begins with its name'],
    ['42["a",', 'the text ends where a value'],
    ['43["a"]', 'needs the id of what it acknowledges'],
    ['45["a"]', 'says how many attachments'],
    ['452-["a",{"_placeholder":true,"num":0}]', '2 attachments announced, 1 placeholder there'],
    ['421-["a"]', 'only BINARY_EVENT and BINARY_ACK have attachments'],
    ['400{"a":1}', 'CONNECT is not acknowledged'],
    ['40["a"]', 'the data of CONNECT is an object'],
    ['0{}', 'open needs a sid'],
    ['2\u001e', ''],
    ['2\u001e\u001e2', 'a packet has a type'],
    ['2\u001e9', 'a packet type is a digit from 0 to 6'],
  ])('names what is wrong with %j', (text, error) => {
    if (error === '') expect(flaws(text)).toBe('');
    else expect(flaws(text)).toContain(error);
  });

  it('is chosen for its messages, but not for digits alone', () => {
    for (const [text] of messages.slice(0, -1))
      expect(chosen(utf8(text), web)).toBe(/^\d+$/.test(text) ? 'json' : 'socket-io');
    expect(chosen(utf8('42["hey","Jude"]'))).toBe('socket-io');
    expect(socketIo.sniff(utf8('2'), noContext)).toBe(0);
    expect(socketIo.sniff(utf8('42'), web)).toBe(0);
    expect(socketIo.sniff(utf8('4 apples'), web)).toBe(0);
    expect(socketIo.dissect(utf8('hello'), web).kind).toBe('not-mine');
    expect(socketIo.dissect(utf8(''), web).kind).toBe('need-more');
  });

  it('takes anything', () => {
    expectHardened(
      socketIo,
      messages.map(([text]) => utf8(text)),
      web,
    );
  });
});
