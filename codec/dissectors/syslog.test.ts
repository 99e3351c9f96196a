import { describe, expect, it } from 'vitest';
import { chosen, expectHardened } from '../../tests/payloads/hostile.js';
import { outlineOf, utf8 } from '../../tests/payloads/sound.js';
import { noContext } from './dissector.js';
import { syslog } from './syslog.js';

const udp = { ...noContext, transport: 'udp', ports: [514] } as const;

/** RFC 5424 §6.5, RFC 3164 §5.4. */
const modern =
  "<34>1 2003-10-11T22:14:15.003Z mymachine.example.com su - ID47 - \ufeff'su root' failed for lonvick on /dev/pts/8";
const structured =
  '<165>1 2003-10-11T22:14:15.003Z host evntslog - ID47 [exampleSDID@32473 iut="3" eventSource="App \\"x\\]\\\\"][examplePriority@32473 class="high"] An event';
const nothing = '<0>1 - - - - - -';
const old = "<34>Oct 11 22:14:15 mymachine su: 'su root' failed for lonvick on /dev/pts/8";
const local = '<13>Feb  5 17:32:18 sshd[1234]: Accepted';
const bare = '<0>1990 Oct 22 10:52:01 TZ-6 scapegoat.dmz.example.org 10.1.2.3 sched[0]: That is All Folks!';
const all = [modern, structured, nothing, old, local, bare];

function flaws(text: string): string {
  return outlineOf(syslog, utf8(text), udp)
    .filter((line) => line.includes(' !'))
    .join('\n');
}

function summary(text: string): string {
  const dissection = syslog.dissect(utf8(text), udp);
  return dissection.kind === 'done' ? dissection.summary : `${dissection.kind}: ${dissection.reason}`;
}

describe('syslog', () => {
  it('reads RFC 5424 with structured data', () => {
    expect(outlineOf(syslog, utf8(structured), udp)).toEqual([
      'message @0+151 = local4.Notice host evntslog',
      '  PRI @0+5 = 165, local4.Notice',
      '    facility @1+3 = 20, local4',
      '    severity @1+3 = 5, Notice',
      '  VERSION @5+1 = 1',
      '  TIMESTAMP @7+24 = "2003-10-11T22:14:15.003Z"',
      '  HOSTNAME @32+4 = "host"',
      '  APP-NAME @37+8 = "evntslog"',
      '  PROCID @46+1 = - (not given)',
      '  MSGID @48+4 = "ID47"',
      '  STRUCTURED-DATA @53+89 = 2 elements',
      '    SD-ELEMENT @53+53 = exampleSDID@32473, 2 parameters',
      '      SD-ID @54+17 = "exampleSDID@32473"',
      '      SD-PARAM @72+7 = iut="3"',
      '        PARAM-NAME @72+3 = "iut"',
      '        PARAM-VALUE @77+1 = "3"',
      '      SD-PARAM @80+25 = eventSource="App "x]\\"',
      '        PARAM-NAME @80+11 = "eventSource"',
      '        PARAM-VALUE @93+11 = "App "x]\\"',
      '    SD-ELEMENT @106+36 = examplePriority@32473, 1 parameter',
      '      SD-ID @107+21 = "examplePriority@32473"',
      '      SD-PARAM @129+12 = class="high"',
      '        PARAM-NAME @129+5 = "class"',
      '        PARAM-VALUE @136+4 = "high"',
      '  MSG @143+8 = "An event"',
    ]);
  });

  it('reads RFC 3164', () => {
    expect(outlineOf(syslog, utf8(old), udp)).toEqual([
      'message @0+76 = auth.Critical mymachine su (RFC 3164)',
      '  PRI @0+4 = 34, auth.Critical',
      '    facility @1+2 = 4, auth',
      '    severity @1+2 = 2, Critical',
      '  TIMESTAMP @4+15 = "Oct 11 22:14:15"',
      '  HOSTNAME @20+9 = "mymachine"',
      '  TAG @30+2 = "su"',
      `  CONTENT @34+42 = "'su root' failed for lonvick on /dev/pts/8"`,
    ]);
    expect(outlineOf(syslog, utf8(local), udp).slice(4)).toEqual([
      '  TIMESTAMP @4+15 = "Feb  5 17:32:18"',
      '  TAG @20+4 = "sshd"',
      '  PID @25+4 = "1234"',
      '  CONTENT @32+8 = "Accepted"',
    ]);
  });

  it('tells messages in a line', () => {
    expect(all.map(summary)).toEqual([
      'syslog auth.Critical mymachine.example.com su',
      'syslog local4.Notice host evntslog',
      'syslog kern.Emergency',
      'syslog auth.Critical mymachine su (RFC 3164)',
      'syslog user.Notice sshd (RFC 3164)',
      'syslog kern.Emergency (RFC 3164)',
    ]);
    for (const text of all) expect(flaws(text)).toBe('');
    expect(outlineOf(syslog, utf8(modern), udp)).toContain('  BOM @65+3 = the message is UTF-8');
  });

  it('reads messages counted in octets, and messages with a line each', () => {
    const counted = `${utf8(nothing).length} ${nothing}${utf8(old).length} ${old}`;
    expect(outlineOf(syslog, utf8(counted)).filter((line) => !line.startsWith(' '))).toEqual([
      'MSG-LEN @0+2 = 16 octets',
      'message @3+16 = kern.Emergency',
      'MSG-LEN @19+2 = 76 octets',
      'message @22+76 = auth.Critical mymachine su (RFC 3164)',
    ]);
    expect(outlineOf(syslog, utf8(`${nothing}\n${local}\n`)).filter((line) => !line.startsWith(' '))).toEqual(
      [
        'message @0+16 = kern.Emergency',
        'end of message @16+1 = LF',
        'message @17+40 = user.Notice sshd (RFC 3164)',
        'end of message @57+1 = LF',
      ],
    );
    expect(flaws(`99 ${nothing}`)).toContain('cut short: 99 bytes needed, 16 there');
  });

  it.each([
    ['a priority beyond 191', '<192>1 - - - - - -', '191 at most'],
    ['a priority with a leading zero', '<013>1 - - - - - -', 'must not begin with 0'],
    ['a priority that is none', '<x>1 - - - - - -', 'a priority is 1 to 3 digits'],
    ['a time stamp that is none', '<13>1 yesterday - - - - -', 'not a time stamp'],
    ['a header that is cut short', '<13>1 - host', 'cut short'],
    ['structured data that is none', '<13>1 - - - - - junk', 'must be - or elements in brackets'],
    ['an element that does not end', '<13>1 - - - - - [a b="c"', 'an element ends with ]'],
    ['a value without quotes', '<13>1 - - - - - [a b=c]', 'a value in double quotes must follow'],
    ['a bracket that is not escaped', '<13>1 - - - - - [a b="c]d"]', '] must be escaped'],
    ['a name that is too long', `<13>1 - - - - - [${'a'.repeat(33)}]`, '1 to 32 printable characters'],
    ['junk after counted messages', `16 ${nothing}junk`, 'neither a priority nor a count'],
  ])('names %s', (_name, text, error) => {
    expect(flaws(text)).toContain(error);
  });

  it('is chosen for its messages and not for markup', () => {
    for (const text of all) expect(chosen(utf8(text), udp)).toBe('syslog');
    for (const text of [modern, structured, old, local]) expect(chosen(utf8(text))).toBe('syslog');
    expect(syslog.sniff(utf8('<a>1 2</a>'), udp)).toBe(0);
    expect(syslog.dissect(utf8('hello'), udp).kind).toBe('not-mine');
    expect(syslog.dissect(utf8('<1'), udp).kind).toBe('need-more');
  });

  it('takes anything', () => {
    expectHardened(syslog, [...all, `16 ${nothing}${old}\n${local}`].map(utf8), udp);
  });
});
