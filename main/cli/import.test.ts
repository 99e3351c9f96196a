import { mkdir, mkdtemp, readFile, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Exit } from './exit.js';
import { importFiles } from './import.js';
import { parseCommand } from './options.js';

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'wirebench-cli-import-'));
});
afterEach(() => rm(root, { recursive: true, force: true }));

async function run(
  args: readonly string[],
  input = '',
): Promise<{ exit: Exit; output: string; errors: string }> {
  const command = parseCommand(['import', ...args]);
  if (!command.ok) return { exit: Exit.usage, output: '', errors: command.error.message };
  if (command.value.name !== 'import') throw new Error(command.value.name);
  const [output, errors] = [new PassThrough(), new PassThrough()];
  const exit = await importFiles(
    command.value,
    {
      input: Readable.from([Buffer.from(input)]),
      output,
      errors,
      interrupted: new AbortController().signal,
    },
    { version: '0', program: null },
  );
  return { exit, output: String(output.read() ?? ''), errors: String(errors.read() ?? '') };
}

/** A pcap of one UDP datagram, `hi`. */
const capture = Buffer.from(
  [
    'd4c3b2a1020004000000000000000000ffff000065000000 00e1f505000000001e0000001e000000',
    '4500001e000100004011 00000a0000010a000002 12340035000a00006869',
  ]
    .join('')
    .replaceAll(' ', ''),
  'hex',
);

describe('wirebench import', () => {
  it.skipIf(process.platform === 'win32')(
    'keeps nothing where a link leads that the workspace brought along, and says so',
    async () => {
      const [workspace, victim] = [join(root, 'workspace'), join(root, 'victim')];
      await mkdir(workspace);
      await mkdir(victim);
      await symlink(victim, join(workspace, '.local'));
      const before = process.env['XDG_STATE_HOME'];
      process.env['XDG_STATE_HOME'] = join(root, 'own');
      try {
        const done = await run(['-', '--workspace', workspace], 'wscat -c ws://h');
        expect(done).toMatchObject({
          exit: Exit.ok,
          errors: expect.stringContaining('it is a link') as string,
        });
        expect(await readdir(victim)).toEqual([]);
      } finally {
        if (before === undefined) delete process.env['XDG_STATE_HOME'];
        else process.env['XDG_STATE_HOME'] = before;
      }
    },
  );

  it('tells what would come and changes nothing, then writes it', async () => {
    const folder = join(root, 'chat');
    const workspace = join(root, 'workspace');
    await mkdir(folder);
    await mkdir(workspace);
    await writeFile(join(folder, 'bruno.json'), '{"name":"Chat"}');
    await writeFile(
      join(folder, 'one.bru'),
      'meta {\n  name: One\n  type: ws\n}\nws {\n  url: ws://h\n}\ntests {\n  x\n}\n',
    );
    const dry = await run([folder, '--workspace', workspace, '--dry-run']);
    expect(dry).toMatchObject({ exit: Exit.ok, errors: '' });
    expect(dry.output).toBe(
      'Read as Bruno collection\n+ connection Chat/One: ws://h\n- tests of One: scripts and tests of Bruno do not run here [chat/one.bru:8]\nNothing was changed: this was a dry run.\n',
    );
    expect(await readdir(join(workspace, 'connections')).catch(() => [])).toEqual([]);

    const written = await run([folder, '--workspace', workspace, '--folder', 'Inbox']);
    expect(written.output).toContain('Imported 1 connection, 0 messages');
    const [file] = await readdir(join(workspace, 'connections'));
    const saved = JSON.parse(await readFile(join(workspace, 'connections', file ?? ''), 'utf8')) as object;
    expect(saved).toMatchObject({ name: 'One', folder: 'Inbox/Chat' });
  });

  it('tells of what is written about folders and the workspace, and brings it', async () => {
    const workspace = join(root, 'workspace');
    const file = join(root, 'w.wirebench.json');
    const config = { protocol: 'tcp', role: 'client', address: 'h:1', options: {} };
    const connection = {
      id: 'a',
      name: 'One',
      folder: 'In',
      order: 1,
      description: 'Mine',
      config,
      messages: [],
    };
    await writeFile(
      file,
      JSON.stringify({
        ...{ kind: 'wirebench-workspace', version: 2, name: 'W', description: '# About all\nof it' },
        folders: [{ path: 'In', description: 'Inside' }, { path: 'Empty' }],
        connections: [connection],
      }),
    );
    const { output } = await run([file, '--workspace', workspace]);
    expect(output.split('\n')).toEqual([
      'Read as Wirebench workspace',
      '+ description of the workspace, About all: 17 characters',
      '+ description of In, Inside: 6 characters',
      '+ connection In/One: h:1',
      '  + description Mine: 4 characters',
      '+ folder Empty',
      'Imported 1 connection, 0 messages, 3 descriptions, 0 variables, 0 secrets.',
      '',
    ]);
    expect(JSON.parse(await readFile(join(workspace, 'workspace.json'), 'utf8'))).toMatchObject({
      description: ['# About all', 'of it'],
      folders: [{ path: 'In', description: 'Inside' }, { path: 'Empty' }],
    });
  });

  it('reads command lines from standard input and answers as JSON', async () => {
    const { exit, output } = await run(
      ['-', '--workspace', join(root, 'w'), '--json'],
      'nc h 1\nwscat -c ws://h\n',
    );
    expect(exit).toBe(Exit.ok);
    expect(JSON.parse(output)).toMatchObject({
      formats: ['Command lines'],
      items: [{ kind: 'connection', name: 'h:1' }, { name: 'ws://h' }],
      report: { connections: [expect.any(String), expect.any(String)] },
    });
  });

  it('writes names of files so that a terminal neither obeys nor hides anything in them', async () => {
    const workspace = join(root, 'w');
    await mkdir(workspace);
    const file = join(root, 'a\u009b2J\u202eb.txt');
    await writeFile(file, 'wscat -c ws://h\n');
    const { exit, output } = await run([file, '--workspace', workspace, '--dry-run', '--json']);
    expect(exit).toBe(Exit.ok);
    expect(output).toContain('a\\u009b2J\\u202eb.txt:1');
    const named = join(root, 'c\u009b2J\u202ed.pcap');
    await writeFile(named, capture);
    const told = await run([named, '--workspace', workspace, '--dry-run']);
    expect(told.output).toMatch(/\+ session .* · c.+⟨U\+202E⟩d\.pcap/);
    const absent = await run([join(root, 'e\u009b2J\u202ef'), '--workspace', workspace]);
    expect(absent.exit).toBe(Exit.local);
    expect(absent.errors).toContain('⟨U+202E⟩f cannot be read');
    const all = output + told.output + absent.errors;
    for (const acting of ['\u009b', '\u202e']) expect(all).not.toContain(acting);
  });

  it.skipIf(process.platform === 'win32')('follows no link in a folder that it is given', async () => {
    const given = join(root, 'given');
    await mkdir(given);
    await mkdir(join(root, 'w'));
    await writeFile(join(given, 'own.txt'), 'wscat -c ws://own\n');
    await writeFile(join(root, 'theirs.txt'), 'wscat -c ws://theirs\n');
    await symlink(join(root, 'theirs.txt'), join(given, 'link.txt'));
    const { exit, output } = await run([given, '--workspace', join(root, 'w'), '--dry-run']);
    expect(exit).toBe(Exit.ok);
    expect(output).toContain('ws://own');
    expect(output).not.toContain('ws://theirs');
  });

  it('writes a capture as a recorded session', async () => {
    const workspace = join(root, 'w');
    const file = join(root, 'dns.pcap');
    await writeFile(file, capture);
    const { exit, output } = await run([file, '--workspace', workspace]);
    expect(exit).toBe(Exit.ok);
    expect(output).toContain(
      '+ session 10.0.0.1:4660 → 10.0.0.2:53 · dns.pcap: 2 rows, 2 B, udp client, 1973-03-03',
    );
    expect(output).toContain('0 secrets, 1 session.');
    expect(await readdir(join(workspace, '.local', 'sessions'))).toHaveLength(1);
  });

  it('exits with 1 for what cannot be read and with 2 for a wrong line', async () => {
    const workspace = ['--workspace', join(root, 'w')];
    await writeFile(join(root, 'cut.json'), '{"info":');
    expect(await run([join(root, 'cut.json'), ...workspace])).toMatchObject({
      exit: Exit.local,
      errors: expect.stringContaining('cut.json is no JSON that can be read') as string,
    });
    expect(await run([join(root, 'none'), ...workspace])).toMatchObject({ exit: Exit.local });
    expect(await run(['-', '--workspace', join(root, 'nowhere'), '--dry-run'], 'nc h 1')).toMatchObject({
      exit: Exit.local,
    });
    expect(await run(['x'])).toMatchObject({ exit: Exit.usage });
    expect(await run(workspace)).toMatchObject({ exit: Exit.usage });
  });
});
