import { once } from 'node:events';
import { mkdtemp, rm, truncate, writeFile } from 'node:fs/promises';
import { type Socket, connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'vite';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { pcapHead } from './capture/test-packets.js';
import { Spool } from './spool.js';
import { type ReadingThread, startReading } from './thread.js';

let built: string;
let program: URL;
let directory: string;
let spool: Spool | null = null;
let thread: ReadingThread | null = null;

beforeAll(async () => {
  built = await mkdtemp(join(tmpdir(), 'wirebench-worker-'));
  // As the app has it: one program that Node runs as it is.
  await build({
    configFile: false,
    logLevel: 'error',
    ssr: { noExternal: true },
    build: {
      ssr: fileURLToPath(new URL('worker.ts', import.meta.url)),
      outDir: built,
      target: 'node20.19',
      rolldownOptions: { output: { entryFileNames: 'worker.mjs' } },
    },
  });
  program = pathToFileURL(join(built, 'worker.mjs'));
}, 120_000);
afterAll(() => rm(built, { recursive: true, force: true }));

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'wirebench-thread-'));
});
afterEach(async () => {
  await thread?.stop();
  await spool?.close();
  await rm(directory, { recursive: true, force: true });
});

async function read(
  path: string,
  bytes: Uint8Array,
  options: { readonly program?: URL; readonly heapMb?: number; readonly mostBytes?: number } = {},
): Promise<ReadingThread> {
  const made = await Spool.create(directory, [{ path, size: bytes.length }]);
  if (!made.ok) throw new Error(made.error.message);
  spool = made.value;
  const taken = await spool.take(0, bytes);
  if (!taken.ok) throw new Error(taken.error.message);
  const { mostBytes = 2 ** 30, ...rest } = options;
  thread = startReading(
    { spool: spool.path, files: spool.files, sessions: spool.sessions, version: '0', mostBytes },
    { program, told: () => undefined, ...rest },
  );
  return thread;
}

const text = (said: string): Uint8Array => new TextEncoder().encode(said);

/** A Postman collection of some 8 MB. */
function collection(): Uint8Array {
  const raw = JSON.stringify({ list: Array.from({ length: 600 }, (_, i) => i) });
  const item = Array.from({ length: 3_000 }, (_, i) => ({
    name: `r${i}`,
    request: { url: `ws://h/${i}`, header: [{ key: 'X', value: 'y\nz' }], body: { mode: 'raw', raw } },
  }));
  return text(JSON.stringify({ info: { name: 'Large' }, item }));
}

/** Counts the answers of an echo on a real socket until `done`. */
async function answersWhile(done: Promise<unknown>): Promise<number> {
  const server = createServer((socket: Socket) => void socket.on('error', () => undefined).pipe(socket));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const client = connect(typeof address === 'object' ? (address?.port ?? 0) : 0, '127.0.0.1');
  let answers = 0;
  // Torn down in the middle of an answer.
  client.on('error', () => undefined);
  client.on('data', () => {
    answers++;
    client.write('x');
  });
  client.write('x');
  await done;
  client.destroy();
  server.close();
  return answers;
}

describe('startReading', () => {
  it('reads in a thread, each note with what it is about, while sockets are answered', async () => {
    const { result } = await read('large.json', collection());
    const answers = await answersWhile(result);
    const imported = await result;
    if (!imported.ok) throw new Error(imported.error.message);
    expect(imported.value.connections).toHaveLength(3_000);
    const [note] = imported.value.notes.filter(({ place }) => place.includes('item[7]'));
    expect(note).toMatchObject({ name: 'header X of r7' });
    expect(note?.about).toBe(imported.value.connections[7]);
    // Read in this thread there would be a handful.
    expect(answers).toBeGreaterThan(100);
  }, 120_000);

  it('names the file and the limit where a file takes more memory than there is', async () => {
    const hungry = join(directory, 'hungry.mjs');
    await writeFile(hungry, 'const held = []; for (;;) held.push({ held: [held.length] });');
    const { result } = await read('bomb.json', text('{}'), { program: pathToFileURL(hungry), heapMb: 48 });
    expect(await result).toEqual({
      ok: false,
      error: {
        code: 'import.memory',
        message:
          'Reading bomb.json takes more than 48 MiB of memory, the most an import may have. Import it in parts.',
        detail: { file: 'bomb.json', limit: 48 * 2 ** 20 },
      },
    });
  }, 120_000);

  it('is given up in the middle, and its thread with it', async () => {
    const running = await read('large.json', collection());
    await running.stop();
    expect(await running.result).toMatchObject({ ok: false, error: { code: 'import.ended' } });
  });

  it('says of a thread that dies or cannot begin which file it was at', async () => {
    const broken = join(directory, 'broken.mjs');
    await writeFile(broken, 'throw new Error("no luck")');
    const { result } = await read('a.json', text('{}'), { program: pathToFileURL(broken) });
    expect(await result).toMatchObject({
      ok: false,
      error: {
        code: 'import.thread',
        message: 'Reading a.json ended before its time: no luck. Nothing was changed.',
      },
    });
  });

  it('names what is wrong with 200 MB of nonsense that says it is a capture, while sockets are answered', async () => {
    // A head, then zeros: each sixteen of them are a packet without a byte.
    const size = 200 * 1024 * 1024;
    const made = await Spool.create(directory, [{ path: 'zeros.pcap', size }]);
    if (!made.ok) throw new Error(made.error.message);
    spool = made.value;
    await spool.take(0, pcapHead(1));
    await truncate(spool.path, size);
    const { path, files, sessions } = spool;
    const job = { spool: path, files, sessions, version: '0', mostBytes: 2 ** 30 };
    const seen: number[] = [];
    thread = startReading(job, { program, told: (_, done) => void seen.push(done) });
    const answers = await answersWhile(thread.result);
    const result = await thread.result;
    expect(result.ok ? 'it was read' : `${result.error.code}: ${result.error.message}`).toBe(
      'import.unrecognised: zeros.pcap has 13107198 packets and no TCP or UDP among them: their headers are cut off or cannot be.',
    );
    expect(answers).toBeGreaterThan(500);
    expect(seen.length).toBeGreaterThan(3);
  }, 120_000);
});
