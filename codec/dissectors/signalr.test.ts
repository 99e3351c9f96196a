import { describe, expect, it } from 'vitest';
import { chosen, expectHardened } from '../../tests/payloads/hostile.js';
import { outlineOf, utf8 } from '../../tests/payloads/sound.js';
import { noContext } from './dissector.js';
import { signalr } from './signalr.js';

/** From the specification of the hub protocol, JSON encoding. */
const messages: readonly (readonly [text: string, line: string])[] = [
  ['{"protocol":"json","version":1}', 'handshake request, json version 1'],
  ['{}', 'handshake response'],
  [
    '{"error":"Requested protocol \'x\' is not available."}',
    "handshake response, error Requested protocol 'x' is not available.",
  ],
  [
    '{"type":1,"invocationId":"123","target":"Send","arguments":[42,"Test Message"]}',
    'Invocation Send id 123',
  ],
  ['{"type":2,"invocationId":"123","item":42}', 'StreamItem id 123'],
  ['{"type":3,"invocationId":"123","error":"It didn\'t work!"}', "Completion id 123 error It didn't work!"],
  ['{"type":4,"invocationId":"123","target":"Count","arguments":[42]}', 'StreamInvocation Count id 123'],
  ['{"type":5,"invocationId":"123"}', 'CancelInvocation id 123'],
  ['{"type":6}', 'Ping'],
  [
    '{"type":7,"error":"Connection closed because of an error!"}',
    'Close error Connection closed because of an error!',
  ],
  ['{"type":8,"sequenceId":1394}', 'Ack'],
  ['{"type":9,"sequenceId":1234}', 'Sequence'],
];
const record = (text: string): Uint8Array => utf8(`${text}\u001e`);

function flaws(bytes: Uint8Array): string {
  return outlineOf(signalr, bytes)
    .filter((line) => / ![^"]/.test(line))
    .join('\n');
}

describe('signalr', () => {
  it.each(messages)('reads %s', (text, line) => {
    expect(signalr.dissect(record(text), noContext)).toMatchObject({ summary: `SignalR ${line}` });
    expect(flaws(record(text))).toBe('');
  });

  it('reads several messages, each with its separator', () => {
    expect(outlineOf(signalr, utf8('{}\u001e{"type":6}\u001e'))).toEqual([
      'message @0+3 = handshake response',
      '  JSON @0+2 = { 0 members }',
      '  record separator @2+1 = 0x1e',
      'message @3+11 = Ping',
      '  JSON @3+10 = { 1 member }',
      '    type @4+8 = 6, Ping',
      '  record separator @13+1 = 0x1e',
    ]);
    expect(signalr.dissect(utf8('{}\u001e{"type":6}\u001e'), noContext)).toMatchObject({
      summary: 'SignalR handshake response and 1 more message',
    });
  });

  it.each([
    ['{"type":10}\u001e', 'no message of the hub protocol has this type'],
    ['{"type":1}\u001e', 'Invocation needs target, arguments'],
    ['{"type":3,"invocationId":"1","result":1,"error":"x"}\u001e', 'a result or an error, not both'],
    ['{"protocol":"json"}\u001e', 'a handshake request needs version'],
    ['{"a":1}\u001e', 'neither a type nor a handshake'],
    ['{"type":6}', 'ends with the record separator'],
    ['{"type":6}\u001e[]\u001e', 'a message is a JSON object'],
    ['{"type":6\u001e', 'the text ends where'],
  ])('names what is wrong with %j', (text, error) => {
    expect(flaws(utf8(text))).toContain(error);
  });

  it('is chosen where a record separator ends the JSON', () => {
    for (const [text] of messages) expect(chosen(record(text))).toBe('signalr');
    expect(chosen(utf8('{"type":6}'))).toBe('json');
    expect(signalr.dissect(utf8('[1]\u001e'), noContext).kind).toBe('not-mine');
    expect(signalr.dissect(utf8(''), noContext).kind).toBe('need-more');
  });

  it('takes anything', () => {
    expectHardened(signalr, [...messages.map(([text]) => record(text)), utf8('{}\u001e{"type":6}\u001e')]);
  });
});
