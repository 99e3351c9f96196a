import { describe, expect, it } from 'vitest';
import { newDraft, type Draft } from './draft.js';
import { readCurl } from './curl.js';

/** The draft, or the problem, after a line split at single spaces. */
function read(line: string): Draft | string {
  const draft = newDraft();
  return readCurl(line.split(' '), draft, 'curl') ?? draft;
}

describe('readCurl', () => {
  it.each([
    ['wss://h/x', { address: 'wss://h/x', protocol: 'wss' }],
    ['--url ws://h', { address: 'ws://h' }],
    ['-kisSvN ws://h', { facts: { insecure: true }, unmapped: [] }],
    ['--insecure --include --no-buffer --silent --verbose --http1.1 --compressed ws://h', { unmapped: [] }],
    ['-H Upgrade:websocket https://h', { address: 'wss://h', protocol: 'wss' }],
    ['--header Upgrade:WebSocket h:1/x', { address: 'ws://h:1/x' }],
    [
      '-u u:p -A agent -e ref -b c=1 ws://h',
      {
        headers: [
          ['Authorization', 'Basic dTpw'],
          ['User-Agent', 'agent'],
          ['Referer', 'ref'],
          ['Cookie', 'c=1'],
        ],
      },
    ],
    [
      '--user u:p --user-agent agent --referer ref --cookie c=1 ws://h',
      {
        headers: [
          ['Authorization', 'Basic dTpw'],
          ['User-Agent', 'agent'],
          ['Referer', 'ref'],
          ['Cookie', 'c=1'],
        ],
      },
    ],
    [
      '--cacert a -E b --key c --pass d --interface e --local-port 7 ws://h',
      { facts: { caFile: 'a', certFile: 'b', keyFile: 'c', passphrase: 'd', localHost: 'e', localPort: 7 } },
    ],
    ['--cert b -d hi ws://h', { facts: { certFile: 'b', message: 'hi' } }],
    ['telnet://h:99', { address: 'tcp://h:99', protocol: 'tcp' }],
    ['telnet://h/', { address: 'tcp://h:23', protocol: 'tcp' }],
    ['-x p -L ws://h ws://i', { unmapped: ['-L', 'ws://i'] }],
    ['-v', { address: null }],
  ])('reads %s', (line, expected) => {
    expect(read(line)).toMatchObject(expected);
  });

  it('says what is wrong', () => {
    expect(read('-H')).toBe('-H needs a value');
    expect(read('https://h')).toBe(
      'https://h is neither a WebSocket nor a telnet URL, and no header asks for an upgrade',
    );
  });
});
