import { describe, expect, it } from 'vitest';
import { chosen, expectHardened } from '../../tests/payloads/hostile.js';
import { outlineOf, utf8 } from '../../tests/payloads/sound.js';
import { noContext, type DissectContext } from './dissector.js';
import { graphqlWs } from './graphql-ws.js';

const web = { ...noContext, transport: 'ws', text: true } as const;
const modern: DissectContext = { ...web, subprotocol: 'graphql-transport-ws' };
const older: DissectContext = { ...web, subprotocol: 'graphql-ws' };

const query = '"payload":{"operationName":"OnPost","query":"subscription OnPost { post { id } }"}';
/** Who sends it, in which protocol, what it is. */
const messages: readonly (readonly [
  context: DissectContext,
  from: 'client' | 'server',
  text: string,
  line: string,
])[] = [
  [modern, 'client', '{"type":"connection_init","payload":{"token":"x"}}', 'connection_init'],
  [modern, 'server', '{"type":"connection_ack"}', 'connection_ack'],
  [modern, 'client', '{"type":"ping"}', 'ping'],
  [modern, 'server', '{"type":"pong","payload":{}}', 'pong'],
  [modern, 'client', `{"id":"1","type":"subscribe",${query}}`, 'subscribe id 1 OnPost'],
  [modern, 'server', '{"id":"1","type":"next","payload":{"data":{"post":{"id":7}}}}', 'next id 1'],
  [modern, 'server', '{"id":"1","type":"error","payload":[{"message":"no"}]}', 'error id 1'],
  [modern, 'server', '{"id":"1","type":"complete"}', 'complete id 1'],
  [older, 'client', '{"type":"connection_init","payload":{}}', 'connection_init'],
  [older, 'server', '{"type":"ka"}', 'ka'],
  [older, 'client', `{"id":"1","type":"start",${query}}`, 'start id 1 OnPost'],
  [
    older,
    'server',
    '{"id":"1","type":"data","payload":{"data":null,"errors":[{"message":"x"}]}}',
    'data id 1 with errors [ 1 item ]',
  ],
  [older, 'client', '{"id":"1","type":"stop"}', 'stop id 1'],
  [older, 'client', '{"type":"connection_terminate"}', 'connection_terminate'],
];

function flaws(text: string, context: DissectContext): string {
  return outlineOf(graphqlWs, utf8(text), context)
    .filter((line) => line.includes(' !'))
    .join('\n');
}

describe('graphql-ws', () => {
  it.each(messages)('reads of $subprotocol from the %s: %s', (context, from, text, line) => {
    const name = context === modern ? 'graphql-transport-ws' : 'subscriptions-transport-ws';
    expect(graphqlWs.dissect(utf8(text), { ...context, from })).toMatchObject({
      summary: `GraphQL ${line} (${name})`,
    });
    expect(flaws(text, { ...context, from })).toBe('');
  });

  it('says what a type means', () => {
    expect(
      outlineOf(graphqlWs, utf8('{"id":"1","type":"subscribe","payload":{"query":"{ a }"}}'), modern),
    ).toEqual([
      'message @0+57 = subscribe id 1 { a }',
      '  JSON @0+57 = { 3 members }',
      '    id @1+8 = "1"',
      '    type @10+18 = "subscribe", starts an operation',
      '    payload @29+27 = { 1 member }',
      '      query @40+15 = "{ a }"',
    ]);
  });

  it('tells the protocol by the type where none was negotiated', () => {
    const summaryOf = (text: string): string => {
      const dissection = graphqlWs.dissect(utf8(text), web);
      return dissection.kind === 'done' ? dissection.summary : dissection.reason;
    };
    expect(summaryOf(messages[4]![2])).toContain('(graphql-transport-ws)');
    expect(summaryOf(messages[10]![2])).toContain('(subscriptions-transport-ws)');
  });

  it.each([
    [modern, '{"type":"start","id":"1","payload":{}}', 'not a message of graphql-transport-ws'],
    [older, '{"type":"subscribe","id":"1","payload":{}}', 'not a message of subscriptions-transport-ws'],
    [modern, '{"type":"subscribe"}', 'subscribe needs id, payload'],
    [{ ...modern, from: 'server' } as const, '{"type":"connection_init"}', 'only the client sends this'],
    [modern, '{"type":"ping"', "the text ends where ','"],
    [modern, '{"id":"1"', "the text ends where ','"],
  ])('names what is wrong', (context, text, error) => {
    expect(flaws(text, context)).toContain(error);
  });

  it('is chosen by subprotocol and by content', () => {
    for (const [context, from, text] of messages)
      expect(chosen(utf8(text), { ...context, from })).toBe('graphql-ws');
    for (const at of [0, 1, 4, 5, 10, 11]) expect(chosen(utf8(messages[at]![2]))).toBe('graphql-ws');
    expect(chosen(utf8('{"type":"ping"}'))).toBe('json');
    expect(chosen(utf8('{"type":"error","id":"1"}'))).toBe('json');
    expect(graphqlWs.dissect(utf8('{"type":"hello"}'), web).kind).toBe('not-mine');
    expect(graphqlWs.dissect(utf8('{"a":1}'), modern).kind).toBe('not-mine');
    expect(graphqlWs.dissect(utf8('[1]'), modern).kind).toBe('not-mine');
    expect(graphqlWs.dissect(utf8(''), modern).kind).toBe('need-more');
  });

  it('takes anything', () => {
    expectHardened(
      graphqlWs,
      messages.slice(0, 8).map(([, , text]) => utf8(text)),
      modern,
    );
    expectHardened(
      graphqlWs,
      messages.slice(8).map(([, , text]) => utf8(text)),
      older,
    );
  });
});
