import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { connect } from '../../contract/connect.js';
import { requests } from '../../contract/index.js';
import type { Result } from '../../contract/index.js';
import { webSocketTransport } from '../../contract/web-socket.js';
import { seeded } from '../payloads/hostile.js';

const bundle = fileURLToPath(new URL('../../out/main/serve.js', import.meta.url));
const calls = 2_000;

/** What no request was made for. */
const texts = [
  ...[
    '',
    '.',
    '..',
    '../..',
    '/etc/passwd',
    '/dev/zero',
    '\\\\server\\share',
    'C:\\x',
    'CON',
    'a\0b',
    '\u202e',
  ],
  ...['__proto__', 'constructor', '{{file /etc/passwd}}', '{{', '['.repeat(5_000), 'x'.repeat(50_000)],
  ...['20260101-000000-abcd', 'all', 'ws://127.0.0.1:1/', 'tcp://[::1]:1'],
];
const numbers = [0, 1, -1, 0.5, 5, 65_536, 2 ** 31, 2 ** 53, 1e300];

/** The parts of a schema (zod's own description of it) that decide what fits it. */
interface Shape {
  readonly type: string;
  readonly shape?: Readonly<Record<string, Schema>>;
  readonly element?: Schema;
  readonly innerType?: Schema;
  readonly valueType?: Schema;
  readonly options?: readonly Schema[];
  readonly items?: readonly Schema[];
  readonly entries?: Readonly<Record<string, unknown>>;
  readonly values?: readonly unknown[];
}
interface Schema {
  readonly _zod: { readonly def: Shape };
}

/** A value that fits a schema as to its shape, more often than not. */
function sample(schema: Schema, random: (below: number) => number, depth = 0): unknown {
  const { type, shape, element, innerType, valueType, options, items, entries, values } = schema._zod.def;
  const pick = <T>(list: readonly T[]): T | undefined => list[random(list.length)];
  const inner = (one: Schema | undefined) => (one === undefined ? null : sample(one, random, depth + 1));
  if (random(15) === 0 || depth > 8)
    return pick([null, true, [], {}, new Uint8Array(3), ...numbers, ...texts]);
  if (shape !== undefined) {
    const kept = Object.entries(shape).filter(() => random(20) > 0);
    const made = kept.map(([key, one]) => [key, inner(one)]).filter(([, value]) => value !== undefined);
    return { ...(Object.fromEntries(made) as object), ...(random(30) === 0 ? { extra: 1 } : {}) };
  }
  if (items !== undefined) return items.map(inner);
  if (element !== undefined) return Array.from({ length: random(4) }, () => inner(element));
  if (options !== undefined) return inner(pick(options));
  if (entries !== undefined) return pick(Object.values(entries));
  if (values !== undefined) return values[0];
  if (valueType !== undefined)
    return { [pick(texts.filter((text) => text !== '__proto__')) ?? '']: inner(valueType) };
  if (innerType !== undefined)
    return random(3) > 0 ? inner(innerType) : type === 'nullable' ? null : undefined;
  if (type === 'number') return pick(numbers);
  if (type === 'boolean') return random(2) === 0;
  return type === 'string' ? pick(texts) : new Uint8Array(random(50));
}

it('answers whatever a hostile page asks, by no bug, and writes nothing outside its workspace', async () => {
  const root = await mkdtemp(join(tmpdir(), 'wirebench-hostile-page-'));
  const workspace = join(root, 'workspace');
  await mkdir(workspace);
  const manifest = { schema: 1, id: 'hostile', name: 'hostile', folders: [] };
  await writeFile(join(workspace, 'workspace.json'), JSON.stringify(manifest));
  const args = [bundle, '--json', '--workspace', workspace, '--workspaces', workspace];
  const env = { ...process.env, HOME: join(root, 'home'), XDG_DATA_HOME: join(root, 'data') };
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'], env });
  const exit = once(child, 'close');
  let errors = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (errors += text));
  try {
    const [line] = (await once(createInterface(child.stdout), 'line')) as [string];
    const url = new URL((JSON.parse(line) as { url: string }).url);
    const opened = await fetch(url, { redirect: 'manual' });
    const cookie = opened.headers.get('set-cookie')?.split(';')[0] ?? '';
    const socket = new WebSocket(`ws://${url.host}/bridge`, { headers: { cookie } });
    const page = connect(webSocketTransport(socket));
    // By any name and with any input, which its types would not allow.
    const ask = page.call.bind(page) as (name: string, input: unknown) => Promise<Result<unknown>>;
    const random = seeded(20_261_130);
    const names = Object.keys(requests) as (keyof typeof requests)[];
    const codes = new Set<string>();
    for (let i = 0; i < calls; i++) {
      const name = names[i % names.length]!;
      const input = sample(requests[name].input, random);
      const answer = await ask(name, input);
      const code = answer.ok ? 'ok' : answer.error.code;
      expect(code, `${name} ${JSON.stringify(input)?.slice(0, 500)}`).not.toMatch(/^(internal|transport\.)/);
      codes.add(code);
    }
    expect([...codes]).toEqual(expect.arrayContaining(['ok', 'request.invalid', 'session.unknown']));
    expect(await ask('workspace.read', {})).toMatchObject({ ok: true });
    expect((await readdir(root)).filter((name) => name !== 'data')).toEqual(['workspace']);
    child.kill('SIGTERM');
    expect(await exit).toEqual([0, null]);
    expect(errors).toBe('');
  } finally {
    child.kill('SIGKILL');
    await exit;
    await rm(root, { recursive: true, force: true });
  }
});
