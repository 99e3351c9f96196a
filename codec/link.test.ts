import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseLink } from './link.js';

const link = (address: string): string => `wirebench://connect?url=${encodeURIComponent(address)}`;
const codeOf = (text: string): string => {
  const read = parseLink(text);
  return read.ok ? 'ok' : read.error.code;
};

describe('parseLink', () => {
  it.each([
    ['wss://example.com/chat?room=1', 'wss', 'example.com'],
    ['ws://[::1]:8080/', 'ws', '::1'],
    ['tcp://127.0.0.1:502', 'tcp', '127.0.0.1'],
    ['tls://db.example:6432', 'tls', 'db.example'],
    ['udp://224.0.0.251:5353', 'udp', '224.0.0.251'],
  ])('reads %s', (address, protocol, host) => {
    expect(parseLink(link(address))).toMatchObject({
      ok: true,
      value: { address: { protocol, host }, shown: address, host, unusual: [] },
    });
  });

  it('takes the slash and the case that systems and browsers bring along', () => {
    expect(codeOf('WIREBENCH://CONNECT/?url=tcp%3A%2F%2Fa%3A1')).toBe('ok');
  });

  it('shows what turns the writing round, and names letters that may look like others', () => {
    expect(parseLink(link('wss://ex\u0430mple.com/\u202egpj.exe'))).toMatchObject({
      ok: true,
      value: {
        shown: 'wss://ex\u0430mple.com/⟨U+202E⟩gpj.exe',
        unusual: ['\u0430 (U+0430)'],
      },
    });
  });

  it.each([
    ['', 'link.malformed'],
    ['https://example.com', 'link.malformed'],
    ['wirebench:connect?url=tcp%3A%2F%2Fa%3A1', 'link.malformed'],
    ['wirebench://connect', 'link.malformed'],
    ['wirebench://connect?', 'link.malformed'],
    ['wirebench://connect?url', 'link.malformed'],
    ['wirebench://connect?url=', 'link.malformed'],
    ['wirebench://connect?url=%', 'link.malformed'],
    ['wirebench://connect?url=%ff', 'link.malformed'],
    ['wirebench://connect?url=tcp://a:1&url=tcp://b:1', 'link.malformed'],
    ['wirebench://connect?url=tcp://a:1#part', 'link.malformed'],
    ['wirebench://connect/more?url=tcp://a:1', 'link.malformed'],
    ['wirebench://connect?url=tcp://\u0430:1', 'link.malformed'],
    ['wirebench://connect?url=tcp://a:1&name=x', 'link.unknown'],
    ['wirebench://send?url=tcp://a:1', 'link.unknown'],
    ['wirebench://import?url=https://a/b.har', 'link.unknown'],
    [link('a:1'), 'link.malformed'],
    [link('tcp://a'), 'link.malformed'],
    [link('ftp://a:1'), 'link.malformed'],
    [link('tcp://a:99999'), 'link.malformed'],
    [link('tcp://a:1\r\nX: y'), 'link.malformed'],
    [link('wss://a/ b'), 'link.malformed'],
    // What an address forgives at its ends, a link does not.
    [link('wss://a/\t'), 'link.malformed'],
    [link('udp://a:1\r\n'), 'link.malformed'],
    [link('wss://a\u202e.b/'), 'link.malformed'],
    [link('wss://a/{{token}}'), 'link.unsafe'],
    [link('wss://{{base}}'), 'link.unsafe'],
    [link('wss://example.com@evil.example/'), 'link.unsafe'],
    [link('wss://user:secret@evil.example/'), 'link.unsafe'],
    [link(`wss://a/${'b'.repeat(1_100)}`), 'link.length'],
    [`wirebench://connect?url=${'a'.repeat(3_000)}`, 'link.length'],
    [`wirebench://connect?url=${encodeURIComponent('wss://a/')}${'%61'.repeat(900)}`, 'link.length'],
  ])('refuses %j with %s', (text, code) => {
    expect(codeOf(text)).toBe(code);
  });

  it.each(['unix:///var/run/docker.sock', 'unix:/tmp/x', '\\\\.\\pipe\\x'])(
    'opens no file: %s',
    (address) => {
      expect(codeOf(link(address))).not.toBe('ok');
    },
  );

  it('answers whatever a page may bring, and never with a control or a variable in it', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.webUrl(),
          fc.string({ unit: 'binary' }).map((s) => `wss://a/${s}`),
        ),
        (text) => {
          let encoded: string;
          try {
            encoded = link(text);
          } catch {
            return;
          }
          for (const candidate of [text, encoded]) {
            const read = parseLink(candidate);
            if (!read.ok) continue;
            expect(read.value.shown).not.toMatch(/[\p{Cc} \u202a-\u202e\u2066-\u2069]|\{\{/u);
          }
        },
      ),
    );
  });
});
