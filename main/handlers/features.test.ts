import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { connect } from '../../contract/connect.js';
import type { Client } from '../../contract/connect.js';
import { ok, requests } from '../../contract/index.js';
import type { HostInfo } from '../../contract/index.js';
import { memoryPair } from '../../contract/memory.js';
import { serve } from '../../contract/serve.js';
import { SettingsFile, createEngine } from '../../engine/index.js';
import type { Engine } from '../../engine/index.js';
import { createHandlers } from '../handlers.js';
import { testHouse } from '../test-house.js';
import { testWorkspaces } from '../test-workspaces.js';
import { capabilitiesOf } from './features.js';
import type { Features } from './features.js';

const host: HostInfo = {
  contract: 1,
  version: '0.0.0',
  capabilities: { ownWindow: false, namedPipes: false, nativeDialogs: false, openLinks: false },
  runtime: 'test',
  interfaces: [],
};
let directory: string;
let engine: Engine;
let settings: SettingsFile;
const problems: unknown[] = [];

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'wirebench-features-'));
  const made = await createEngine({ workspace: join(directory, 'workspace'), version: '0.0.0' });
  if (!made.ok) throw new Error(made.error.message);
  engine = made.value;
  settings = await SettingsFile.open(join(directory, 'data'));
});
afterEach(async () => {
  settings.close();
  await engine.close();
  await rm(directory, { recursive: true, force: true });
  expect(problems.splice(0)).toEqual([]);
});

async function openPage(features: Features): Promise<Client> {
  const workspaces = testWorkspaces(engine, directory);
  const house = { ...(await testHouse(directory, settings)), engine, host, workspaces, noteTrouble() {} };
  const [far, near] = memoryPair();
  serve(far, requests, createHandlers(house, features), {
    log: (problem, error) => problems.push(problem, error),
  });
  return connect(near);
}

/** One request of each kind that only some hosts answer. */
const asking = (page: Client) =>
  Promise.all([
    page.call('attention.unread', { count: 3 }),
    page.call('workspaces.choose', { purpose: 'open' }),
    page.call('link.open', { url: 'https://example.com/a' }),
    page.call('menu.tell', { commands: [] }),
    page.call('export.place', { export: 1 }),
    page.call('update.read', {}),
    page.call('update.check', {}),
    page.call('update.download', {}),
    page.call('update.cancel', {}),
    page.call('update.install', { when: 'quit' }),
  ]);

describe('the features of a host', () => {
  it('are answered host.unsupported where the host lacks them, and are no capability of it', async () => {
    const answers = await asking(await openPage({}));
    expect(answers.map((answer) => (answer.ok ? 'ok' : answer.error.code))).toEqual(
      answers.map(() => 'host.unsupported'),
    );
    expect(capabilitiesOf({})).toEqual({ nativeDialogs: false, openLinks: false, nativeMenu: false });
  });

  it('are asked where the host has them, and are told to the page', async () => {
    const asked: unknown[] = [];
    const features: Required<Features> = {
      attention: { unread: (_page, count) => void asked.push(count) },
      dialogs: { chooseDirectory: (purpose) => Promise.resolve(`/chosen/${purpose}`) },
      links: { open: (url) => Promise.resolve(void asked.push(url)) },
      menu: { tell: (_page, commands) => void asked.push(commands) },
      places: () => Promise.resolve(null),
      updates: {
        state: { kind: 'idle' },
        check: () => ok(),
        download: () => ok(),
        cancel: () => ok(),
        install: (when) => Promise.resolve(ok(void asked.push(when))),
      },
    };
    const answers = await asking(await openPage(features));
    expect(answers.map((answer) => (answer.ok ? answer.value : answer.error.code))).toEqual([
      undefined,
      { directory: '/chosen/open' },
      undefined,
      undefined,
      // The place is asked for an export that is there.
      'export.unknown',
      { kind: 'idle' },
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
    expect(asked).toEqual([3, 'https://example.com/a', [], 'quit']);
    expect(capabilitiesOf(features)).toEqual({ nativeDialogs: true, openLinks: true, nativeMenu: true });
  });

  it('open nothing but addresses of http and https without a user name', async () => {
    const opened: string[] = [];
    const page = await openPage({ links: { open: (url) => Promise.resolve(void opened.push(url)) } });
    for (const url of ['file:///etc/passwd', 'https://bank@evil.example', 'no address']) {
      expect(await page.call('link.open', { url })).toMatchObject({ error: { code: 'link.refused' } });
    }
    expect(opened).toEqual([]);
  });
});
