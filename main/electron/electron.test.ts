import { EventEmitter } from 'node:events';
import { resolve } from 'node:path';
import { MessageChannel } from 'node:worker_threads';
import type { IpcMain, MessageChannelMain } from 'electron';
import { describe, expect, it, vi } from 'vitest';
import type { Transport } from '../../contract/transport.js';
import { isPage } from './app-protocol.js';
import { devToolsArgument, syncArgument, wordsOf, workspaceArgument } from './arguments.js';
import { isOwnFile } from './guard.js';
import { takeDropped } from './dropped.js';
import { handOverPorts } from './port.js';

describe('isPage', () => {
  const page = 'app://wirebench/?transport=port';
  it.each([
    'app://wirebench/',
    'app://wirebench/?transport=port',
    'app://wirebench/index.html#x',
    'app://wirebench',
  ])('knows %s as ours', (url) => expect(isPage(url, page)).toBe(true));
  it.each([
    '',
    'nonsense',
    'about:blank',
    'app://wirebench.evil/',
    'app://evil/wirebench/',
    'app://user@wirebench/',
    'app://wirebench:1/',
    'apps://wirebench/',
    'http://wirebench/',
    'file:///wirebench/',
    'data:text/html,app://wirebench/',
    'blob:app://wirebench/1',
  ])('does not take %j for ours', (url) => expect(isPage(url, page)).toBe(false));
  it('holds the port of a dev server against it', () => {
    const dev = 'http://127.0.0.1:5173/?transport=port';
    expect(isPage('http://127.0.0.1:5173/src/main.ts', dev)).toBe(true);
    expect(isPage('http://127.0.0.1:5174/', dev)).toBe(false);
  });
});

describe('wordsOf', () => {
  it('tells what is to be opened from switches, their values and the program', () => {
    const args = ['--no-sandbox', 'a.har', '--workspace', 'w', '--sync-ms', '5', '--workspace=x', 'b.har'];
    expect(wordsOf(['/usr/bin/wirebench', ...args], true)).toEqual(['a.har', 'b.har']);
    expect(wordsOf(['/usr/bin/electron', '.', ...args], false)).toEqual(['a.har', 'b.har']);
  });
});

describe('workspaceArgument', () => {
  it.each([
    [['electron', '.', '--workspace', '/w'], '/w'],
    [['wirebench', '--workspace=/w', '--no-sandbox'], '/w'],
    [['wirebench'], null],
    [['wirebench', '--workspace'], null],
    [['wirebench', '--workspace='], null],
  ])('reads %j', (args, expected) => expect(workspaceArgument(args)).toBe(expected));
});

describe('syncArgument', () => {
  it.each([
    [['electron', '.', '--sync-ms', '250'], '250'],
    [['wirebench', '--sync-ms=0', '--workspace', '/w'], '0'],
    [['wirebench', '--sync-ms'], ''],
    [['wirebench'], undefined],
  ])('reads %j', (args, expected) => expect(syncArgument(args)).toBe(expected));
});

describe('devToolsArgument', () => {
  it.each([
    [['wirebench', '--devtools'], true],
    [['wirebench'], false],
    [['wirebench', '--devtools-not'], false],
  ])('reads %j', (args, expected) => expect(devToolsArgument(args)).toBe(expected));
});

describe('isOwnFile', () => {
  const page = 'app://wirebench/?transport=port';
  it('knows what our page made', () => {
    expect(isOwnFile('blob:app://wirebench/5c0e8b56', page)).toBe(true);
  });
  it.each([
    'https://evil.example/x.exe',
    'app://wirebench/assets/index.js',
    'data:text/html,x',
    'data:app://wirebench/5c0e8b56',
    'blob:null/5c0e8b56',
    'blob:https://evil.example/5c0e8b56',
    'blob:app://evil/5c0e8b56',
    'file:///etc/passwd',
    '',
  ])('does not take %j for it', (url) => expect(isOwnFile(url, page)).toBe(false));
});

describe('handOverPorts', () => {
  it('leaves a window with one port, however often its page asks', async () => {
    const ipc = new EventEmitter();
    const open = new Set<Transport>();
    let handed = 0;
    handOverPorts(ipc as unknown as IpcMain, {
      // What the host uses of a channel is the same in Node.
      createChannel: () => new MessageChannel() as unknown as MessageChannelMain,
      page: 'app://wirebench/',
      log: (problem) => expect.unreachable(problem),
      onPage(transport) {
        open.add(transport);
        transport.onClose(() => open.delete(transport));
      },
    });
    const mainFrame = { url: 'app://wirebench/', parent: null, postMessage: () => handed++ };
    const [first, second] = [{ mainFrame }, { mainFrame }];
    for (let i = 0; i < 100; i++) ipc.emit('wirebench:port', { sender: first, senderFrame: mainFrame });
    ipc.emit('wirebench:port', { sender: second, senderFrame: mainFrame });
    expect(handed).toBe(101);
    await vi.waitFor(() => expect(open.size).toBe(2));
    for (const transport of open) transport.close();
  });
});

describe('takeDropped', () => {
  it('takes whole paths, of our own page at the top of its window alone', () => {
    const ipc = new EventEmitter();
    const taken: string[] = [];
    const said: string[] = [];
    takeDropped(ipc as unknown as IpcMain, {
      page: 'app://wirebench/',
      onFolders: (paths) => taken.push(paths.join(' | ')),
      log: (problem) => said.push(problem),
    });
    const mainFrame = { url: 'app://wirebench/', parent: null };
    const sender = { mainFrame };
    const whole = resolve('mine');
    const drop = (event: object, paths: unknown) => ipc.emit('wirebench:folder', event, paths);
    drop({ sender, senderFrame: mainFrame }, [whole]);
    drop({ sender, senderFrame: mainFrame }, [whole, resolve('ours')]);
    const both = [whole, `${whole} | ${resolve('ours')}`];
    expect(taken).toEqual(both);

    const refused = [
      undefined,
      7,
      {},
      whole,
      [],
      [[whole]],
      [''],
      ['mine'],
      ['../mine'],
      [whole, '../mine'],
      [`${whole}\0`],
      [`/${'a'.repeat(32_768)}`],
      Array.from({ length: 21 }, () => whole),
    ];
    for (const paths of refused) drop({ sender, senderFrame: mainFrame }, paths);
    const inner = { url: 'app://wirebench/', parent: mainFrame };
    const strange = { url: 'https://evil.example/', parent: null };
    drop({ sender, senderFrame: inner }, [whole]);
    drop({ sender, senderFrame: null }, [whole]);
    drop({ sender: { mainFrame: strange }, senderFrame: strange }, [whole]);
    expect(taken).toEqual(both);
    expect(said).toHaveLength(refused.length + 3);
  });
});
