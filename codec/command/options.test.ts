import { describe, expect, it } from 'vitest';
import { newDraft, type Draft } from './draft.js';
import {
  addSubprotocols,
  bracket,
  insecure,
  listen,
  nothing,
  readOptions,
  setFact,
  setNumber,
  setUrl,
} from './options.js';

function read(line: string): { draft: Draft; rest: string[]; problem: string | null } {
  const draft = newDraft();
  const options = readOptions(line.split(' '), draft, {
    values: {
      '-m': setFact('message'),
      '--message': setFact('message'),
      '-p': setNumber('localPort'),
      '-s': addSubprotocols,
    },
    switches: { '-k': insecure, '--insecure': insecure, '-v': nothing },
    skippedValues: ['-w', '--wait'],
  });
  return { draft, ...options };
}

describe('readOptions', () => {
  it.each([
    ['-m hi', 'hi'],
    ['-mhi', 'hi'],
    ['-m=hi', 'hi'],
    ['-kvm hi', 'hi'],
    ['--message hi', 'hi'],
    ['--message=a=b', 'a=b'],
    ['--message=', ''],
  ])('finds the value in %j', (line, message) => {
    expect(read(line)).toMatchObject({
      draft: { facts: { message }, unmapped: [] },
      rest: [],
      problem: null,
    });
  });

  it('keeps what it does not know, with the value of what it skips', () => {
    expect(read('-w 3 -kxw4 --wait=5 --odd=1 a').draft.unmapped).toEqual([
      '-w 3',
      '-x',
      '-w 4',
      '--wait 5',
      '--odd=1',
    ]);
  });

  it('takes what follows -- for no options, and a dash alone neither', () => {
    expect(read('a - -k -- -v --message').rest).toEqual(['a', '-', '-v', '--message']);
  });

  it('stops at the first problem', () => {
    expect(read('-k -m')).toMatchObject({
      problem: '-m needs a value',
      draft: { facts: { insecure: true } },
    });
    expect(read('-p x -k')).toMatchObject({ problem: "'x' is not a number", draft: { facts: {} } });
    expect(read('--wait').problem).toBe('--wait needs a value');
  });

  it('takes names of Object for no options', () => {
    expect(read('--constructor').draft.unmapped).toEqual(['--constructor']);
  });
});

describe('actions', () => {
  it('writes addresses', () => {
    const draft = newDraft();
    setUrl(draft, 'HTTPS://h');
    expect(draft).toMatchObject({ address: 'HTTPS://h', protocol: 'wss' });
    setUrl(draft, 'h:1');
    expect(draft).toMatchObject({ address: 'ws://h:1', protocol: 'ws' });
    listen(draft, 'udp', '::', '5');
    expect(draft).toMatchObject({ address: 'udp://[::]:5', protocol: 'udp', role: 'server' });
    listen(draft, 'tcp', undefined, '5');
    expect(draft.address).toBe('tcp://:5');
    expect(['h', '::1', '[::1]'].map(bracket)).toEqual(['h', '[::1]', '[::1]']);
  });

  it('reads numbers and lists', () => {
    const draft = newDraft();
    expect(setNumber('pingSeconds')(draft, '2.5')).toBeNull();
    addSubprotocols(draft, 'a,b');
    expect(draft).toMatchObject({ facts: { pingSeconds: 2.5 }, subprotocols: ['a', 'b'] });
  });
});
