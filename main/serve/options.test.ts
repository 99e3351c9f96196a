import { describe, expect, it } from 'vitest';
import { parseOptions } from './options.js';

describe('parseOptions', () => {
  it('binds loopback on any free port unless told otherwise', () => {
    expect(parseOptions([])).toEqual({
      ok: true,
      value: {
        port: 0,
        host: '127.0.0.1',
        workspace: null,
        workspaces: [],
        askPassphrase: false,
        passphraseFile: null,
        json: false,
        tokenFile: null,
        syncMs: null,
        help: false,
        version: false,
        files: [],
        remote: false,
      },
    });
  });

  it('reads every option', () => {
    const args =
      '--port 8123 --host ::1 one.har --workspace w --json --token-file t --sync-ms 0 two.pcapng'.split(' ');
    expect(parseOptions(args)).toMatchObject({
      value: {
        port: 8123,
        host: '::1',
        workspace: 'w',
        json: true,
        tokenFile: 't',
        syncMs: 0,
        files: ['one.har', 'two.pcapng'],
        remote: false,
      },
    });
    expect(parseOptions(['-h'])).toMatchObject({ value: { help: true } });
  });

  it.each(['localhost', '127.0.0.1', '127.1.2.3', '::1', '[::1]'])('takes %s as loopback', (host) => {
    expect(parseOptions(['--host', host])).toMatchObject({ ok: true, value: { remote: false } });
  });

  it.each(['0.0.0.0', '::', '192.168.1.5', 'example.org', '127.0.0.1.example.org'])(
    'wants --allow-remote for %s',
    (host) => {
      const refused = parseOptions(['--host', host]);
      expect(refused).toMatchObject({
        ok: false,
        error: { message: expect.stringContaining('--allow-remote') as string },
      });
      expect(parseOptions(['--host', host, '--allow-remote'])).toMatchObject({
        value: { host, remote: true },
      });
    },
  );

  it.each([
    [['--port', '65536'], '0 to 65535'],
    [['--port', '1e3'], '0 to 65535'],
    [['--port', '-1'], '--port'],
    [['--sync-ms', '60001'], '0 to 60000'],
    [['--sync-ms', 'never'], '0 to 60000'],
    [['--port'], '--port'],
    [['--prot', '1'], '--prot'],
    [['one.har', ''], 'file is empty'],
    [['--workspace', ''], '--workspace is empty'],
    [['--token', 'x'], '--token'],
  ])('refuses %j in words', (args, why) => {
    expect(parseOptions(args)).toMatchObject({
      ok: false,
      error: { code: 'options.invalid', message: expect.stringContaining(why) as string },
    });
  });
});
