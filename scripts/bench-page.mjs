/*
 * What the window costs: Chromium on a headless host whose session grows while it is followed, and ten million rows
 * scrolled by wheel, key and thumb. And the host before it: how soon it is ready, and what idle peers hold of it.
 */
import { fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { chromium } from '@playwright/test';
import { median } from './bench-cases.mjs';
import { findChromium } from './chromium.mjs';
import { root } from './run.mjs';

/** @typedef {{ what: string, value: number, unit: string, goal: number, met: boolean }} Figure */
/** @typedef {{ ask(asked: object): Promise<any>, end(): void }} Asked */
/** @typedef {import('@playwright/test').Page} Page */

const idlePeers = 5_000;
const sleep = (/** @type {number} */ ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** @param {string} what @param {number} value @param {string} unit @param {'least' | 'most'} how @param {number} goal @returns {Figure} */
function figure(what, value, unit, how, goal) {
  return { what, value, unit, goal, met: how === 'least' ? value >= goal : value <= goal };
}

/** @param {string} workspace @param {number} rows */
async function startHost(workspace, rows) {
  const path = fileURLToPath(new URL('bench-page-host.mjs', import.meta.url));
  const child = fork(path, [workspace, String(rows)], { stdio: ['ignore', 2, 2, 'ipc'] });
  const [{ answer }] = await once(child, 'message');
  let last = 0;
  /** @param {object} asked @returns {Promise<any>} */
  const ask = async (asked) => {
    child.send({ id: ++last, ...asked });
    return (await once(child, 'message'))[0].answer;
  };
  return { url: answer.url, ask, end: () => child.kill() };
}

/** A socket that has shaken hands. @param {number} port */
async function openPeer(port) {
  const socket = connect({ port, host: '127.0.0.1', noDelay: true });
  socket.on('error', () => undefined);
  socket.write(
    'GET / HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n' +
      'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n',
  );
  await once(socket, 'data');
  return socket;
}

/** So many text frames a second, masked with zeros. @param {number} port @param {number} rate */
async function flood(port, rate) {
  const socket = await openPeer(port);
  const unit = Buffer.concat([Buffer.of(0x81, 0xa0, 0, 0, 0, 0), Buffer.alloc(32, 'wirebench ')]);
  const started = performance.now();
  let sent = 0;
  const timer = setInterval(() => {
    const due = Math.floor(((performance.now() - started) / 1000) * rate) - sent;
    if (due <= 0 || socket.writableLength > 1 << 22) return;
    socket.write(Buffer.concat(Array.from({ length: due }, () => unit)));
    sent += due;
  }, 5);
  return () => {
    clearInterval(timer);
    socket.destroy();
  };
}

/** Frames a second, the busy share of the main thread and the growth of the heap while the tail is followed. @param {Page} page @param {number} seconds */
async function watchPage(page, seconds) {
  const devtools = await page.context().newCDPSession(page);
  await devtools.send('Performance.enable');
  const busy = async () =>
    (await devtools.send('Performance.getMetrics')).metrics.find(({ name }) => name === 'TaskDuration')
      ?.value ?? 0;
  const heap = async () => {
    await devtools.send('HeapProfiler.collectGarbage');
    return (await devtools.send('Runtime.getHeapUsage')).usedSize;
  };
  const heapBefore = await heap();
  const before = await busy();
  const started = performance.now();
  const frames = await page.evaluate(countFrames, seconds * 1000);
  const took = (performance.now() - started) / 1000;
  const after = await busy();
  return { ...frames, busy: (after - before) / took, heapGrowth: (await heap()) - heapBefore };
}

/** Runs in the page. @param {number} forMs @returns {Promise<{ perSecond: number, longest: number }>} */
function countFrames(forMs) {
  // It is a page, which scripts are not checked as.
  const { requestAnimationFrame } =
    /** @type {{ requestAnimationFrame: (callback: () => void) => number }} */ (
      /** @type {unknown} */ (globalThis)
    );
  return new Promise((resolve) => {
    const started = performance.now();
    let [frames, last, longest] = [0, started, 0];
    const frame = () => {
      const now = performance.now();
      frames++;
      longest = Math.max(longest, now - last);
      last = now;
      if (now - started < forMs) requestAnimationFrame(frame);
      else resolve({ perSecond: (frames / (now - started)) * 1000, longest });
    };
    requestAnimationFrame(frame);
  });
}

/** @param {Page} page @param {string} url @param {RegExp} name */
async function openSession(page, url, name) {
  await page.goto(url);
  await page.getByRole('list', { name: 'Recorded sessions' }).getByRole('button', { name }).first().click();
  await page.getByRole('grid', { name: 'Timeline' }).locator('[aria-rowindex]').first().waitFor();
}

/** @param {string} what @param {Awaited<ReturnType<typeof watchPage>>} seen */
function ofWatching(what, seen) {
  return [
    figure(`${what}: frames`, seen.perSecond, '/s', 'least', 58),
    figure(`${what}: main thread busy`, seen.busy * 100, '%', 'most', 35),
    figure(`${what}: heap growth`, seen.heapGrowth / 1e6, 'MB', 'most', 10),
  ];
}

/** The longest frame while something moves the list. @param {Page} page @param {number} seconds @param {() => Promise<void>} move */
async function scrolled(page, seconds, move) {
  const frames = page.evaluate(countFrames, seconds * 1000);
  const until = performance.now() + seconds * 1000;
  while (performance.now() < until) await move();
  return (await frames).longest;
}

/** @param {Page} page @param {number} seconds */
async function scrolling(page, seconds) {
  const list = page.getByRole('grid', { name: 'Timeline' });
  await list.hover();
  const wheel = await scrolled(page, seconds, () => page.mouse.wheel(0, -2_400));
  await list.focus();
  const key = await scrolled(page, seconds, () => page.keyboard.press('PageUp'));
  // The thumb: any place of the scrollbar, far from the one before.
  let step = 0;
  const thumb = await scrolled(page, seconds, async () => {
    step = (step + 0.137) % 1;
    await list.evaluate((element, share) => (element.scrollTop = share * element.scrollHeight), step);
  });
  return [
    figure('scroll of 10 M rows by wheel: longest frame', wheel, 'ms', 'most', 50),
    figure('scroll of 10 M rows by key: longest frame', key, 'ms', 'most', 50),
    figure('scroll of 10 M rows by thumb: longest frame', thumb, 'ms', 'most', 50),
  ];
}

/** Milliseconds until the built host says where it is. @param {string} workspace */
async function readyMs(workspace) {
  const started = performance.now();
  const args = [join(root, 'out/main/serve.js'), '--json', '--workspace', workspace];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'ignore'] });
  await once(createInterface({ input: child.stdout }), 'line');
  const took = performance.now() - started;
  child.kill('SIGKILL');
  return took;
}

/** Resident memory that idle peers hold of a listener, bytes. @param {Asked} subject */
async function idleMemory(subject) {
  const { port } = await subject.ask({ do: 'receive', case: 'ws-receive-16' });
  const before = (await subject.ask({ do: 'resident' })).bytes;
  const peers = [];
  for (let i = 0; i < idlePeers; i++) peers.push(await openPeer(port));
  const { bytes } = await subject.ask({ do: 'resident' });
  for (const peer of peers) peer.destroy();
  return bytes - before;
}

/**
 * @param {boolean} quick
 * @param {(side: 'bare' | 'engine') => Asked} startSubject
 * @returns {Promise<{ load: number[], figures: Figure[] }>} with the machine's load before it began
 */
export async function benchPage(quick, startSubject) {
  const load = loadavg();
  /** @type {Figure[]} */
  const figures = [];
  const seconds = quick ? 5 : 20;
  const directory = await mkdtemp(join(tmpdir(), 'wirebench-bench-'));
  const executablePath = findChromium();
  const browser = await chromium.launch({
    chromiumSandbox: false,
    ...(executablePath === undefined ? {} : { executablePath }),
  });
  try {
    const ready = [];
    for (let i = 0; i < 5; i++) ready.push(await readyMs(join(directory, `ready-${i}`)));
    figures.push(figure('headless host ready', median(ready), 'ms', 'most', 250));

    const sides = [];
    for (const side of /** @type {const} */ (['bare', 'engine'])) {
      const subject = startSubject(side);
      sides.push(await idleMemory(subject));
      subject.end();
    }
    const [bare = Number.NaN, engine = Number.NaN] = sides;
    figures.push(
      figure(`${idlePeers} idle WebSocket peers, memory to bare ws`, engine / bare, '', 'most', 1.3),
    );

    const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
    const host = await startHost(join(directory, 'page'), 10_000_000);
    try {
      const opening = performance.now();
      await openSession(page, host.url, /many/);
      figures.push(figure('first rows on screen of 10 M', performance.now() - opening, 'ms', 'most', 1_000));
      figures.push(...(await scrolling(page, quick ? 2 : 5)));

      const { port } = await host.ask({ do: 'listen' });
      const stop = await flood(port, 100_000);
      await openSession(page, host.url, /grows-ws/);
      await sleep(2_000);
      figures.push(...ofWatching('following 100 000 messages/s', await watchPage(page, seconds)));
      stop();

      await host.ask({ do: 'grow', rate: 1_000_000 });
      await openSession(page, host.url, /grows-udp/);
      await sleep(2_000);
      const from = (await host.ask({ do: 'rows' })).rows;
      const began = performance.now();
      const seen = await watchPage(page, seconds);
      const grown = ((await host.ask({ do: 'rows' })).rows - from) / ((performance.now() - began) / 1000);
      figures.push(
        ...ofWatching(`following a log that grows by ${Math.round(grown / 1000)} 000 rows/s`, seen),
      );
      await host.ask({ do: 'still' });
    } finally {
      host.end();
    }
  } finally {
    await browser.close();
    await rm(directory, { recursive: true, force: true, maxRetries: 3 });
  }
  return { load, figures };
}
