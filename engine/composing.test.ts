import { mkdir, readFile, readdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { IncomingMessage } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { WebSocketServer } from 'ws';
import type { Composition, ConnectionConfig, Input, SendReport } from '../contract/index.js';
import type { Result } from '../contract/index.js';
import type { Engine } from './engine.js';
import type { Session } from './session.js';
import { TestBench, codeOf, listen, start, until, untilRows, valueOf } from './test-engine.js';

let bench: TestBench;
let engine: Engine;
beforeEach(async () => {
  bench = await TestBench.make();
  engine = await bench.engine();
});
afterEach(() => bench.close());

const draw = 'drawdraw1';

function send(
  session: Session,
  text: Composition | string,
  part: Partial<Input<'message.send'>> = {},
): Promise<Result<SendReport>> {
  const composed: Composition = typeof text === 'string' ? { mode: 'text', body: text } : text;
  return engine.composing.send(session, {
    to: 'all',
    kind: 'data',
    text: composed,
    environment: null,
    draw,
    ...part,
  });
}

async function addEnvironment(
  id: string,
  values: Record<string, string>,
  secrets: Record<string, string> = {},
): Promise<void> {
  const plain = Object.entries(values).map(([name, value]) => ({ name, value }));
  const hidden = Object.keys(secrets).map((name) => ({ name, secret: true as const }));
  valueOf(await engine.workspace.environments.save({ id, name: id, variables: [...plain, ...hidden] }, null));
  for (const [name, value] of Object.entries(secrets)) {
    valueOf(await engine.workspace.setSecret(`environment:${id}`, name, value));
  }
}

/** A listener and a client of it, and the texts the listener has received. */
async function pair(): Promise<{ client: Session; received: (count: number) => Promise<string[]> }> {
  const { session, port } = await listen(engine);
  const client = await start(engine, `127.0.0.1:${port}`);
  await until(engine, client, ({ state }) => state === 'open');
  return {
    client,
    received: async (count) => {
      const chunks = (rows: readonly { kind: string; text: string }[]): string =>
        rows.flatMap(({ kind, text }) => (kind === 'chunk' ? [text] : [])).join('');
      const rows = await untilRows(engine, session, (all) => chunks(all).split('\n').length > count);
      return chunks(rows).split('\n').slice(0, count);
    },
  };
}

const line = (body: string): Composition => ({ mode: 'text', body, ending: '\n' });

describe('sending what was typed', () => {
  it('puts in what workspace, environment and connection say, the innermost first', async () => {
    const { environments } = engine.workspace;
    valueOf(
      await environments.saveVariables(
        [
          { name: 'a', value: 'workspace' },
          { name: 'b', value: 'workspace' },
          { name: 'c', value: 'workspace {{a}}' },
        ],
        null,
      ),
    );
    await addEnvironment('lab', { b: 'environment' });
    const { client, received } = await pair();
    valueOf(await send(client, line('{{a}} {{b}} {{c}}'), { environment: 'lab' }));
    valueOf(await send(client, line('{{b}}')));
    expect(await received(2)).toEqual(['workspace environment workspace workspace', 'workspace']);
  });

  it('counts sends, not previews nor refusals, and keeps the order of what was sent', async () => {
    await writeFile(join(bench.directory, 'part.txt'), 'from a file');
    const { client, received } = await pair();
    const preview = { connection: null, text: line('{{counter}}'), environment: null, draw, reveal: false };
    valueOf(await engine.composing.preview(client, preview));
    expect(codeOf(await send(client, line('{{counter}} {{nobody}}')))).toBe('template.unknown');
    const sent = await Promise.all([
      send(client, line('{{counter}} {{counter}} {{file part.txt}}')),
      send(client, line('{{counter}}')),
      send(client, line('{{counter other 10 5}} {{counter}}')),
    ]);
    sent.forEach(valueOf);
    expect(await received(3)).toEqual(['1 1 from a file', '2', '10 3']);
  });

  it('previews the random bytes that are sent with the same draw, and others with another', async () => {
    const { client, received } = await pair();
    const text = line('{{uuid}}');
    const ask = (name: string) =>
      engine.composing.preview(client, {
        connection: null,
        text,
        environment: null,
        draw: name,
        reveal: false,
      });
    const shown = valueOf(await ask(draw));
    expect(shown).toMatchObject({ size: 37, live: false, secrets: [] });
    valueOf(await send(client, text));
    const [sent] = await received(1);
    expect(new TextDecoder().decode(shown.bytes)).toBe(`${sent}\n`);
    expect(valueOf(await ask('anotherdraw')).bytes).not.toEqual(shown.bytes);
  });

  it('blots out secrets in a preview unless asked, and says what moves with the clock', async () => {
    await addEnvironment('lab', {}, { key: 'hunter2' });
    const text = { mode: 'text' as const, body: 'k={{key}} {{base64 {{key}}}} {{timestamp}}' };
    const ask = (reveal: boolean) =>
      engine.composing.preview(null, { connection: null, text, environment: 'lab', draw, reveal });
    const masked = valueOf(await ask(false));
    expect(new TextDecoder().decode(masked.bytes)).toMatch(/^k=\*{7} \*{12} \d{10}$/);
    expect(masked).toMatchObject({
      live: true,
      secrets: [
        { from: 2, to: 9 },
        { from: 10, to: 22 },
      ],
    });
    expect(new TextDecoder().decode(valueOf(await ask(true)).bytes)).toMatch(/^k=hunter2 aHVudGVyMg== /);
  });

  it('knows our end of the connection, hashes and the environment of the process', async () => {
    process.env['WIREBENCH_TEST_VALUE'] = 'here';
    const { client, received } = await pair();
    // FIPS 180-4 and RFC 1321 name these digests of "abc".
    valueOf(await send(client, line('{{local-address}}:{{local-port}} {{env WIREBENCH_TEST_VALUE}}')));
    valueOf(await send(client, line('{{hash md5 abc}}')));
    valueOf(await send(client, line('{{hash sha-256 abc}}')));
    const { local } = client.info;
    expect(await received(3)).toEqual([
      `127.0.0.1:${local?.port} here`,
      '900150983cd24fb0d6963f7d28e17f72',
      'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
    ]);
  });

  it('tells nobody what opens the secrets of the workspace', async () => {
    const { client } = await pair();
    try {
      for (const name of ['WIREBENCH_SECRETS_KEY', 'wirebench_secrets_key']) {
        vi.stubEnv(name, 'open sesame');
        expect(codeOf(await send(client, `{{env ${name}}}`)), name).toBe('template.unavailable');
      }
    } finally {
      vi.unstubAllEnvs();
    }
  });

  it('reads files of the workspace and no others, whatever links say', async () => {
    const { client } = await pair();
    await writeFile(join(bench.directory, '.local', 'secrets.json'), '{}');
    await symlink('/etc/hosts', join(bench.directory, 'link'));
    for (const name of ['/etc/hosts', '../x', 'link', '.local/secrets.json', 'absent', '.']) {
      expect(codeOf(await send(client, `{{file ${name}}}`)), name).toBe('template.file');
    }
    await mkdir(join(bench.directory, 'data'));
    await writeFile(join(bench.directory, 'data', '..odd'), 'fine');
    expect(valueOf(await send(client, '{{file "data/..odd"}}')).bytes).toBe(4);
  });

  it('refuses an environment that is gone and a session that is not open, without counting', async () => {
    const { client, received } = await pair();
    expect(codeOf(await send(client, '{{counter}}', { environment: 'gone' }))).toBe('environment.unknown');
    valueOf(await send(client, line('{{counter}}')));
    expect(await received(1)).toEqual(['1']);
    await client.stop();
    expect(codeOf(await send(client, '{{counter}}'))).toBe('session.idle');
  });

  it('sends hex, escapes and Base64 with the bytes of values in them', async () => {
    await addEnvironment('lab', { x: 'AB' });
    const { client, received } = await pair();
    valueOf(await send(client, { mode: 'hex', body: '63 {{x}} 64 0a' }, { environment: 'lab' }));
    valueOf(await send(client, { mode: 'escapes', body: '\\x61{{x}}\\\\\\n' }, { environment: 'lab' }));
    valueOf(await send(client, { mode: 'base64', body: 'YQ=={{x}}Ygo=' }, { environment: 'lab' }));
    expect(await received(3)).toEqual(['cABd', 'aAB\\', 'aABb']);
    expect(await send(client, { mode: 'hex', body: '63 {{x}} 6' }, { environment: 'lab' })).toMatchObject({
      error: { code: 'hex.odd', detail: { offset: 9 } },
    });
  });
});

describe('crafting with variables', () => {
  it('puts them into the key and the junk of a frame, and refuses what nobody knows', async () => {
    await addEnvironment('lab', { mask: '37fa213d', noise: 'zz' });
    const server = new WebSocketServer({ host: '127.0.0.1', port: 0 });
    await once(server, 'listening');
    try {
      const { port } = server.address() as AddressInfo;
      let far = '';
      server.on('connection', (socket, { socket: raw }) => {
        // Junk is no frame: the library ends the connection over it.
        socket.on('error', () => undefined);
        // The library unmasks in place: these bytes are looked at before it.
        raw.prependListener('data', (data: Buffer) => (far += data.toString('hex')));
      });
      const client = await start(engine, `ws://127.0.0.1:${port}/`, {
        protocol: 'ws',
        options: { ws: { deflate: false } },
      });
      await until(engine, client, ({ state }) => state === 'open');
      const crafted = (junk: string): Promise<Result<SendReport>> =>
        send(client, 'a', {
          kind: 'binary',
          environment: 'lab',
          frame: { key: '{{mask}}', length: '1', junk },
        });
      expect(codeOf(await crafted('{{nobody}} ff'))).toBe('template.unknown');
      valueOf(await crafted('{{noise}} ff'));
      await vi.waitFor(() => expect(far).toMatch(/^818137fa213d567a7aff/));
      const preview = await engine.composing.preview(client, {
        ...{ connection: null, environment: 'lab', draw, reveal: false },
        text: { mode: 'text', body: 'a' },
        frame: { junk: '{{noise}}' },
      });
      expect(valueOf(preview)).toMatchObject({ size: 1, frame: { junk: '7a 7a' }, frameSecret: false });
    } finally {
      for (const socket of server.clients) socket.terminate();
      server.close();
    }
  });
});

describe('starting with variables', () => {
  it('puts them into address, headers and subprotocols, and keeps what was typed', async () => {
    await addEnvironment('lab', { host: '127.0.0.1', path: 'feed' }, { token: 'hunter2' });
    const server = new WebSocketServer({ host: '127.0.0.1', port: 0 });
    await once(server, 'listening');
    try {
      const { port } = server.address() as AddressInfo;
      const asked = once(server, 'connection') as Promise<[unknown, IncomingMessage]>;
      const config: ConnectionConfig = {
        protocol: 'ws',
        role: 'client',
        address: `ws://{{host}}:${port}/{{path}}?t={{token}}`,
        options: { ws: { headers: [['X-{{path}}', 'Bearer {{token}}']], subprotocols: ['{{path}}.v1'] } },
      };
      const info = valueOf(
        await engine.start({ session: null, name: '', connection: null, config, environment: 'lab' }),
      );
      const [, request] = await asked;
      expect(request.url).toBe('/feed?t=hunter2');
      expect(request.headers['x-feed']).toBe('Bearer hunter2');
      expect(request.headers['sec-websocket-protocol']).toBe('feed.v1');
      expect(info.config).toEqual(config);
      expect(info.name).toBe(config.address);
      const session = valueOf(engine.live(info.id));
      await until(engine, session, ({ state }) => state === 'open');
      expect(session.info.config).toEqual(config);
      await session.stop({ reset: true });
      await engine.close();
      // The rows are what crossed the wire; everything beside them is what was typed.
      for (const name of (await readdir(info.directory)).filter((one) => one.endsWith('.json'))) {
        expect(await readFile(join(info.directory, name), 'utf8'), name).not.toContain('hunter2');
      }
    } finally {
      server.close();
    }
  });

  it('speaks TLS or not as the scheme says that a variable brings, and no other protocol', async () => {
    const { port } = await listen(engine);
    await addEnvironment('plain', { base: `tcp://127.0.0.1:${port}` });
    await addEnvironment('web', { base: 'wss://127.0.0.1:1' });
    const begin = (environment: string): ReturnType<Engine['start']> =>
      engine.start({
        session: null,
        name: '',
        connection: null,
        config: { protocol: 'tls', role: 'client', address: '{{base}}', options: {} },
        environment,
      });
    const session = valueOf(engine.live(valueOf(await begin('plain')).id));
    await until(engine, session, ({ state }) => state === 'open');
    expect(session.info.config).toMatchObject({ protocol: 'tcp', address: '{{base}}' });
    expect(codeOf(await begin('web'))).toBe('address.protocol');
  });

  it('begins TLS where a variable says wss, though ws is chosen', async () => {
    const config: ConnectionConfig = {
      protocol: 'ws',
      role: 'client',
      address: '{{base}}/live',
      options: {},
    };
    await addEnvironment('prod', { base: 'wss://127.0.0.1:8443' });
    expect(valueOf(await engine.composing.config(config, 'prod', null)).config).toEqual({
      ...config,
      protocol: 'wss',
      address: 'wss://127.0.0.1:8443/live',
    });
    const typed = { ...config, address: 'wss://{{host}}/live' };
    await addEnvironment('named', { host: '127.0.0.1:8443' });
    expect(valueOf(await engine.composing.config(typed, 'named', null)).config.protocol).toBe('ws');
  });

  it('refuses unknown names in any text of the options, naming the option', async () => {
    const config: ConnectionConfig = {
      protocol: 'ws',
      role: 'client',
      address: 'ws://127.0.0.1:1/{{one}}',
      options: {
        ws: {
          headers: [
            ['A', 'b'],
            ['C', '{{two}}'],
          ],
        },
      },
    };
    const refused = await engine.start({ session: null, name: '', connection: null, config });
    expect(refused).toMatchObject({
      ok: false,
      error: { code: 'template.unknown', detail: { option: 'address' } },
    });
    expect(!refused.ok && refused.error.message).toMatch(/\{\{one\}\}.*ws\.headers\[1\]\[1\]: .*\{\{two\}\}/);
  });

  it('tells no secret where an address made of one is none', async () => {
    await addEnvironment('lab', {}, { host: 'hunter two' });
    const config: ConnectionConfig = { protocol: 'tcp', role: 'client', address: '{{host}}:1', options: {} };
    const refused = await engine.start({
      session: null,
      name: '',
      connection: null,
      config,
      environment: 'lab',
    });
    expect(codeOf(refused)).toMatch(/^address\./);
    expect(JSON.stringify(refused)).not.toContain('hunter');
  });

  it.each([
    ['text', 'hello {{who}}\n'],
    ['binary', '68 65 6c 6c 6f 20 {{who}} 0a'],
  ] as const)('greets peers with values in %s', async (kind, body) => {
    await addEnvironment('lab', { who: 'ada' });
    const options = { listen: { greeting: { kind, body } } };
    const config: ConnectionConfig = { protocol: 'tcp', role: 'server', address: '127.0.0.1:0', options };
    const input = { session: null, name: '', connection: null, config, environment: 'lab' };
    const listener = valueOf(engine.live(valueOf(await engine.start(input)).id));
    const { local } = await until(engine, listener, ({ state }) => state === 'listening');
    const client = await start(engine, `127.0.0.1:${local?.port}`);
    const rows = await untilRows(engine, client, (all) => all.some((row) => row.kind === 'chunk'));
    expect(rows.find((row) => row.kind === 'chunk')?.text).toBe('hello ada\n');
  });
});
