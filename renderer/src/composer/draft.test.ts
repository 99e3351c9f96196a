import { describe, expect, it } from 'vitest';
import type { Protocol } from '../../../contract/index.js';
import { emptyMessage } from '../stores/tab.js';
import type { MessageDraft } from '../stores/tab.js';
import { describeDraft, encodeDraft } from './draft.js';

function draft(mode: MessageDraft['mode'], body: string, rest: Partial<MessageDraft> = {}): MessageDraft {
  return { ...emptyMessage(), mode, bodies: { [mode]: body }, ...rest };
}
const sent = (of: MessageDraft, protocol: Protocol): string | undefined => {
  const data = encodeDraft(of, protocol).outgoing?.data;
  return data === undefined ? undefined : Buffer.from(data).toString('hex');
};

describe('encodeDraft', () => {
  it('sends text as UTF-8, as typed', () => {
    expect(sent(draft('text', 'né\n'), 'tcp')).toBe('6ec3a90a');
  });

  it.each([
    ['none', '61'],
    ['lf', '610a'],
    ['cr', '610d'],
    ['crlf', '610d0a'],
    ['nul', '6100'],
  ] as const)('ends a message of a stream with %s', (ending, hex) => {
    expect(sent(draft('text', 'a', { ending }), 'tcp')).toBe(hex);
    expect(sent(draft('hex', '61', { ending }), 'unix')).toBe(hex);
  });

  it('adds no ending to datagrams and frames, which have their bounds', () => {
    expect(sent(draft('text', 'a', { ending: 'crlf' }), 'udp')).toBe('61');
    expect(sent(draft('text', 'a', { ending: 'crlf' }), 'ws')).toBe('61');
  });

  it('forgives how hex is written and names the offset of what it cannot read', () => {
    expect(sent(draft('hex', '0xC0, ff\n\\xEE'), 'tcp')).toBe('c0ffee');
    const bad = encodeDraft(draft('hex', 'c0 fg'), 'tcp');
    expect(bad.outgoing).toBeNull();
    expect(bad.problems[0]).toMatchObject({ severity: 'error', offset: 4 });
    expect(encodeDraft(draft('hex', 'c0 f'), 'tcp').problems[0]?.severity).toBe('error');
  });

  it('reads escapes, and names the offset of one that means nothing', () => {
    expect(sent(draft('escapes', 'a\\x00\\u{1F600}\\\\\n', { ending: 'crlf' }), 'tcp')).toBe(
      '6100f09f98805c0a0d0a',
    );
    expect(sent(draft('escapes', '\\{{x}}\\\\'), 'ws')).toBe('7b7b787d7d5c');
    expect(encodeDraft(draft('escapes', 'ab\\q'), 'tcp')).toMatchObject({
      outgoing: null,
      problems: [{ severity: 'error', offset: 2 }],
    });
  });

  it('refuses what is no base64', () => {
    expect(sent(draft('base64', 'aGk='), 'ws')).toBe('6869');
    expect(encodeDraft(draft('base64', 'a$'), 'ws').problems[0]).toMatchObject({
      severity: 'error',
      offset: 1,
    });
  });

  it('warns of broken JSON and sends it all the same', () => {
    const bad = encodeDraft(draft('json', '{"a":1,}'), 'ws');
    expect(bad.problems[0]?.severity).toBe('warning');
    expect(bad.outgoing).toMatchObject({ kind: 'text' });
  });

  it('warns of a text frame that is no UTF-8, and sends it', () => {
    const bytes = encodeDraft(draft('hex', '41 ff'), 'ws');
    expect(bytes.problems).toMatchObject([{ severity: 'warning' }]);
    expect(bytes.outgoing).not.toBeNull();
    expect(encodeDraft(draft('hex', '41 ff', { kind: 'binary' }), 'ws').problems).toEqual([]);
  });

  it('leaves big numbers of JSON as typed', () => {
    expect(sent(draft('json', '{"n":12345678901234567890}'), 'ws')).toBe(
      Buffer.from('{"n":12345678901234567890}').toString('hex'),
    );
  });

  it('takes the kind for WebSocket and calls it data elsewhere', () => {
    expect(encodeDraft(draft('text', 'a', { kind: 'binary' }), 'wss').outgoing?.kind).toBe('binary');
    expect(encodeDraft(draft('text', 'a', { kind: 'binary' }), 'tcp').outgoing?.kind).toBe('data');
  });

  it('keeps control frames to 125 bytes', () => {
    const ping = (length: number): MessageDraft => draft('text', 'x'.repeat(length), { kind: 'ping' });
    expect(encodeDraft(ping(125), 'ws').outgoing?.kind).toBe('ping');
    expect(encodeDraft(ping(126), 'ws')).toMatchObject({ outgoing: null, problems: [{ severity: 'error' }] });
    expect(encodeDraft(ping(126), 'tcp').outgoing?.kind).toBe('data');
  });

  it('closes with a code and a reason of at most 123 bytes, or with nothing', () => {
    const close = (code: number | null, reason = ''): ReturnType<typeof encodeDraft> =>
      encodeDraft(draft('text', 'ignored', { kind: 'close', code, reason }), 'ws');
    expect(close(1000, 'bye')).toMatchObject({
      outgoing: { kind: 'close', code: 1000, reason: 'bye' },
      size: 5,
    });
    expect(close(null).outgoing).toEqual({ kind: 'close', data: new Uint8Array() });
    expect(close(1000, 'é'.repeat(62)).outgoing).toBeNull();
    expect(close(null, 'why').outgoing).toBeNull();
  });

  it('warns of a code that must not be sent, and sends it', () => {
    const reserved = encodeDraft(draft('text', '', { kind: 'close', code: 1006 }), 'ws');
    expect(reserved.problems[0]?.severity).toBe('warning');
    expect(reserved.outgoing).toMatchObject({ code: 1006 });
  });

  it('addresses a datagram where it is told', () => {
    expect(encodeDraft(draft('text', 'a', { to: ' 127.0.0.1:9 ' }), 'udp').outgoing?.to).toBe('127.0.0.1:9');
    expect(encodeDraft(draft('text', 'a'), 'udp').outgoing).not.toHaveProperty('to');
  });

  it('says what leaves', () => {
    expect(describeDraft(draft('text', ''), 'ws', 58)).toBe('58 B · Text frame');
    expect(describeDraft(draft('text', ''), 'udp', 1)).toBe('1 B · Datagram');
  });
});
