import { describe, expect, it } from 'vitest';
import { chosen, expectHardened } from '../../tests/payloads/hostile.js';
import { outlineOf, utf8 } from '../../tests/payloads/sound.js';
import { noContext } from './dissector.js';
import { ssdp } from './ssdp.js';

const udp = { ...noContext, transport: 'udp', ports: [1900] } as const;

/** From UPnP Device Architecture 1.1 §1.2 and §1.3. */
const search =
  'M-SEARCH * HTTP/1.1\r\nHOST: 239.255.255.250:1900\r\nMAN: "ssdp:discover"\r\nMX: 2\r\nST: ssdp:all\r\n\r\n';
const alive =
  'NOTIFY * HTTP/1.1\r\nHOST: 239.255.255.250:1900\r\nCACHE-CONTROL: max-age=1800\r\nLOCATION: http://192.0.2.1/desc.xml\r\nNT: upnp:rootdevice\r\nNTS: ssdp:alive\r\nSERVER: OS/1 UPnP/1.1 product/1\r\nUSN: uuid:1::upnp:rootdevice\r\n\r\n';
const byebye =
  'NOTIFY * HTTP/1.1\r\nHOST: 239.255.255.250:1900\r\nNT: uuid:1\r\nNTS: ssdp:byebye\r\nUSN: uuid:1\r\n\r\n';
const response =
  'HTTP/1.1 200 OK\r\nCACHE-CONTROL: max-age=1800\r\nEXT:\r\nLOCATION: http://192.0.2.1/desc.xml\r\nST: upnp:rootdevice\r\nUSN: uuid:1::upnp:rootdevice\r\n\r\n';
const all = [search, alive, byebye, response];

function flaws(text: string): string {
  return outlineOf(ssdp, utf8(text), udp)
    .filter((line) => line.includes('!'))
    .join('\n');
}

function summary(text: string): string {
  const dissection = ssdp.dissect(utf8(text), udp);
  return dissection.kind === 'done' ? dissection.summary : `${dissection.kind}: ${dissection.reason}`;
}

describe('ssdp', () => {
  it('reads a search line by line', () => {
    expect(outlineOf(ssdp, utf8(search), udp)).toEqual([
      'start line @0+19 = M-SEARCH * HTTP/1.1',
      '  method @0+8 = "M-SEARCH"',
      '  target @9+1 = "*"',
      '  version @11+8 = "HTTP/1.1"',
      'header @21+26 = HOST: 239.255.255.250:1900',
      '  name @21+4 = "HOST"',
      '  value @27+20 = "239.255.255.250:1900"',
      'header @49+20 = MAN: "ssdp:discover" (a search)',
      '  name @49+3 = "MAN"',
      '  value @54+15 = ""ssdp:discover""',
      'header @71+5 = MX: 2 (seconds to answer in)',
      '  name @71+2 = "MX"',
      '  value @75+1 = "2"',
      'header @78+12 = ST: ssdp:all (everything there is)',
      '  name @78+2 = "ST"',
      '  value @82+8 = "ssdp:all"',
      'end of headers @92+2 = empty line',
    ]);
  });

  it('tells messages in a line', () => {
    expect(all.map(summary)).toEqual([
      'SSDP M-SEARCH ssdp:all, 4 headers',
      'SSDP NOTIFY ssdp:alive upnp:rootdevice, 7 headers',
      'SSDP NOTIFY ssdp:byebye uuid:1, 4 headers',
      'SSDP response upnp:rootdevice, 5 headers',
    ]);
    for (const text of all) expect(flaws(text)).toBe('');
    expect(outlineOf(ssdp, utf8(alive), udp)).toContain(
      'header @49+27 = CACHE-CONTROL: max-age=1800 (valid for 1800 s)'.replace('@49', '@47'),
    );
  });

  it.each([
    [
      'a search whose MAN has no quotes',
      search.replaceAll('"', ''),
      'must be "ssdp:discover", quotes included',
    ],
    ['an MX that is no number', search.replace('MX: 2', 'MX: soon'), 'must be a whole number of seconds'],
    ['a missing ST', search.replace(/\nST:.*\r/, ''), 'requires ST here'],
    ['a missing USN', byebye.replace(/USN:.*\r\n/, ''), 'requires USN here'],
    ['a line that is no header', search.replace('MX: 2', 'nothing'), 'a header line has a name and a colon'],
    ['headers that do not end', search.slice(0, -2), 'do not end with an empty line'],
  ])('names %s', (_name, text, error) => {
    expect(flaws(text)).toContain(error);
  });

  it('looks up names as sent, whatever they are', () => {
    expect(summary(byebye.replace('ssdp:byebye', 'constructor'))).toContain('NOTIFY constructor');
    expect(flaws(byebye.replace('ssdp:byebye', '__proto__'))).toBe('');
  });

  it('is chosen for its messages and not for other HTTP', () => {
    for (const text of all) expect(chosen(utf8(text), udp)).toBe('ssdp');
    expect(chosen(utf8(response))).toBe('ssdp');
    expect(ssdp.sniff(utf8('HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n'), udp)).toBe(0);
    expect(ssdp.dissect(utf8('GET / HTTP/1.1\r\n\r\n'), udp).kind).toBe('not-mine');
    expect(ssdp.dissect(utf8('NOTIFY'), udp).kind).toBe('need-more');
  });

  it('takes anything', () => {
    expectHardened(ssdp, all.map(utf8), udp);
  });
});
