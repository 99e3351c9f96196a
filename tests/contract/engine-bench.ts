import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect } from '../../contract/connect.js';
import type { Client } from '../../contract/connect.js';
import type { Input, Output, RequestName, SessionInfo } from '../../contract/index.js';
import { SettingsFile, createEngine } from '../../engine/index.js';
import type { Engine } from '../../engine/index.js';
import { openPages } from '../../main/pages.js';
import { testHouse } from '../../main/test-house.js';
import { testWorkspaces } from '../../main/test-workspaces.js';
import type { transports } from './transports.js';

type OpenTransport = (typeof transports)[number][1];

/** A page that fails the test where the host refuses it. */
export class Page {
  constructor(readonly client: Client) {}

  async ask<Name extends RequestName>(name: Name, input: Input<Name>): Promise<Output<Name>> {
    const answer = await this.client.call(name, input);
    if (!answer.ok) throw new Error(`${name}: ${answer.error.code} ${answer.error.message}`);
    return answer.value;
  }

  /** The session as soon as it is so. */
  until(session: string, holds: (info: SessionInfo) => boolean): Promise<SessionInfo> {
    return new Promise((resolve, reject) => {
      const off = this.client.on('session.changed', (info) => {
        if (info.id === session && holds(info)) done(info);
      });
      const done = (info: SessionInfo) => {
        off();
        resolve(info);
      };
      this.ask('session.info', { session }).then((info) => {
        if (holds(info)) done(info);
      }, reject);
    });
  }

  start(name: string, role: 'client' | 'server', address: string): Promise<SessionInfo> {
    const options = role === 'server' ? { listen: { echo: true } } : {};
    return this.ask('session.start', {
      session: null,
      name,
      connection: null,
      config: { protocol: 'tcp', role, address, options },
    });
  }
}

/** An engine on a directory of its own, and pages that reach it over any transport. */
export class EngineBench {
  /** What the host complained of. */
  readonly logged: string[] = [];
  readonly #disposals: (() => void | Promise<void>)[] = [];

  private constructor(
    readonly directory: string,
    readonly engine: Engine,
    readonly settings: SettingsFile,
  ) {}

  static async make(): Promise<EngineBench> {
    const directory = await mkdtemp(join(tmpdir(), 'wirebench-seam-'));
    const workspace = join(directory, 'workspace');
    const made = await createEngine({ workspace, version: '0.0.0', sample: true });
    if (!made.ok) throw new Error(made.error.message);
    return new EngineBench(directory, made.value, await SettingsFile.open(join(directory, 'data')));
  }

  async page(open: OpenTransport): Promise<Page> {
    const ends = await open();
    this.#disposals.push(() => ends.dispose());
    openPages(testWorkspaces(this.engine, this.directory), {
      version: '1.2.3',
      ...(await testHouse(this.directory, this.settings)),
      features: {},
      pac: false,
      runtime: 'test',
      log: (problem, error) => this.logged.push(`${problem} ${String(error)}`),
    })(ends.host);
    return new Page(connect(ends.page));
  }

  /** Lets the pages go. */
  async leave(): Promise<void> {
    for (const dispose of this.#disposals.splice(0)) await dispose();
  }

  async close(): Promise<void> {
    await this.engine.close();
    this.settings.close();
    await rm(this.directory, { recursive: true });
  }
}
