import { chmod, mkdir, readFile, readdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Environment } from '../../contract/index.js';
import { valueOf } from '../test-engine.js';
import { readVariables } from '../variables/store.js';
import { WorkspaceBench, outsideChange } from './test-workspace.js';

let bench: WorkspaceBench;
let root: string;
beforeEach(async () => {
  bench = await WorkspaceBench.make();
  root = bench.directory;
});
afterEach(() => bench.close());

const staging: Environment = {
  id: 'staging',
  name: 'Staging',
  variables: [
    { name: 'host', value: 'staging.test' },
    { name: 'token', secret: true },
  ],
};
const fileOf = (id: string): string => join(root, 'environments', `${id}.json`);

describe('environments of a workspace', () => {
  it('writes one as one diffable file, without the values of secrets', async () => {
    const workspace = await bench.open();
    valueOf(await workspace.environments.save(staging, null));
    valueOf(await workspace.setSecret('environment:staging', 'token', 'hunter2'));
    expect(await readFile(fileOf('staging'), 'utf8')).toBe(
      `{
  "schema": 2,
  "id": "staging",
  "name": "Staging",
  "variables": [
    {
      "name": "host",
      "value": "staging.test"
    },
    {
      "name": "token",
      "secret": true
    }
  ]
}
`,
    );
    expect(workspace.info.environments).toMatchObject([{ environment: staging }]);
    expect(workspace.info.secrets).toEqual([{ scope: 'environment:staging', name: 'token' }]);
    expect(JSON.stringify(workspace.info)).not.toContain('hunter2');
  });

  it('keeps secrets for their owner alone, and reads all of it again', async () => {
    const first = await bench.open();
    valueOf(await first.environments.save(staging, null));
    valueOf(await first.environments.saveVariables([{ name: 'all', value: '1' }], null));
    valueOf(await first.setSecret('environment:staging', 'token', 'hunter2'));
    valueOf(await first.setSecret('workspace', 'key', 'swordfish'));
    await first.close();
    if (process.platform !== 'win32') {
      expect((await stat(join(root, '.local', 'secrets.json'))).mode & 0o777).toBe(0o600);
    }
    const second = await bench.open();
    expect(second.info.environments.map(({ environment }) => environment)).toEqual([staging]);
    expect(second.info.variables.variables).toEqual([{ name: 'all', value: '1' }]);
    expect(second.secret('environment:staging', 'token')).toEqual({ ok: true, value: 'hunter2' });
    expect(second.secret('workspace', 'key')).toEqual({ ok: true, value: 'swordfish' });
    expect(second.secret('connection:staging', 'token')).toEqual({ ok: true, value: null });
    valueOf(await second.setSecret('workspace', 'key', null));
    expect(second.info.secrets).toEqual([{ scope: 'environment:staging', name: 'token' }]);
  });

  it('keeps the passphrase of a connection and its variables apart', async () => {
    const workspace = await bench.open();
    const connection = {
      id: 'c1',
      name: 'one',
      folder: '',
      order: 1,
      config: {
        protocol: 'tls' as const,
        role: 'client' as const,
        address: 'a:1',
        options: { tls: { passphrase: 'p' } },
      },
      variables: [{ name: 'token', secret: true as const }],
      messages: [],
    };
    const saved = valueOf(await workspace.save(connection, null));
    valueOf(await workspace.setSecret('connection:c1', 'token', 'hunter2'));
    expect(saved.connection).toEqual(connection);
    expect(workspace.secret('connection:c1', 'token')).toEqual({ ok: true, value: 'hunter2' });
    const { options } = connection.config;
    const open = { ...connection, config: { ...connection.config, options: { ...options, tls: {} } } };
    valueOf(await workspace.save(open, saved.revision));
    expect(workspace.secret('connection:c1', 'token')).toEqual({ ok: true, value: 'hunter2' });
    const [file] = await readdir(join(root, 'connections'));
    expect(await readFile(join(root, 'connections', file ?? ''), 'utf8')).not.toMatch(/hunter2|passphrase/);
  });

  it('refuses to overwrite what somebody else wrote, and overwrites on purpose', async () => {
    const workspace = await bench.open();
    const { revision } = valueOf(await workspace.environments.save(staging, null));
    const theirs = (await readFile(fileOf('staging'), 'utf8')).replace('staging.test', 'theirs.test');
    await writeFile(fileOf('staging'), theirs);
    const refused = await workspace.environments.save({ ...staging, name: 'Mine' }, revision);
    expect(refused).toMatchObject({
      ok: false,
      error: { code: 'workspace.conflict', detail: { file: 'environments/staging.json' } },
    });
    expect(await workspace.environments.save(staging, null)).toMatchObject({
      error: { code: 'workspace.conflict' },
    });
    expect(await readFile(fileOf('staging'), 'utf8')).toBe(theirs);
    valueOf(await workspace.environments.save({ ...staging, name: 'Mine' }, '*'));
    expect(await readFile(fileOf('staging'), 'utf8')).toContain('"Mine"');
  });

  it('takes a removed one back with its secrets, and gives none to a new one of its name', async () => {
    const workspace = await bench.open();
    valueOf(await workspace.environments.save(staging, null));
    valueOf(await workspace.setSecret('environment:staging', 'token', 'hunter2'));
    valueOf(await workspace.environments.remove('staging'));
    expect(workspace.info.environments).toEqual([]);
    expect(await workspace.environments.remove('staging')).toMatchObject({
      error: { code: 'environment.unknown' },
    });
    valueOf(await workspace.environments.restore('staging'));
    expect(workspace.info.environments).toMatchObject([{ environment: staging }]);
    expect(workspace.secret('environment:staging', 'token')).toEqual({ ok: true, value: 'hunter2' });
    expect(await workspace.environments.restore('staging')).toMatchObject({
      error: { code: 'environment.unknown' },
    });
    valueOf(await workspace.environments.remove('staging'));
    valueOf(await workspace.environments.save(staging, null));
    expect(workspace.secret('environment:staging', 'token')).toEqual({ ok: true, value: null });
  });

  it.each([
    ['an unresolved merge', '{\n  "schema": 1,\n<<<<<<< HEAD\n', 3, /unresolved merge/],
    ['JSON that is none', '{\n  "schema": 1,,\n}', 2, /not valid JSON/],
    [
      'a name listed twice',
      bodyOf('{ "name": "a", "value": "1" },\n    { "name": "a", "value": "2" }'),
      7,
      /"a" is listed twice/,
    ],
    [
      'a secret with its value',
      bodyOf('{ "name": "a",\n      "secret": true, "value": "x" }'),
      7,
      /take it out/,
    ],
    ['a variable without a value', bodyOf('{ "name": "a" }'), 6, /has no "value"/],
    ['a name that is none', bodyOf('{ "name": "a b", "value": "1" }'), 6, /variables\.0\.name/],
    ['a later version', '{\n  "schema": 99\n}', 2, /later Wirebench/],
    ['another id', bodyOf('').replace('"bad"', '"other"'), null, /the name of the file the same/],
  ])(
    'sets %s aside by name and line, leaves it as it is and loads the rest',
    async (_what, text, line, message) => {
      await mkdir(join(root, 'environments'), { recursive: true });
      await writeFile(fileOf('bad'), text);
      const workspace = await bench.open();
      valueOf(await workspace.environments.save(staging, null));
      expect(workspace.info.problems).toMatchObject([{ file: 'environments/bad.json', line }]);
      expect(workspace.info.problems[0]?.message).toMatch(message);
      expect(workspace.info.environments).toHaveLength(1);
      expect(await workspace.environments.save({ ...staging, id: 'bad' }, null)).toMatchObject({
        error: { code: 'workspace.conflict' },
      });
      expect(await readFile(fileOf('bad'), 'utf8')).toBe(text);
    },
  );

  it('notices edits made outside', async () => {
    const workspace = await bench.open();
    valueOf(await workspace.environments.save(staging, null));
    const changed = outsideChange(workspace);
    await writeFile(fileOf('staging'), bodyOf('').replace('"bad"', '"staging"'));
    await changed;
    expect(workspace.info.environments).toMatchObject([{ environment: { name: 'Bad', variables: [] } }]);
  });

  it.skipIf(process.platform === 'win32')(
    'changes nothing in a directory that cannot be written',
    async () => {
      await mkdir(join(root, '.local'));
      await chmod(root, 0o500);
      const workspace = await bench.open();
      const { environments } = workspace;
      expect(await environments.save(staging, null)).toMatchObject({
        error: { code: 'workspace.read-only' },
      });
      expect(await environments.saveVariables([], null)).toMatchObject({
        error: { code: 'workspace.read-only' },
      });
      expect(await environments.remove('staging')).toMatchObject({ error: { code: 'workspace.read-only' } });
    },
  );
});

describe('secrets under a key', () => {
  it('are encrypted, open with the key alone, and are never overwritten without it', async () => {
    const first = await bench.open({ passphrase: 'correct horse' });
    valueOf(await first.setSecret('workspace', 'key', 'swordfish'));
    await first.close();
    const path = join(root, '.local', 'secrets.json');
    const text = await readFile(path, 'utf8');
    expect(text).not.toMatch(/swordfish|workspace/);
    for (const key of [undefined, 'wrong']) {
      const locked = await bench.open({ passphrase: key });
      expect(locked.secret('workspace', 'key')).toMatchObject({ error: { code: 'secret.locked' } });
      expect(await locked.setSecret('workspace', 'key', 'x')).toMatchObject({
        error: { code: 'secret.locked' },
      });
      expect(locked.info.problems).toMatchObject([{ file: 'secrets.json' }]);
      await locked.close();
    }
    expect(await readFile(path, 'utf8')).toBe(text);
    const again = await bench.open({ passphrase: 'correct horse' });
    expect(again.secret('workspace', 'key')).toEqual({ ok: true, value: 'swordfish' });
  });

  it('are taken over from a file that was open', async () => {
    const first = await bench.open();
    valueOf(await first.setSecret('workspace', 'old', 'one'));
    await first.close();
    const second = await bench.open({ passphrase: 'key' });
    valueOf(await second.setSecret('workspace', 'new', 'two'));
    expect(await readFile(join(root, '.local', 'secrets.json'), 'utf8')).not.toMatch(/one|two/);
    const { store, problems } = await readVariables(root, { passphrase: 'key' });
    expect(problems).toEqual([]);
    expect([store.secret('workspace', 'old'), store.secret('workspace', 'new')]).toEqual(['one', 'two']);
    expect((await readVariables(root)).problems).toMatchObject([{ code: 'secret.locked' }]);
  });
});

function bodyOf(variables: string): string {
  return `{
  "schema": 2,
  "id": "bad",
  "name": "Bad",
  "variables": [
    ${variables}
  ]
}
`;
}
