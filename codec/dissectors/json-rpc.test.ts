import { describe, expect, it } from 'vitest';
import { chosen, expectHardened } from '../../tests/payloads/hostile.js';
import { outlineOf, utf8 } from '../../tests/payloads/sound.js';
import { noContext } from './dissector.js';
import { jsonRpc } from './json-rpc.js';

/** From the specifications of JSON-RPC 2.0 (§7) and 1.0. */
const messages: readonly (readonly [text: string, line: string])[] = [
  ['{"jsonrpc": "2.0", "method": "subtract", "params": [42, 23], "id": 1}', 'request subtract, id 1'],
  [
    '{"jsonrpc": "2.0", "method": "subtract", "params": {"minuend": 42}, "id": "a"}',
    'request subtract, id "a"',
  ],
  ['{"jsonrpc": "2.0", "method": "update", "params": [1,2,3]}', 'notification update'],
  ['{"jsonrpc": "2.0", "result": 19, "id": 1}', 'response, id 1'],
  [
    '{"jsonrpc": "2.0", "error": {"code": -32601, "message": "Method not found"}, "id": "1"}',
    'error -32601 Method not found, id "1"',
  ],
  [
    '{"jsonrpc": "2.0", "error": {"code": -32700, "message": "Parse error"}, "id": null}',
    'error -32700 Parse error, id null',
  ],
  [
    '[{"jsonrpc": "2.0", "method": "sum", "params": [1], "id": "1"},{"jsonrpc": "2.0", "method": "notify_hello"}]',
    'batch of 2 messages: request sum, id "1"; notification notify_hello',
  ],
  ['{ "method": "echo", "params": ["Hello JSON-RPC"], "id": 1}', 'request echo, id 1'],
  ['{ "method": "log", "params": ["x"], "id": null}', 'notification log'],
  ['{ "result": "Hello JSON-RPC", "error": null, "id": 1}', 'response, id 1'],
  ['{ "result": null, "error": "no", "id": 1}', 'error, id 1'],
];

function flaws(text: string): string {
  return outlineOf(jsonRpc, utf8(text))
    .filter((line) => line.includes(' !'))
    .join('\n');
}

describe('json-rpc', () => {
  it.each(messages)('reads %s', (text, line) => {
    expect(jsonRpc.dissect(utf8(text), noContext)).toMatchObject({ summary: `JSON-RPC ${line}` });
    expect(flaws(text)).toBe('');
  });

  it('names error codes', () => {
    const code = (number: number): string | undefined =>
      outlineOf(jsonRpc, utf8(`{"jsonrpc":"2.0","error":{"code":${number},"message":"m"},"id":1}`)).find(
        (line) => line.includes('code @'),
      );
    expect(code(-32601)).toBe('      code @26+13 = -32601, Method not found');
    expect(code(-32050)).toContain('-32050, Server error');
    expect(code(-32500)).toContain('-32500, reserved');
    expect(code(7)).toContain('7, of the application');
  });

  it('shows a batch message by message', () => {
    expect(outlineOf(jsonRpc, utf8('[{"jsonrpc":"2.0","result":1,"id":1}]'))).toEqual([
      'message @0+37 = batch of 1 message: response, id 1',
      '  JSON @0+37 = [ 1 item ]',
      '    [0] @1+35 = { 3 members } response, id 1',
      '      jsonrpc @2+15 = "2.0"',
      '      result @18+10 = 1',
      '      id @29+6 = 1',
    ]);
  });

  it.each([
    ['{"jsonrpc":"1.9","method":"a","id":1}', 'must be exactly "2.0"'],
    ['{"jsonrpc":"2.0","method":1,"id":1}', 'a method is a string'],
    ['{"jsonrpc":"2.0","method":"a","params":"b","id":1}', 'params are an array or an object'],
    ['{"method":"a","params":{"b":1},"id":1}', 'params are an array (JSON-RPC 1.0'],
    ['{"jsonrpc":"2.0","method":"a","id":{}}', 'an id is a string, a number or null'],
    [
      '{"jsonrpc":"2.0","result":1,"error":{"code":1,"message":"m"},"id":1}',
      'a result or an error, not both',
    ],
    ['{"jsonrpc":"2.0","result":1}', 'a response needs an id'],
    ['{"jsonrpc":"2.0","error":{"message":"m"},"id":1}', 'an error needs a code and a message'],
    ['{"jsonrpc":"2.0","error":{"code":1.5,"message":"m"},"id":1}', 'a code is a whole number'],
    ['{"jsonrpc":"2.0","id":1}', 'neither a method nor a result or an error'],
    ['[{"jsonrpc":"2.0","method":"a"},1]', 'a message is an object'],
    ['{"jsonrpc":"2.0","method":"a"', "the text ends where ','"],
  ])('names what is wrong with %s', (text, error) => {
    expect(flaws(text)).toContain(error);
  });

  it('is chosen for its messages and not for other JSON', () => {
    for (const [text] of messages) expect(chosen(utf8(text))).toBe('json-rpc');
    expect(chosen(utf8(`{"method":"a","params":["${'x'.repeat(5000)}"],"id":1,"jsonrpc":"2.0"}`))).toBe(
      'json-rpc',
    );
    expect(chosen(utf8('{"method":"GET","id":1}'))).toBe('json');
    expect(chosen(utf8('[{"a":1}]'))).toBe('json');
    expect(jsonRpc.dissect(utf8('{"a":1}'), noContext).kind).toBe('not-mine');
    expect(jsonRpc.dissect(utf8('3'), noContext).kind).toBe('not-mine');
    expect(jsonRpc.dissect(utf8(''), noContext).kind).toBe('need-more');
  });

  it('takes anything', () => {
    expectHardened(
      jsonRpc,
      messages.map(([text]) => utf8(text)),
    );
  });
});
