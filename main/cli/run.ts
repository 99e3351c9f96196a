import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { formatAddress, isTemplate, parseAddress, visibleJson, visibleText } from '../../codec/index.js';
import type { ParsedAddress } from '../../codec/index.js';
import { Cover, createEngine } from '../../engine/index.js';
import type { Engine, Session } from '../../engine/index.js';
import { isActive } from '../../contract/index.js';
import type { ConnectionConfig, ConnectionOptions, Failure, SendReport } from '../../contract/index.js';
import { type Result, fail, ok } from '../../contract/result.js';
import { Exit, exitFor } from './exit.js';
import type { RunCommand } from './options.js';
import { encode, isStream, kindOf, modeOf } from './outgoing.js';
import { printRows } from './rows.js';
import { syncMsOf } from './sync.js';
import { variablesOf } from './variables.js';
import type { GivenVariables } from './variables.js';

/** The streams a command talks to. */
export interface Terminal {
  readonly input: NodeJS.ReadableStream;
  readonly output: NodeJS.WritableStream;
  readonly errors: NodeJS.WritableStream;
  /** Ends the command cleanly (Ctrl+C). */
  readonly interrupted: AbortSignal;
}

/** UDP has no end: after the end of input it waits this long for answers. */
const udpLingerMs = 1_000;

/** `wirebench connect` and `wirebench listen`; answers the exit code. */
export async function run(command: RunCommand, terminal: Terminal, version: string): Promise<Exit> {
  const scratch = await mkdtemp(join(tmpdir(), 'wirebench-'));
  try {
    const given = await variablesOf(command, { input: terminal.input, output: terminal.errors });
    if (!given.ok) return complain(terminal, given.error);
    for (const { message } of given.value.problems) {
      terminal.errors.write(`wirebench: ${visibleText(message)}\n`);
    }
    const { variables } = given.value;
    const own = { workspace: scratch, version, sample: false, variables };
    const engine = await createEngine({ ...own, syncMs: await syncMsOf(command) });
    if (!engine.ok) return complain(terminal, engine.error);
    // A full disk, for one: the conversation goes on, but whoever keeps the log must hear of it.
    engine.value.onProblem((problem) =>
      terminal.errors.write(`wirebench: ${visibleText(problem.message)}\n`),
    );
    try {
      return await converse(engine.value, command, given.value, terminal);
    } finally {
      await engine.value.close();
    }
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

async function converse(
  engine: Engine,
  command: RunCommand,
  { environment, secrets }: Pick<GivenVariables, 'environment' | 'secrets'>,
  terminal: Terminal,
): Promise<Exit> {
  const url = await engine.composing.text(command.url, environment);
  if (!url.ok) return complain(terminal, url.error);
  const address = parseAddress(url.value, { role: command.name === 'listen' ? 'server' : 'client' });
  if (!address.ok) return complain(terminal, address.error);
  const config = await configOf(engine, command, address.value);
  if (!config.ok) return complain(terminal, config.error);
  const typed = { command, environment, secrets, address: address.value };
  for (const text of command.send) {
    const refused = await refusal(engine, text, typed);
    if (refused !== null) return complain(terminal, refused);
  }
  const started = await engine.start(
    { session: null, name: command.url, connection: null, config: config.value, environment },
    command.session === null ? {} : { directory: resolve(command.session) },
  );
  if (!started.ok) return complain(terminal, started.error);
  const session = engine.live(started.value.id);
  if (!session.ok) return complain(terminal, session.error);
  return new Conversation(engine, session.value, typed, terminal).run();
}

/** What was asked for, understood. */
interface Typed {
  readonly command: RunCommand;
  /** Id of the environment. */
  readonly environment: string | null;
  /** What is not printed. */
  readonly secrets: readonly string[];
  readonly address: ParsedAddress;
}

/** Why a message of the command line cannot be sent, as far as that is known before there is a connection. */
async function refusal(engine: Engine, text: string, typed: Typed): Promise<Failure | null> {
  if (!isTemplate(text)) {
    const encoded = encode(text, typed.command, typed.address);
    return encoded.ok ? null : encoded.error;
  }
  const preview = await engine.composing.preview(null, {
    connection: null,
    text: { mode: modeOf(typed.command), body: text },
    environment: typed.environment,
    draw: newDraw(),
    reveal: false,
  });
  // Our end of a connection that is not there yet is known later.
  return preview.ok || preview.error.code === 'template.unavailable' ? null : preview.error;
}

const newDraw = (): string => randomBytes(12).toString('base64url');

/** One run: prints what the session logs, sends what comes in, and knows when it is over. */
class Conversation {
  private printed = 0;
  private received = 0;
  private opened = false;
  private finSent = false;
  private outcome: Exit | null = null;
  private pumping = false;
  private again = false;
  private finish: () => void = () => undefined;
  private readonly over = new Promise<void>((done) => (this.finish = done));
  private readonly timers: NodeJS.Timeout[] = [];
  private readonly command: RunCommand;
  private readonly address: ParsedAddress;
  private readonly cover: Cover;

  constructor(
    private readonly engine: Engine,
    private readonly session: Session,
    private readonly typed: Typed,
    private readonly terminal: Terminal,
  ) {
    ({ command: this.command, address: this.address } = typed);
    this.cover = new Cover(typed.secrets);
  }

  async run(): Promise<Exit> {
    const { command, terminal } = this;
    const lines = createInterface({ input: terminal.input, crlfDelay: Infinity });
    lines.pause();
    const off = this.engine.onSession((id) => {
      if (id === this.session.id) this.poke();
    });
    const interrupt = (): void => this.end(Exit.ok);
    terminal.interrupted.addEventListener('abort', interrupt);
    // A reader that went away (`| head`) ends the command, as it does every other.
    terminal.output.on('error', interrupt);
    if (command.forMs !== null) this.after(command.forMs, () => this.timeUp());
    const open = this.whenOpen();
    this.poke();
    const talking = open.then((isOpen) => (isOpen ? this.talk(lines) : undefined));
    await this.over;
    lines.close();
    await this.session.stop({});
    await talking;
    off();
    terminal.interrupted.removeEventListener('abort', interrupt);
    for (const timer of this.timers) clearTimeout(timer);
    await this.print();
    terminal.output.off('error', interrupt);
    return this.outcome ?? Exit.ok;
  }

  /** Ends once, with the first reason. */
  private end(outcome: Exit): void {
    this.outcome ??= outcome;
    this.finish();
  }

  private timeUp(): void {
    const { count } = this.command;
    if (!this.opened) return this.fail(Exit.timeout, 'it was not open in time');
    if (count !== null)
      return this.fail(
        Exit.timeout,
        `${this.received} of ${count} ${count === 1 ? 'message' : 'messages'} came in time`,
      );
    this.end(Exit.ok);
  }

  private fail(exit: Exit, message: string): void {
    if (this.outcome === null) this.complain(message);
    this.end(exit);
  }

  /** A far end may say back a secret that its connection was not made with: what the engine hides is not all. */
  private complain(message: string): void {
    this.terminal.errors.write(`wirebench: ${visibleText(this.cover.text(message))}\n`);
  }

  private opening: (isOpen: boolean) => void = () => undefined;

  private whenOpen(): Promise<boolean> {
    return new Promise((done) => (this.opening = done));
  }

  /** Looks at the session again: what is new is printed, states are judged after their rows. */
  private poke(): void {
    this.again = true;
    if (this.pumping) return;
    this.pumping = true;
    void this.pump().finally(() => (this.pumping = false));
  }

  private async pump(): Promise<void> {
    while (this.again) {
      this.again = false;
      const { state, failure } = this.session.info;
      // A peer that has sent FIN says no more; a terminal has no use for the half that is left.
      const isOver = !isActive(state) || (state === 'half-closed' && !this.finSent);
      if (!this.opened && (state === 'open' || state === 'listening')) {
        this.opened = true;
        if (this.command.print === 'json') await this.write(`${visibleJson(this.where())}\n`);
        this.opening(true);
      }
      // The address comes first, so rows wait for it; a session that never opens prints its rows at the end.
      if (this.opened || isOver) await this.print();
      if (isOver) {
        this.opening(false);
        const { count } = this.command;
        if (failure !== null) this.fail(exitFor(failure), failure.message);
        else if (count !== null && this.received < count) {
          this.fail(
            Exit.local,
            `it ended after ${this.received} of ${count} ${count === 1 ? 'message' : 'messages'}`,
          );
        } else this.end(Exit.ok);
      }
    }
  }

  private async print(): Promise<void> {
    const to = this.session.whole.count;
    const from = this.printed;
    this.printed = to;
    for await (const row of printRows(this.session, from, to, {
      ...this.command,
      secrets: this.typed.secrets,
    })) {
      if (!row.ok) return this.fail(Exit.local, row.error.message);
      if (row.value.bytes.length > 0) await this.write(row.value.bytes);
      if (row.value.received) this.received++;
      if (this.command.count !== null && this.received >= this.command.count) this.end(Exit.ok);
    }
  }

  private async write(bytes: Uint8Array | string): Promise<void> {
    const { output } = this.terminal;
    if (output.writable && !output.write(bytes)) {
      await new Promise<void>((done) => {
        const go = (): void => {
          output.off('drain', go);
          output.off('close', go);
          output.off('error', go);
          done();
        };
        output.on('drain', go).on('close', go).on('error', go);
      });
    }
  }

  /** The first object of `--json`: where to reach this listener, or where this connection goes. */
  private where(): Record<string, unknown> {
    const { local, remote } = this.session.info;
    const listening = this.command.name === 'listen';
    const place = listening ? local : (remote ?? local);
    if (place === null || place.family === 'local') {
      return {
        event: listening ? 'listening' : 'connected',
        url: formatAddress(this.address),
        address: this.address.path ?? place?.host ?? '',
      };
    }
    const host = place.family === 'IPv6' ? `[${place.host}]` : place.host;
    const { protocol, target } = this.address;
    // What variables put into a path may be a secret; what was typed is known to whoever reads this.
    const shown = isTemplate(this.command.url) ? '/' : (target ?? '/');
    const path = protocol === 'ws' || protocol === 'wss' ? shown : '';
    return {
      event: listening ? 'listening' : 'connected',
      url: `${protocol}://${host}:${place.port}${path}`,
      address: `${host}:${place.port}`,
      host: place.host,
      port: place.port,
      ...(listening || local === null ? {} : { local: `${local.host}:${local.port}` }),
    };
  }

  private async talk(lines: ReturnType<typeof createInterface>): Promise<void> {
    for (const text of this.command.send) {
      if (isTemplate(text)) this.told(await this.sendTemplate(text));
      else await this.sendText(text);
    }
    const newline = this.command.newline && isStream(this.address) && !this.command.hex ? '\n' : '';
    lines.resume();
    for await (const line of lines) {
      if (this.outcome !== null) return;
      // Data of a pipe is nobody's template: whatever it holds is sent as it is.
      await this.sendText(line + newline);
    }
    if (this.outcome === null) await this.inputEnded();
  }

  private async sendText(text: string): Promise<void> {
    const message = encode(text, this.command, this.address);
    if (message.ok) this.told(await this.session.send('all', message.value));
    else this.complain(`not sent: ${message.error.message}`);
  }

  private sendTemplate(body: string): Promise<Result<SendReport>> {
    const { command, environment, address } = this.typed;
    return this.engine.composing.send(this.session, {
      to: 'all',
      kind: kindOf(command, address),
      text: { mode: modeOf(command), body },
      environment,
      draw: newDraw(),
    });
  }

  private told(sent: Result<SendReport>): void {
    const error = sent.ok ? sent.value.failures[0]?.error : sent.error;
    if (error !== undefined && this.outcome === null) this.complain(`not sent: ${error.message}`);
  }

  private async inputEnded(): Promise<void> {
    const { name, count, forMs } = this.command;
    if (name === 'listen' || count !== null || forMs !== null) return;
    if (isStream(this.address)) {
      this.finSent = true;
      await this.session.end('all', 'half-close');
    } else if (this.address.protocol === 'udp') this.after(udpLingerMs, () => this.end(Exit.ok));
    else await this.session.stop({ code: 1000 });
  }

  private after(ms: number, what: () => void): void {
    this.timers.push(setTimeout(what, ms));
  }
}

async function configOf(
  engine: Engine,
  command: RunCommand,
  address: ParsedAddress,
): Promise<Result<ConnectionConfig>> {
  const files: Record<string, string> = {};
  const { WIREBENCH_KEY_PASSPHRASE: passphrase = '' } = process.env;
  if (command.tls.keyFile !== undefined || command.tls.certFile !== undefined)
    files['passphrase'] = passphrase;
  for (const [key, file] of Object.entries(command.tls)) {
    if (file !== undefined) files[key] = key === 'serverName' ? file : resolve(file);
  }
  if (command.selfSigned) {
    const made = await engine.createCertificate();
    if (!made.ok) return made;
    files['certFile'] = made.value.certFile;
    files['keyFile'] = made.value.keyFile;
  }
  if (command.headers.length > 0 && command.name === 'listen') {
    return fail('options.invalid', '--header is for connect: a listener sends no request.');
  }
  if (command.proxy !== null && (address.protocol === 'udp' || address.protocol === 'unix')) {
    const what = address.protocol === 'udp' ? 'UDP' : 'a local socket';
    return fail('options.invalid', `--proxy is for TCP, TLS and WebSocket: no proxy carries ${what}.`);
  }
  const options: ConnectionOptions = {
    ...(command.proxy === null ? {} : { proxy: { use: 'own', url: command.proxy } }),
    ...(command.timeoutMs === null ? {} : { tcp: { connectTimeoutMs: command.timeoutMs } }),
    ...(command.echo ? { listen: { echo: true } } : {}),
    ws: {
      ...(command.headers.length === 0
        ? {}
        : { headers: command.headers.map(([name, value]) => [name, value]) }),
      ...(command.protocols.length === 0 ? {} : { subprotocols: [...command.protocols] }),
      ...(command.timeoutMs === null ? {} : { handshakeTimeoutMs: command.timeoutMs }),
    },
    tls: { ...files, ...(command.insecure ? { verify: false } : {}) },
  };
  return ok({
    protocol: address.protocol,
    role: command.name === 'listen' ? 'server' : 'client',
    address: command.url,
    options,
  });
}

function complain(terminal: Terminal, failure: Failure): Exit {
  terminal.errors.write(`wirebench: ${visibleText(failure.message)}\n`);
  return exitFor(failure);
}
