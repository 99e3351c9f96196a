import { describe, expect, it } from 'vitest';
import { newDraft, type Draft } from './draft.js';
import { readSocat } from './socat.js';

/** The draft, or the problem, after a line split at single spaces. */
function read(line: string): Draft | string {
  const draft = newDraft();
  return readSocat(line.split(' '), draft, 'socat') ?? draft;
}

describe('readSocat', () => {
  it.each([
    ['- TCP:h:80', { address: 'tcp://h:80', protocol: 'tcp', role: 'client', unmapped: [] }],
    ['STDIO tcp6:[::1]:80', { address: 'tcp://[::1]:80' }],
    ['-v TCP4-LISTEN:8080,fork,reuseaddr STDOUT', { address: 'tcp://:8080', role: 'server', unmapped: [] }],
    ['- tcp-listen:1,bind=127.0.0.1', { address: 'tcp://127.0.0.1:1', role: 'server' }],
    ['- UDP4-SENDTO:h:5,sp=7', { address: 'udp://h:5', protocol: 'udp', facts: { localPort: 7 } }],
    ['- UDP-RECVFROM:5000,fork', { address: 'udp://:5000', role: 'server' }],
    [
      '- OPENSSL:h:443,verify=0,cafile=ca.pem,cert=c.pem,key=k.pem,snihost=n',
      {
        address: 'tls://h:443',
        protocol: 'tls',
        facts: { insecure: true, caFile: 'ca.pem', certFile: 'c.pem', keyFile: 'k.pem', serverName: 'n' },
        unmapped: [],
      },
    ],
    [
      String.raw`- UNIX-CONNECT:/run/a\,b\:"c,d",mode=1`,
      { address: 'unix:/run/a,b:c,d', unmapped: ['mode=1'] },
    ],
    ['- OPENSSL-LISTEN:1,verify=0,sourceport=x', { facts: {}, unmapped: ['sourceport=x'] }],
    ['- UNIX-CONNECT:/run/x.sock', { address: 'unix:/run/x.sock', protocol: 'unix', role: 'client' }],
    ['UNIX-LISTEN:/run/x.sock,unlink-early -', { address: 'unix:/run/x.sock', role: 'server', unmapped: [] }],
    ['- TCP:h:80,bind=10.0.0.1:99', { facts: { localHost: '10.0.0.1', localPort: 99 } }],
    ['TCP-LISTEN:8080,fork TCP:h:80', { address: 'tcp://h:80', unmapped: ['TCP-LISTEN:8080,fork'] }],
    ['-T 5 - TCP:h:80,socksport=1,lock', { unmapped: ['-T 5', 'socksport=1', 'lock'] }],
    [
      '- UDP4-DATAGRAM:239.255.0.1:6666,bind=:6666,broadcast,ip-add-membership=239.255.0.1:eth0',
      {
        facts: {
          localPort: 6_666,
          broadcast: true,
          memberships: [{ group: '239.255.0.1', interface: 'eth0' }],
        },
        unmapped: [],
      },
    ],
    [
      '- UDP4-RECV:6666,ip-add-membership=239.1.1.1:0.0.0.0,membership=239.1.1.2:0.0.0.0:2',
      {
        facts: { memberships: [{ group: '239.1.1.1', interface: '' }] },
        unmapped: ['membership=239.1.1.2:0.0.0.0:2'],
      },
    ],
    ['- TCP:h:80,broadcast', { unmapped: ['broadcast'] }],
    ['- EXEC:sh', { address: null, unmapped: ['EXEC:sh'] }],
  ])('reads %s', (line, expected) => {
    expect(read(line)).toMatchObject(expected);
  });

  it('says what is missing', () => {
    expect(read('- TCP:h')).toBe('TCP:h: write host and port');
    expect(read('- TCP-LISTEN')).toBe('TCP-LISTEN has no port');
    expect(read('-T')).toBe('-T needs a value');
  });

  it('takes names of Object for no types', () => {
    expect(read('- constructor:h:1')).toMatchObject({ address: null, unmapped: ['constructor:h:1'] });
  });
});
