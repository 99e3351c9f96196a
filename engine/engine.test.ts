import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { chmod, cp, mkdir, readFile, readdir, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { RowBatch } from '../contract/index.js';
import { createEngine } from './create-engine.js';
import type { Engine } from './engine.js';
import { LiveSession } from './live-session.js';
import { openRecordedSession } from './recorded-session.js';
import type { Session } from './session.js';
import { TestBench, bytes, codeOf, listen, rowsOf, start, until, untilRows, valueOf } from './test-engine.js';

let bench: TestBench;

beforeEach(async () => {
  bench = await TestBench.make();
});

afterEach(async () => {
  await bench.close();
});

/** A listener and a client that have said something to each other, both ended. */
async function conversation(engine: Engine): Promise<Session> {
  const { session: server, port } = await listen(engine, { options: { listen: { echo: true } } });
  const client = await start(engine, `127.0.0.1:${port}`, { name: 'talk' });
  await until(engine, client, ({ state }) => state === 'open');
  for (const text of ['one', 'two', 'three']) {
    valueOf(await client.send('all', { kind: 'data', data: bytes(text) }));
    await until(engine, client, ({ bytesIn, bytesOut }) => bytesIn === bytesOut);
  }
  valueOf(await client.end('all', 'half-close'));
  await until(engine, client, ({ state }) => state === 'closed');
  valueOf(await server.stop());
  return client;
}

function flush(session: Session) {
  if (!(session instanceof LiveSession)) throw new Error('it is not live');
  return session.log.flush();
}

function columns({ seq, time, kind, direction, flags, peer, size, previews }: RowBatch) {
  return [seq, time, kind, direction, flags, peer, size, previews].map((column) => Array.from(column));
}

describe('an engine', () => {
  it('shows a past session after a restart exactly as it was', async () => {
    const first = await bench.engine();
    const client = await conversation(first);
    const { rows, bytesIn, bytesOut, messagesIn, messagesOut, name, config } = client.info;
    const before = columns(valueOf(await client.log.rows(0, rows)));
    const peers = client.peers.map(({ peer, remote, bytesIn: taken, messagesIn: messages }) => ({
      peer,
      remote,
      taken,
      messages,
    }));
    await first.close();

    const second = await bench.engine();
    const listed = (await second.list()).find(({ id }) => id === client.id);
    const same = { name, config, rows, bytesIn, bytesOut, messagesIn, messagesOut };
    expect(listed).toMatchObject({ ...same, state: 'recorded', failure: null });
    const again = valueOf(await second.session(client.id));
    expect(again.info).toMatchObject(same);
    expect(columns(valueOf(await again.log.rows(0, rows + 10)))).toEqual(before);
    expect(
      again.peers.map(({ peer, remote, bytesIn: taken, messagesIn: messages }) => ({
        peer,
        remote,
        taken,
        messages,
      })),
    ).toEqual(peers);
    expect(codeOf(await again.send('all', { kind: 'data', data: bytes('x') }))).toBe('session.idle');
    const restart = { session: client.id, name, connection: null, config };
    expect(codeOf(await second.start(restart))).toBe('session.recorded');
  });

  it('lists live sessions before recorded ones, newest first', async () => {
    const first = await bench.engine();
    await conversation(first);
    await first.close();
    const second = await bench.engine();
    const { session: one } = await listen(second, { name: 'one' });
    const { session: two } = await listen(second, { name: 'two' });
    const list = await second.list();
    expect(list.slice(0, 2).map(({ id }) => id)).toEqual([two.id, one.id]);
    expect(list.slice(2).map(({ state }) => state)).toEqual(['recorded', 'recorded']);
  });

  it('keeps the passphrase out of every file and every answer, and uses it again', async () => {
    const engine = await bench.engine();
    const passphrase = 'correct horse';
    const options = { tls: { certFile: 'no.pem', keyFile: 'no.key', passphrase } };
    const session = await start(engine, '127.0.0.1:0', { protocol: 'tls', role: 'server', options });
    await until(engine, session, ({ state }) => state === 'failed');
    expect(JSON.stringify(session.info)).not.toContain(passphrase);
    const { tls } = session.info.config.options;
    await start(engine, '127.0.0.1:0', {
      protocol: 'tls',
      role: 'server',
      session: session.id,
      options: { tls: tls! },
    });
    await until(engine, session, ({ state }) => state === 'failed');
    await engine.close();
    const { directory } = session.info;
    for (const file of await readdir(directory)) {
      expect(await readFile(join(directory, file), 'latin1')).not.toContain(passphrase);
    }
  });

  it('says what is wrong with an address before anything is made', async () => {
    const engine = await bench.engine();
    const config = { protocol: 'tcp', role: 'client', address: 'localhost:70000', options: {} } as const;
    expect(codeOf(await engine.start({ session: null, name: '', connection: null, config }))).toBe(
      'address.port',
    );
    expect(await engine.list()).toEqual([]);
  });

  it('makes room by letting the oldest ended session go, and refuses where all are active', async () => {
    const engine = await bench.engine({ maxSessions: 2 });
    const { session: one } = await listen(engine);
    const { session: two } = await listen(engine);
    const config = { ...one.info.config };
    const next = { session: null, name: 'three', connection: null, config };
    expect(codeOf(await engine.start(next))).toBe('session.limit');
    valueOf(await one.stop());
    valueOf(await engine.start(next));
    expect(codeOf(engine.live(one.id))).toBe('session.unknown');
    expect(valueOf(await engine.session(one.id)).info.state).toBe('recorded');
    expect(two.info.state).toBe('listening');
  });

  it('tells of a change at most once a turn, however many rows came', async () => {
    const engine = await bench.engine();
    const { session, port } = await listen(engine);
    let told = 0;
    engine.onSession((id) => {
      if (id === session.id) told++;
    });
    const socket = connect(port, '127.0.0.1');
    await once(socket, 'connect');
    socket.end(Buffer.alloc(8 << 20));
    await until(engine, session, ({ bytesIn }) => bytesIn === 8 << 20);
    expect(told).toBeLessThanOrEqual(session.info.rows + 10);
    socket.destroy();
  });

  it('closes within its time though a peer does not answer, and keeps what was logged', async () => {
    const engine = await bench.engine();
    const { session, port } = await listen(engine);
    const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true });
    await once(socket, 'connect');
    socket.write('last words');
    await untilRows(engine, session, (rows) => rows.some(({ text }) => text === 'last words'));
    // It never ends by itself: without its own limit the test's would be reached.
    await engine.close();
    socket.destroy();
    const recorded = valueOf(await openRecordedSession(session.info.directory));
    expect(recorded.info.endedAt).not.toBeNull();
    expect((await rowsOf(recorded)).some(({ text }) => text === 'last words')).toBe(true);
    await recorded.close();
  });

  it('makes a certificate beside the workspace', async () => {
    const engine = await bench.engine();
    const { certFile, fingerprint } = valueOf(await engine.createCertificate());
    expect(certFile.startsWith(engine.info.stateDirectory)).toBe(true);
    expect(fingerprint).toMatch(/^([0-9A-F]{2}:){31}[0-9A-F]{2}$/i);
  });

  it('keeps a log where it was told to', async () => {
    const engine = await bench.engine();
    const directory = join(bench.directory, 'kept');
    const config = { protocol: 'tcp', role: 'server', address: '127.0.0.1:0', options: {} } as const;
    const info = valueOf(
      await engine.start({ session: null, name: '', connection: null, config }, { directory }),
    );
    expect(info).toMatchObject({ id: 'kept', directory, name: '127.0.0.1:0' });
    await engine.close();
    const recorded = valueOf(await openRecordedSession(directory));
    expect(recorded.info.config).toEqual(config);
    await recorded.close();
  });
});

describe('sessions on disk', () => {
  it('ends a session whose process was killed, and says so', async () => {
    const first = await bench.engine();
    const client = await conversation(first);
    // A copy of a running session with the lock of a process that is gone is what kill -9 leaves.
    const crashed = join(first.info.stateDirectory, 'sessions', '20200101-000000-dead');
    valueOf(await flush(client));
    await cp(client.info.directory, crashed, { recursive: true });
    const gone = execFileSync(process.execPath, ['-p', 'process.pid']).toString().trim();
    const lock = JSON.parse(await readFile(join(crashed, 'session.lock'), 'utf8')) as object;
    await writeFile(join(crashed, 'session.lock'), JSON.stringify({ ...lock, pid: Number(gone) }));
    await writeFile(join(crashed, 'rows.wblog'), Buffer.from('57424b31ff', 'hex'), { flag: 'a' });
    await first.close();

    const second = await bench.engine();
    expect(second.info.problems).toMatchObject([
      { code: 'log.recovered', detail: { session: '20200101-000000-dead', droppedBytes: 5 } },
    ]);
    const back = valueOf(await second.session('20200101-000000-dead'));
    expect(back.info).toMatchObject({ droppedBytes: 5, bytesIn: 11, bytesOut: 11, messagesIn: 3 });
    const rows = await rowsOf(back);
    expect(rows.at(-1)?.kind).toBe('recovered');
  });

  it('shows what another host records, and leaves it whole', async () => {
    const first = await bench.engine();
    const { session, port } = await listen(first);
    const second = await bench.engine();
    expect(second.info.problems).toEqual([]);
    const listed = (await second.list()).find(({ id }) => id === session.id);
    expect(listed).toMatchObject({ state: 'recorded', endedAt: null, failure: { code: 'log.live' } });
    const socket = connect(port, '127.0.0.1');
    socket.write('still here');
    await untilRows(first, session, (rows) => rows.some(({ text }) => text === 'still here'));
    valueOf(await flush(session));
    const seen = valueOf(await second.session(session.id));
    expect((await rowsOf(seen)).some(({ text }) => text === 'still here')).toBe(true);
    socket.destroy();
  });

  it('lists a broken session with what is wrong, and opens the rest', async () => {
    const first = await bench.engine();
    const client = await conversation(first);
    await first.close();
    const broken = join(first.info.stateDirectory, 'sessions', 'broken');
    await cp(client.info.directory, broken, { recursive: true });
    await rm(join(broken, 'record.json'), { force: true });
    await writeFile(join(broken, 'session.json'), '{"format":');
    const second = await bench.engine();
    const listed = (await second.list()).find(({ id }) => id === 'broken');
    expect(listed).toMatchObject({ state: 'recorded', failure: { code: 'log.bad-header', stage: 'log' } });
    expect(valueOf(await second.session('broken')).info.rows).toBe(client.info.rows);
    expect(valueOf(await second.session(client.id)).info.failure).toBeNull();
  });

  it.each(['..', '../../etc', '.', 'none', ''])('knows no session %j', async (id) => {
    const engine = await bench.engine();
    expect(codeOf(await engine.session(id))).toBe('session.unknown');
  });
});

describe('the state directory', () => {
  it('is .local in the workspace, kept out of repositories', async () => {
    const engine = await bench.engine();
    expect(engine.info.stateDirectory).toBe(join(bench.directory, '.local'));
    expect(await readFile(join(bench.directory, '.local', '.gitignore'), 'utf8')).toBe('*\n');
  });

  it.runIf(process.platform !== 'win32')('is nobody else’s, nor is anything in it', async () => {
    const engine = await bench.engine();
    const { session } = await listen(engine);
    valueOf(await session.mark([{ seq: 1, marked: true, comment: 'mine' }]));
    valueOf(await engine.workspace.setSecret('connection:x', 'token', 'sesame'));
    await engine.workspace.writeState({ draft: 'mine' });
    await engine.close();
    const state = join(bench.directory, '.local');
    expect((await stat(state)).mode & 0o777).toBe(0o700);
    const found = await readdir(state, { recursive: true, withFileTypes: true });
    const files = found.filter((entry) => entry.isFile() && entry.name !== '.gitignore');
    expect(files.map(({ name }) => name)).toEqual(expect.arrayContaining(['secrets.json', 'session.json']));
    for (const { parentPath, name } of files) {
      expect((await stat(join(parentPath, name))).mode & 0o077, name).toBe(0);
    }
  });

  it('is one of this person where the workspace cannot be written, and that is said', async () => {
    const workspace = join(bench.directory, 'given');
    await mkdir(workspace);
    // A file in its place refuses also where the tests run as root, whom permissions do not stop.
    await writeFile(join(workspace, '.local'), '');
    await chmod(workspace, 0o555);
    const before = process.env['XDG_STATE_HOME'];
    process.env['XDG_STATE_HOME'] = join(bench.directory, 'own');
    try {
      const engine = await bench.engine({ workspace });
      expect(engine.info.stateDirectory.startsWith(bench.directory)).toBe(true);
      expect(engine.info.problems).toMatchObject([{ code: 'state.elsewhere' }]);
    } finally {
      if (before === undefined) delete process.env['XDG_STATE_HOME'];
      else process.env['XDG_STATE_HOME'] = before;
      await chmod(workspace, 0o755);
    }
  });

  it
    .runIf(process.platform !== 'win32')
    .each([
      '.local',
      '.local/sessions',
      '.local/sent.jsonl',
      '.local/history/order-stream.jsonl',
      '.local/sessions/20260101-000000-abcd/marks.jsonl',
      '.local/trash/sessions',
      '.local/window-1/drafts/1/deep/er',
    ])('is one of this person where %s is a link that the workspace brought along', async (link) => {
    const workspace = join(bench.directory, 'given');
    const victim = join(bench.directory, 'victim');
    await mkdir(dirname(join(workspace, link)), { recursive: true });
    await mkdir(victim);
    await symlink(victim, join(workspace, link));
    const before = process.env['XDG_STATE_HOME'];
    process.env['XDG_STATE_HOME'] = join(bench.directory, 'own');
    try {
      const engine = await bench.engine({ workspace });
      expect(engine.info.stateDirectory.startsWith(join(bench.directory, 'own'))).toBe(true);
      expect(engine.info.problems).toMatchObject([
        { code: 'state.elsewhere', message: expect.stringContaining('is a link') as string },
      ]);
      await engine.close();
      expect(await readdir(victim)).toEqual([]);
    } finally {
      if (before === undefined) delete process.env['XDG_STATE_HOME'];
      else process.env['XDG_STATE_HOME'] = before;
    }
  });

  it.runIf(process.platform !== 'win32')(
    'is one of this person where a pipe came along that would be waited for',
    async () => {
      const workspace = join(bench.directory, 'given');
      const session = join(workspace, '.local', 'sessions', '20260101-000000-abcd');
      await mkdir(session, { recursive: true });
      execFileSync('mkfifo', [join(session, 'session.json')]);
      const before = process.env['XDG_STATE_HOME'];
      process.env['XDG_STATE_HOME'] = join(bench.directory, 'own');
      try {
        const engine = await bench.engine({ workspace });
        expect(engine.info.problems).toMatchObject([
          { code: 'state.elsewhere', message: expect.stringContaining('is a pipe or a device') as string },
        ]);
      } finally {
        if (before === undefined) delete process.env['XDG_STATE_HOME'];
        else process.env['XDG_STATE_HOME'] = before;
      }
    },
  );

  it('is refused with words where it was asked for and cannot be', async () => {
    await writeFile(join(bench.directory, 'file'), '');
    const made = await createEngine({
      workspace: bench.directory,
      state: join(bench.directory, 'file', 'state'),
      version: '0',
    });
    expect(codeOf(made)).toBe('state.write');
  });
});
