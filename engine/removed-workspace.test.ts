import { once } from 'node:events';
import { access, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import type { AddressInfo, Server } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Failure, SavedConnection } from '../contract/index.js';
import type { Engine } from './engine.js';
import type { Session } from './session.js';
import { TestBench, rowsOf, start, until, valueOf } from './test-engine.js';

const encoder = new TextEncoder();

describe.skipIf(process.platform === 'win32')(
  'a workspace whose directory is removed while it is open',
  () => {
    let bench: TestBench;
    let engine: Engine;
    let echo: Server;
    let address: string;
    const problems: Failure[] = [];

    beforeEach(async () => {
      bench = await TestBench.make();
      engine = await bench.engine();
      problems.length = 0;
      engine.onProblem((problem) => problems.push(problem));
      echo = createServer((socket) => socket.pipe(socket));
      await once(echo.listen(0, '127.0.0.1'), 'listening');
      address = `127.0.0.1:${(echo.address() as AddressInfo).port}`;
    });
    afterEach(async () => {
      await bench.close();
      echo.close();
    });

    async function say(session: Session, text: string): Promise<void> {
      const before = session.info.bytesIn;
      valueOf(await session.send('all', { kind: 'data', data: encoder.encode(text) }));
      await until(engine, session, ({ bytesIn }) => bytesIn === before + text.length);
    }

    it('says that the recording is lost with the session, which goes on and can be read meanwhile', async () => {
      const session = await start(engine, address);
      await until(engine, session, ({ state }) => state === 'open');
      await say(session, 'before');
      await rm(bench.directory, { recursive: true, force: true });
      await say(session, 'after');
      await expect.poll(() => problems.map(({ code }) => code)).toEqual(['log.removed']);
      expect(session.info.diskFailure?.message).toContain('export what is recorded before the session ends');
      const rows = await rowsOf(session);
      expect(rows.filter(({ kind }) => kind === 'chunk').map(({ text }) => text)).toEqual([
        ...['before', 'before'],
        ...['after', 'after'],
      ]);
      valueOf(await session.stop());
    });

    it('takes new sessions, connections and tabs, which are there then', async () => {
      await rm(bench.directory, { recursive: true, force: true });
      const session = await start(engine, address, { name: 'second' });
      await until(engine, session, ({ state }) => state === 'open');
      await say(session, 'kept');
      const connection: SavedConnection = {
        ...{ id: 'a', name: 'a', folder: '', order: 1, messages: [] },
        config: { protocol: 'tcp', role: 'client', address, options: {} },
      };
      valueOf(await engine.workspace.save(connection, null));
      valueOf(await engine.workspace.writeState({ tabs: ['a'] }));
      expect(valueOf(await engine.workspace.readState())).toEqual({ tabs: ['a'] });
      for (const file of [
        ['connections', 'a.json'],
        ['.local', 'window-1', 'state.json'],
      ]) {
        await access(join(bench.directory, ...file));
      }
      await engine.close();
      const again = await bench.engine();
      expect((await again.list()).map(({ name }) => name)).toEqual(['second']);
      expect(problems).toEqual([]);
    });
  },
);
