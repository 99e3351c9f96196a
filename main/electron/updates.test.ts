import { describe, expect, it, vi } from 'vitest';
import type { UpdateState } from '../../contract/index.js';
import { notesText } from './release-notes.js';
import { Updates } from './updates.js';
import type { Updater } from './updates.js';

const info = {
  version: '2.0.0',
  files: [{ url: 'a.AppImage', sha512: 'x', size: 1_000 }],
  path: 'a.AppImage',
  sha512: 'x',
  releaseDate: '2026-11-01T00:00:00.000Z',
  releaseNotes: '<p>Better <script>alert(1)</script>&amp; <b>faster</b></p><ul><li>one</li></ul>',
};

function deferred<T>() {
  let resolve: (value: T) => void = () => undefined;
  let reject: (error: Error) => void = () => undefined;
  const promise = new Promise<T>((yes, no) => {
    [resolve, reject] = [yes, no];
  });
  return { promise, resolve, reject };
}

/** A publisher and a download whose ends the test decides. */
function updates(elsewhere: string | null = null, onQuit = true) {
  const found = deferred<unknown>();
  const downloaded = deferred<string[]>();
  const asked: string[] = [];
  let progress: ((info: { transferred: number; total: number }) => void) | undefined;
  const updater = {
    checkForUpdates: () => (asked.push('check'), found.promise),
    downloadUpdate: () => (asked.push('download'), downloaded.promise),
    quitAndInstall: () => void asked.push('install'),
    on: (name: string, listener: never) => {
      if (name === 'download-progress') progress = listener;
    },
  } as unknown as Updater;
  const told: UpdateState[] = [];
  const subject = new Updates({
    elsewhere,
    onQuit,
    load: () => Promise.resolve(updater),
    cancellation: () => Promise.resolve({ cancel: () => downloaded.reject(new Error('cancelled')) } as never),
    tell: (state) => told.push(state),
    log: (problem) => asked.push(problem),
  });
  return { subject, updater, found, downloaded, asked, told, progress: () => progress };
}
const reaches = (subject: Updates, kind: UpdateState['kind']): Promise<void> =>
  vi.waitFor(() => expect(subject.state.kind).toBe(kind));

describe('Updates', () => {
  it('asks nobody before a person does, and takes each step on its own', async () => {
    const { subject, updater, found, downloaded, asked, progress } = updates();
    expect(subject.state).toEqual({ kind: 'idle' });
    expect(asked).toEqual([]);
    expect(subject.download()).toMatchObject({ ok: false, error: { code: 'update.none' } });

    subject.check();
    expect(subject.state).toEqual({ kind: 'checking' });
    subject.check();
    found.resolve({ isUpdateAvailable: true, updateInfo: info });
    await reaches(subject, 'available');
    expect(subject.state).toMatchObject({
      update: { version: '2.0.0', notes: 'Better & faster\n\n- one', size: 1_000 },
    });
    expect(asked).toEqual(['check']);
    expect(updater).toMatchObject({
      autoDownload: false,
      autoInstallOnAppQuit: false,
      allowDowngrade: false,
      allowPrerelease: false,
      disableWebInstaller: true,
      requestHeaders: { 'x-user-staging-id': 'none' },
    });

    subject.download();
    await vi.waitFor(() => expect(asked).toContain('download'));
    progress()?.({ transferred: 500, total: 1_000 });
    expect(subject.state).toMatchObject({ kind: 'downloading', done: 500, total: 1_000 });
    expect(await subject.install('now')).toMatchObject({ ok: false });
    downloaded.resolve(['a']);
    await reaches(subject, 'ready');
    expect(updater.autoInstallOnAppQuit).toBe(false);
    expect(asked).toEqual(['check', 'download']);

    await subject.install('quit');
    expect([updater.autoInstallOnAppQuit, subject.state]).toMatchObject([true, { installs: true }]);
    await subject.install('never');
    expect([updater.autoInstallOnAppQuit, subject.state]).toMatchObject([false, { installs: false }]);
    await subject.install('now');
    expect(asked).toEqual(['check', 'download', 'install']);
  });

  it('gives a download up and offers it again', async () => {
    const { subject, found, asked } = updates();
    subject.check();
    found.resolve({ isUpdateAvailable: true, updateInfo: info });
    await reaches(subject, 'available');
    subject.download();
    await vi.waitFor(() => expect(asked).toContain('download'));
    subject.cancel();
    expect(subject.state.kind).toBe('available');
    await Promise.resolve();
    expect(asked).not.toContain('An update failed');
  });

  it('says that there is none, and what failed in one line', async () => {
    const none = updates();
    none.subject.check();
    none.found.resolve({ isUpdateAvailable: false, updateInfo: info });
    await reaches(none.subject, 'none');

    const failing = updates();
    failing.subject.check();
    failing.found.reject(new Error('net::ERR_NAME_NOT_RESOLVED\n<html>…'));
    await reaches(failing.subject, 'failed');
    expect(failing.subject.state).toEqual({ kind: 'failed', message: 'net::ERR_NAME_NOT_RESOLVED' });
    expect(failing.asked).toContain('An update failed');
  });

  it('does nothing where something else updates it, and installs now alone where quitting cannot', async () => {
    const owned = updates('It was installed by Snap, which updates it too.');
    expect(owned.subject.check()).toMatchObject({ ok: false, error: { code: 'update.elsewhere' } });
    expect(owned.asked).toEqual([]);

    const mac = updates(null, false);
    mac.subject.check();
    mac.found.resolve({ isUpdateAvailable: true, updateInfo: info });
    await reaches(mac.subject, 'available');
    mac.subject.download();
    mac.downloaded.resolve(['a']);
    await reaches(mac.subject, 'ready');
    expect(mac.subject.state).toMatchObject({ canWait: false });
    expect(await mac.subject.install('quit')).toMatchObject({ ok: false, error: { code: 'update.now' } });
  });
});

describe('notesText', () => {
  it.each([
    ['plain', 'plain'],
    ['## Markdown\n\n- one <3', '## Markdown\n\n- one <3'],
    ['<h2>New</h2><p>a<br>b</p>', '## New\n\na\nb'],
    ['<p><img src=x onerror=alert(1)>x</p>', 'x'],
    ['<p>&lt;script&gt;&#x41;&#65;&unknown;&#0;</p>', '<script>AA&unknown;&#0;'],
    ['<p>broken <a href="', 'broken'],
  ])('makes text of %j', (notes, text) => expect(notesText(notes)).toBe(text));

  it('is bounded', () => expect(notesText('x'.repeat(100_000))).toHaveLength(50_000));
});
