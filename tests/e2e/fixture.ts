import { join } from 'node:path';
import { test as base, expect } from '@playwright/test';
import type { Page } from '@playwright/test';
import { Bench } from './bench.js';
import { Headless, temporaryDirectory, writeEmptyWorkspace, writeSettings } from './headless.js';
import { Peers } from './peers.js';

export { expect } from '@playwright/test';
export { Bench } from './bench.js';
export { Headless } from './headless.js';
export { collect } from './peers.js';

/** What a page wrote that it should not have. */
class ConsoleWatch {
  readonly #found: string[] = [];
  readonly #allowed: RegExp[] = [];

  follow(page: Page): void {
    page.on('console', (message) => {
      if (message.type() === 'error' || message.type() === 'warning') this.#found.push(message.text());
    });
    page.on('pageerror', (error) => this.#found.push(String(error.stack ?? error)));
  }

  /** A test that takes the host away expects the browser to say so. */
  allow(pattern: RegExp): void {
    this.#allowed.push(pattern);
  }

  problems(): string[] {
    return this.#found.filter((text) => !this.#allowed.some((pattern) => pattern.test(text)));
  }
}

interface Fixtures {
  /** Begin with the sample workspace of a first start rather than with an empty one. */
  sample: boolean;
  /** Offer the tour of a first start, as to a person; else it has been skipped. */
  tour: boolean;
  /** The host takes its token from a file, so that a page survives its restart. */
  keepToken: boolean;
  /** What the host's command line has besides. */
  hostArgs: string[];
  directory: string;
  host: Headless;
  console: ConsoleWatch;
  peers: Peers;
  /** The workbench on screen. */
  bench: Bench;
  /** A second page on the same host, watched like the first. */
  secondBench: () => Promise<Bench>;
}

export const test = base.extend<Fixtures>({
  sample: [false, { option: true }],
  tour: [false, { option: true }],
  keepToken: [false, { option: true }],
  hostArgs: [[], { option: true }],
  directory: async ({}, use) => {
    const directory = await temporaryDirectory();
    await use(directory.path);
    await directory.remove();
  },
  host: async ({ directory, sample, tour, keepToken, hostArgs }, use) => {
    const workspace = join(directory, 'workspace');
    if (!sample) await writeEmptyWorkspace(workspace);
    else if (!tour) await writeSettings(workspace, { 'help.tourStep': 5 });
    const host = await Headless.start(workspace, { keepToken, args: hostArgs });
    await use(host);
    await host.stop();
    expect(host.errors, 'what the host wrote on standard error').toBe('');
  },
  console: async ({}, use) => {
    const watch = new ConsoleWatch();
    await use(watch);
    expect(watch.problems(), 'what the page wrote on its console').toEqual([]);
  },
  peers: async ({}, use) => {
    const peers = new Peers();
    await use(peers);
    peers.close();
  },
  bench: async ({ page, host, console: watch }, use) => {
    watch.follow(page);
    await use(await Bench.open(page, host.url));
  },
  secondBench: async ({ context, page: first, console: watch }, use) => {
    await use(async () => {
      const page = await context.newPage();
      watch.follow(page);
      // The address that the first came in by opens once.
      return Bench.open(page, first.url());
    });
  },
});
