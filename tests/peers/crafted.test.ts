import { randomBytes } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { chromium } from '@playwright/test';
import type { Browser, Page } from '@playwright/test';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { encodeUtf8, framePresets } from '../../codec/index.js';
import type { FramePreset, FrameRule } from '../../codec/index.js';
import { RowFlag } from '../../contract/index.js';
import { PeerBench, valueOf } from './engine-fixture.js';
import type { LoggedSession } from './engine-fixture.js';
import { needs } from './program.js';

/*
 * Every preset that breaks a rule, sent to peers that were written by others. The close code is the one the
 * RFC asks for; where a peer does something else, the table says what it really does.
 */

/** The Close code of a peer, or the text of the message it takes the frames for. */
type Answer = number | { readonly takes: string };

/** Protocol errors are 1002 (RFC 6455 §7.4.1), ill-formed text is 1007; a Close is answered with its own code (§5.5.1). */
const others: Partial<Record<FrameRule, number>> = {
  'text-utf8': 1007,
  'close-reason-utf8': 1007,
  'data-after-close': 1000,
};
const asked = ({ rule }: FramePreset): number => others[rule] ?? 1002;

const message = 'Hello';

/** What is sent of a preset: each frame a piece of its own. */
function pieces(preset: FramePreset, role: 'client' | 'server') {
  const maskKey = (): number => randomBytes(4).readUInt32BE();
  const frames = preset.frames({ role, payload: encodeUtf8(message), maskKey });
  return frames.map((data) => ({ data, afterMs: 0 }));
}

/** Sends the preset, waits for the answer, and sees that each frame is a row that says it was crafted. */
async function provoke(
  session: LoggedSession,
  preset: FramePreset,
  role: 'client' | 'server',
  answer: Answer,
): Promise<void> {
  const sent = pieces(preset, role);
  const report = valueOf(await session.session.craft('all', sent));
  expect(report.failures).toEqual([]);
  expect(report.bytes).toBe(sent.reduce((sum, { data }) => sum + data.length, 0));
  if (typeof answer === 'number') {
    const close = await session.row('close', ({ dir }) => dir === 'in');
    expect(close.bytes.readUInt16BE(0)).toBe(answer);
  } else {
    await session.received(answer.takes);
  }
  const crafted = (await session.rows()).filter(({ flags }) => (flags & RowFlag.crafted) !== 0);
  expect(crafted).toHaveLength(sent.length);
  expect(crafted.every(({ dir }) => dir === 'out')).toBe(true);
}

function title(preset: FramePreset, answer: Answer): string {
  const right = asked(preset);
  const does = typeof answer === 'number' ? `closes with ${answer}` : `takes it for "${answer.takes}"`;
  return answer === right
    ? `${preset.title}: ${does} (${preset.section})`
    : `${preset.title}: ${does}, where ${preset.section} asks for ${right}`;
}

const python = needs('python3', 'websockets');

describe.skipIf(python.missing)(`Python's websockets, sent crafted frames${python.note}`, () => {
  /** What version 10.4 does otherwise. */
  const otherwise: Readonly<Record<string, Answer>> = {
    // Its reader takes any form of a length.
    'long-length': { takes: message },
    // It compares with its own limit before it looks at the top bit.
    'length-2-63': 1009,
  };
  let bench: PeerBench;
  let port: number;
  beforeEach(async () => {
    bench = await PeerBench.make();
    const script = fileURLToPath(new URL('programs/websocket_server.py', import.meta.url));
    port = await bench.run(python.path, [script]).port(/listening on (\d+)/);
  });
  afterEach(() => bench.close());

  const cases = framePresets
    .filter(({ roles }) => roles.includes('client'))
    .map((preset) => {
      const answer = otherwise[preset.id] ?? asked(preset);
      return [title(preset, answer), { preset, answer }] as const;
    });
  it.each(cases)('%s', async (_, { preset, answer }) => {
    const ws = { deflate: preset.deflate === true };
    const client = await bench.connect('ws', `ws://127.0.0.1:${port}/echo`, { ws });
    await provoke(client, preset, 'client', answer);
  });
});

const browserProgram = needs('chromium');

describe.skipIf(browserProgram.missing)(`Chromium, sent crafted frames${browserProgram.note}`, () => {
  /** What Chromium does otherwise. */
  const otherwise: Readonly<Record<string, Answer>> = {
    // It knows one code for what it cannot decode.
    'invalid-utf8': 1002,
    'invalid-utf8-fragments': 1002,
    'close-reason': 1002,
    // It refuses the codes that are reserved, and answers one out of range with itself.
    'close-999': 999,
  };
  let browser: Browser;
  let page: Page;
  let bench: PeerBench;
  beforeAll(async () => {
    // As root Chromium's own sandbox refuses to start.
    browser = await chromium.launch({ executablePath: browserProgram.path, chromiumSandbox: false });
  }, 240_000);
  beforeEach(async () => {
    bench = await PeerBench.make();
    page = await browser.newPage();
  });
  afterEach(async () => {
    await page.close();
    await bench.close();
  });
  afterAll(() => browser.close());

  const cases = framePresets
    .filter(({ roles }) => roles.includes('server'))
    .map((preset) => {
      const answer = otherwise[preset.id] ?? asked(preset);
      return [title(preset, answer), { preset, answer }] as const;
    });
  it.each(cases)('%s', async (_, { preset, answer }) => {
    const ws = { deflate: preset.deflate === true };
    const listener = await bench.listen('ws', 'ws://127.0.0.1:0/', { ws });
    await page.evaluate(
      (url) =>
        new Promise<void>((resolve) => {
          const socket = new WebSocket(url);
          socket.onopen = () => resolve();
          socket.onmessage = ({ data }) => socket.send(data as string);
        }),
      `ws://127.0.0.1:${listener.port}/`,
    );
    await provoke(listener, preset, 'server', answer);
  });
});
