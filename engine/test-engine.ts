import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isLife, kindName } from '../contract/index.js';
import type {
  ConnectionOptions,
  LifeDetail,
  Protocol,
  Result,
  Role,
  RowKindName,
  SessionInfo,
} from '../contract/index.js';
import { createEngine } from './create-engine.js';
import type { EngineOptions } from './engine-options.js';
import type { Engine } from './engine.js';
import type { Session } from './session.js';

const decoder = new TextDecoder();

export interface TestRow {
  readonly seq: number;
  readonly kind: RowKindName;
  readonly direction: number;
  readonly flags: number;
  readonly peer: number;
  readonly text: string;
}

/** The value, or the failure as an error of the test. */
export function valueOf<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(`${result.error.code}: ${result.error.message}`);
  return result.value;
}

/** The code of a failure; the test fails where there is none. */
export function codeOf(result: Result<unknown>): string {
  if (result.ok) throw new Error('it succeeded');
  return result.error.code;
}

/** A temporary directory and engines on it, all gone after `close`. */
export class TestBench {
  readonly #engines: Engine[] = [];

  private constructor(readonly directory: string) {}

  static async make(): Promise<TestBench> {
    return new TestBench(await mkdtemp(join(tmpdir(), 'wirebench-engine-')));
  }

  async engine(options: Partial<EngineOptions> = {}): Promise<Engine> {
    const engine = valueOf(await createEngine({ workspace: this.directory, version: '0.0.0', ...options }));
    this.#engines.push(engine);
    return engine;
  }

  async close(): Promise<void> {
    for (const engine of this.#engines) await engine.close();
    await rm(this.directory, { recursive: true, force: true });
  }
}

export interface TestStart {
  readonly protocol?: Protocol;
  readonly role?: Role;
  readonly options?: ConnectionOptions;
  readonly session?: string;
  readonly name?: string;
}

export async function start(engine: Engine, address: string, input: TestStart = {}): Promise<Session> {
  const { protocol = 'tcp', role = 'client', options = {}, session = null, name = 'test' } = input;
  const config = { protocol, role, address, options };
  const info = valueOf(await engine.start({ session, name, connection: null, config }));
  return valueOf(engine.live(info.id));
}

/** Starts a listener on a free port of 127.0.0.1 and answers it with that port. */
export async function listen(
  engine: Engine,
  input: Omit<TestStart, 'role'> = {},
  address = '127.0.0.1:0',
): Promise<{ session: Session; port: number }> {
  const session = await start(engine, address, { ...input, role: 'server' });
  const { local } = await until(
    engine,
    session,
    ({ state, local }) => /listening|open/.test(state) && local !== null,
  );
  return { session, port: local?.port ?? 0 };
}

/** Resolves when the session's information is so, now or later. */
export function until(
  engine: Engine,
  session: Session,
  holds: (info: SessionInfo) => boolean,
): Promise<SessionInfo> {
  return new Promise((resolve) => {
    if (holds(session.info)) {
      resolve(session.info);
      return;
    }
    const off = engine.onSession((id) => {
      if (id !== session.id || !holds(session.info)) return;
      off();
      resolve(session.info);
    });
  });
}

/** Resolves when the rows are so, now or later. */
export async function untilRows(
  engine: Engine,
  session: Session,
  holds: (rows: readonly TestRow[]) => boolean,
): Promise<readonly TestRow[]> {
  for (;;) {
    const seen = session.log.count;
    const rows = await rowsOf(session);
    if (holds(rows)) return rows;
    await until(engine, session, ({ lastSeq }) => lastSeq > seen);
  }
}

/** Every row with its whole payload as text; of life rows, their sentence. */
export async function rowsOf(session: Session): Promise<readonly TestRow[]> {
  const rows: TestRow[] = [];
  for (let seq = 1, count = session.log.count; seq <= count; seq++) {
    const { kind, direction, flags, peer } = valueOf(await session.log.row(seq));
    const payload = decoder.decode(valueOf(await session.log.payload(seq)).bytes);
    const text = isLife(kind) ? (JSON.parse(payload) as LifeDetail).text : payload;
    rows.push({ seq, kind: kindName(kind), direction, flags, peer, text });
  }
  return rows;
}

export function bytes(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}
