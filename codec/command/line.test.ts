import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseAddress } from '../address.js';
import { parseCommandLine } from './line.js';
import { ok } from '../result.js';

const nothing = { headers: [], subprotocols: [], unmapped: [] };

describe('parseCommandLine', () => {
  it.each([
    '',
    'localhost:8080',
    'ws://h',
    'telnet h 1',
    'wscat',
    'curlew x',
    'constructor x',
    'a wscat -c x',
  ])('leaves %j alone', (text) => {
    expect(parseCommandLine(text)).toBeNull();
  });

  it.each(['$ nc h 1', 'sudo nc h 1', '/usr/bin/nc h 1', 'nc.exe h 1', '  nc \\\n  h 1', 'npx -y nc h 1'])(
    'looks past what stands before the program: %j',
    (text) => {
      expect(parseCommandLine(text)).toEqual(
        ok({ tool: 'nc', protocol: 'tcp', role: 'client', address: 'tcp://h:1', ...nothing }),
      );
    },
  );

  it('takes what echo or printf pipes in for the message, and names what else does', () => {
    expect(parseCommandLine(`printf '\\x01\\x02' | nc h 1`)).toMatchObject(
      ok({ address: 'tcp://h:1', message: '01 02', messageMode: 'hex', unmapped: [] }),
    );
    expect(parseCommandLine(`$ echo 'a | b' | websocat ws://h`)).toMatchObject(
      ok({ tool: 'websocat', message: 'a | b', messageEnding: 'lf' }),
    );
    expect(parseCommandLine('cat x | nc h 1')).toMatchObject(ok({ unmapped: ['cat x |'] }));
    expect(parseCommandLine('echo hi | grep h')).toBeNull();
    expect(parseCommandLine('echo hi | nc h')).toMatchObject({ ok: false });
  });

  it('reads socat and packetsender lines', () => {
    expect(parseCommandLine('socat - TCP:h:80')).toMatchObject(ok({ tool: 'socat', address: 'tcp://h:80' }));
    expect(parseCommandLine('packetsender -u h 5 00')).toMatchObject(
      ok({ address: 'udp://h:5', message: '00' }),
    );
  });

  it('reads a wscat line whole', () => {
    const line = `wscat -c wss://h/Path -H 'A: b' -H "A: c" -s one -s two -o https://o --no-check`;
    expect(parseCommandLine(line)).toEqual(
      ok({
        tool: 'wscat',
        protocol: 'wss',
        role: 'client',
        address: 'wss://h/Path',
        headers: [
          ['A', 'b'],
          ['A', 'c'],
        ],
        subprotocols: ['one', 'two'],
        origin: 'https://o',
        insecure: true,
        unmapped: [],
      }),
    );
  });

  it('drops the headers of one handshake and turns others into settings', () => {
    const line = `curl -i -N -H 'Connection: Upgrade' -H 'Upgrade: websocket' -H 'Host: x' -H 'Sec-WebSocket-Key: k'
      -H 'Sec-WebSocket-Version: 13' -H 'Sec-WebSocket-Extensions: e' -H 'Origin: https://o'
      -H 'Sec-WebSocket-Protocol: a, b' -H 'Cookie: c=1' http://h:8080/x`;
    expect(parseCommandLine(line)).toEqual(
      ok({
        tool: 'curl',
        protocol: 'ws',
        role: 'client',
        address: 'ws://h:8080/x',
        headers: [
          ['Host', 'x'],
          ['Cookie', 'c=1'],
        ],
        subprotocols: ['a', 'b'],
        origin: 'https://o',
        unmapped: [],
      }),
    );
  });

  it('keeps headers of what is no WebSocket', () => {
    expect(parseCommandLine(`curl -H 'Upgrade: x' telnet://h`)).toMatchObject(
      ok({ headers: [['Upgrade', 'x']] }),
    );
  });

  it('refuses an open quote, a line it cannot read and one without an address', () => {
    expect(parseCommandLine(`nc 'h 1`)).toMatchObject({ ok: false, error: { code: 'command.quote' } });
    expect(parseCommandLine('nc h')).toEqual({
      ok: false,
      error: { code: 'command.unreadable', message: 'nc: write host and port' },
    });
    expect(parseCommandLine('wscat -n')).toEqual({
      ok: false,
      error: { code: 'command.unreadable', message: 'wscat: the line names no address' },
    });
  });

  it('answers any line of a known program without throwing, with addresses that can be tried', () => {
    const word = fc.constantFrom(
      '-c',
      '-l',
      '-H',
      "'A: b'",
      '-u',
      '-U',
      '--ssl',
      '-p',
      '1',
      'h',
      'ws://h',
      '-s',
      '--',
      '-k',
      '=',
      '"',
    );
    const line = fc.tuple(
      fc.constantFrom('wscat', 'websocat', 'nc', 'ncat', 'curl'),
      fc.array(word, { minLength: 1 }),
    );
    fc.assert(
      fc.property(line, ([tool, words]) => {
        const parsed = parseCommandLine(`${tool} ${words.join(' ')}`);
        if (parsed?.ok === true) expect(typeof parseAddress(parsed.value.address).ok).toBe('boolean');
        else expect(parsed?.error.code).toMatch(/^command\.(quote|unreadable)$/);
      }),
      { seed: 14, numRuns: 2000 },
    );
  });
});
