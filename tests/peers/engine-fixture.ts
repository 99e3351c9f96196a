import { mkdtemp, rm, stat } from 'node:fs/promises';
import { connect, createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'vitest';
import { Direction, isLife, kindName } from '../../contract/index.js';
import type {
  ConnectionOptions,
  LifeDetail,
  Outgoing,
  Protocol,
  Result,
  Role,
  RowKindName,
  SendReport,
} from '../../contract/index.js';
import { createEngine } from '../../engine/index.js';
import type { Engine, Session } from '../../engine/index.js';
import { PeerProcess } from './process.js';

/** A row read back from the log. */
export interface LoggedRow {
  readonly seq: number;
  readonly kind: RowKindName;
  readonly dir: 'in' | 'out' | 'none';
  readonly flags: number;
  readonly peer: number;
  /** What crossed the socket; empty for rows of life. */
  readonly bytes: Buffer;
  /** Of rows of life. */
  readonly detail: LifeDetail | null;
}

/** A deadline, not a wait: everything is awaited by its event, and a peer that never comes must be told apart. */
const patienceMs = 60_000;

const directions = new Map<number, LoggedRow['dir']>([
  [Direction.in, 'in'],
  [Direction.out, 'out'],
]);

export function valueOf<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(`${result.error.code}: ${result.error.message}`);
  return result.value;
}

/** An engine on a temporary workspace, and the programs a test starts; all gone after `close`. */
export class PeerBench {
  readonly #processes: PeerProcess[] = [];

  private constructor(
    readonly directory: string,
    readonly engine: Engine,
  ) {}

  static async make(): Promise<PeerBench> {
    const directory = await mkdtemp(join(tmpdir(), 'wirebench-peers-'));
    return new PeerBench(directory, valueOf(await createEngine({ workspace: directory, version: '0.0.0' })));
  }

  /** Starts a program of the system; it is killed at the end if it still runs. */
  run(path: string, args: readonly string[]): PeerProcess {
    const process = new PeerProcess(path, args, this.directory);
    this.#processes.push(process);
    return process;
  }

  async close(): Promise<void> {
    await this.engine.close();
    await Promise.all(this.#processes.map((process) => process.kill()));
    await rm(this.directory, { recursive: true, force: true });
  }

  /** Begins a session; what becomes of it is in its rows. */
  async start(
    protocol: Protocol,
    role: Role,
    address: string,
    options: ConnectionOptions = {},
  ): Promise<LoggedSession> {
    const config = { protocol, role, address, options };
    const started = await this.engine.start({ session: null, name: 'peer test', connection: null, config });
    return new LoggedSession(valueOf(this.engine.live(valueOf(started).id)));
  }

  /** Answers when somebody accepts at a port: for programs that do not say so. */
  async listens(port: number): Promise<void> {
    await expect.poll(() => accepts(port)).toBe(true);
  }

  /** Connects, and answers when the session is open. */
  async connect(
    protocol: Protocol,
    address: string,
    options: ConnectionOptions = {},
  ): Promise<LoggedSession> {
    const session = await this.start(protocol, 'client', address, options);
    await session.row('open');
    return session;
  }

  /** Listens, and answers when peers can come. Port 0 lets the system choose. */
  async listen(
    protocol: Protocol,
    address: string,
    options: ConnectionOptions = {},
  ): Promise<LoggedSession & { readonly port: number }> {
    const session = await this.start(protocol, 'server', address, options);
    const { detail } = await session.row('listen');
    return Object.assign(session, { port: detail?.local?.port ?? 0 });
  }
}

/** A session as its log tells it. */
export class LoggedSession {
  constructor(readonly session: Session) {}

  async rows(): Promise<readonly LoggedRow[]> {
    const { log } = this.session;
    const rows: LoggedRow[] = [];
    for (let seq = 1, count = log.count; seq <= count; seq++) {
      const { kind, direction, flags, peer } = valueOf(await log.row(seq));
      const stored = Buffer.from(valueOf(await log.payload(seq)).bytes);
      const life = isLife(kind);
      rows.push({
        seq,
        kind: kindName(kind),
        dir: directions.get(direction) ?? 'none',
        flags,
        peer,
        bytes: life ? Buffer.alloc(0) : stored,
        // Written by the engine in this shape.
        detail: life ? (JSON.parse(stored.toString()) as LifeDetail) : null,
      });
    }
    return rows;
  }

  /** The first answer of `find` that is not undefined, now or after a later row. */
  async when<T>(what: string, find: (rows: readonly LoggedRow[]) => T | undefined): Promise<T> {
    let wake: () => void = () => undefined;
    const off = this.session.log.onChange(() => wake());
    const deadline = Date.now() + patienceMs;
    try {
      for (;;) {
        const changed = new Promise<void>((resolve) => (wake = resolve));
        const seen = this.session.log.count;
        const rows = await this.rows();
        const found = find(rows);
        if (found !== undefined) return found;
        if (this.session.log.count > seen) continue;
        let timer: NodeJS.Timeout | undefined;
        const late = new Promise<'late'>((resolve) => {
          timer = setTimeout(() => resolve('late'), Math.max(0, deadline - Date.now()));
        });
        const outcome = await Promise.race([changed, late]);
        clearTimeout(timer);
        if (outcome === 'late') throw new Error(`waited for ${what}; the log holds\n${story(rows)}`);
      }
    } finally {
      off();
    }
  }

  /** The first row of a kind, now or when it comes; `where` says which of them. */
  row(kind: RowKindName, where: (row: LoggedRow) => boolean = () => true): Promise<LoggedRow> {
    return this.when(`a row ${kind}`, (rows) => rows.find((row) => row.kind === kind && where(row)));
  }

  /** The first row of bytes that came in with exactly this text. */
  received(text: string): Promise<LoggedRow> {
    return this.when(`"${text}" to come in`, (rows) =>
      rows.find((row) => row.dir === 'in' && row.detail === null && row.bytes.toString() === text),
    );
  }

  /** Stream bytes of one direction and peer, joined, once they hold `text`: a stream may be cut anywhere. */
  stream(dir: 'in' | 'out', text: string, peer = 1): Promise<string> {
    return this.when(`"${text}" in the bytes ${dir}`, (rows) => {
      const all = joined(rows, dir, peer).toString('latin1');
      return all.includes(text) ? all : undefined;
    });
  }

  async send(
    kind: Outgoing['kind'],
    data: string | Uint8Array,
    more: Partial<Omit<Outgoing, 'kind' | 'data'>> = {},
  ): Promise<SendReport> {
    const bytes = typeof data === 'string' ? new TextEncoder().encode(data) : data;
    return valueOf(await this.session.send('all', { kind, data: bytes, ...more }));
  }
}

/** Waits until the rows of a session that another process writes take so many bytes of the disk. */
export async function written(directory: string, bytes: number): Promise<void> {
  const size = () =>
    stat(join(directory, 'rows.wblog')).then(
      (found) => found.size,
      () => 0,
    );
  await expect.poll(size, { message: `the rows in ${directory}` }).toBeGreaterThan(bytes);
}

export function joined(rows: readonly LoggedRow[], dir: 'in' | 'out', peer = 1): Buffer {
  return Buffer.concat(rows.filter((row) => row.dir === dir && row.peer === peer).map(({ bytes }) => bytes));
}

/** Rows of bytes as lines to compare: `out text hello`. */
export function exchange(rows: readonly LoggedRow[]): string[] {
  return rows
    .filter(({ detail }) => detail === null)
    .map(({ dir, kind, bytes }) => `${dir} ${kind} ${bytes.toString()}`);
}

function story(rows: readonly LoggedRow[]): string {
  return rows
    .map(({ dir, kind, peer, detail, bytes }) => `${dir} ${kind}#${peer} ${detail?.text ?? bytes.toString()}`)
    .join('\n');
}

function accepts(port: number): Promise<boolean> {
  return new Promise((settle) => {
    const socket = connect(port, '127.0.0.1', () => {
      socket.destroy();
      settle(true);
    });
    socket.once('error', () => settle(false));
  });
}

/** A port of 127.0.0.1 nobody holds now, for programs that cannot choose one and tell it. */
export function freePort(wanted = 0): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', (error) => {
      if (wanted === 0) reject(error);
      else freePort().then(resolve, reject);
    });
    server.listen(wanted, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}
