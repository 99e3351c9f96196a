/*
 * What the window costs: Chromium on a headless host whose session grows while it is followed, and ten million rows
 * scrolled by wheel, key and thumb.
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from '@playwright/test';
import { median } from './bench-cases.mjs';
import { openPeer } from './bench-host.mjs';
import { rowOf } from './bench-row.mjs';
import { findChromium } from './chromium.mjs';

/** @typedef {import('@playwright/test').Page} Page */
/** @typedef {import('./bench-row.mjs').Context} Context */

const viewport = { width: 1440, height: 900 };
const sleep = (/** @type {number} */ ms) => new Promise((resolve) => setTimeout(resolve, ms));
/** Windows of watching, one behind the other: medians of them, and the heap after each, collected. */
const windows = 5;

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
  const heaps = [await heap()];
  const rates = [];
  const shares = [];
  for (let i = 0; i < windows; i++) {
    const before = await busy();
    const started = performance.now();
    rates.push((await page.evaluate(countFrames, (seconds * 1000) / windows)).perSecond);
    shares.push(((await busy()) - before) / ((performance.now() - started) / 1000));
    heaps.push(await heap());
  }
  return { perSecond: median(rates), busy: median(shares), heaps };
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

/** @param {Context['tell']} tell @param {string} what @param {Awaited<ReturnType<typeof watchPage>>} seen @param {number} seconds */
function ofWatching(tell, what, seen, seconds) {
  const id = 'page';
  tell(rowOf({ id, what: `${what}: frames`, value: seen.perSecond, unit: '/s', goal: 58 }));
  tell(rowOf({ id, what: `${what}: main thread`, value: seen.busy * 100, unit: '%', how: 'most', goal: 35 }));
  const growth = { unit: 'MB', how: /** @type {const} */ ('most'), goal: 10 };
  const readings = seen.heaps.map((bytes) => (bytes / 1e6).toFixed(2)).join(', ');
  tell(
    rowOf({
      ...{ id, what: `${what}: heap growth in ${seconds} s`, ...growth },
      value: (Math.max(...seen.heaps) - (seen.heaps[0] ?? 0)) / 1e6,
      engine: `MB after each ${seconds / windows} s: ${readings}`,
    }),
  );
}

/** The longest frame while something moves the list. @param {Page} page @param {number} seconds @param {() => Promise<void>} move */
async function scrolled(page, seconds, move) {
  const frames = page.evaluate(countFrames, seconds * 1000);
  const until = performance.now() + seconds * 1000;
  while (performance.now() < until) await move();
  return (await frames).longest;
}

/** @param {Context['tell']} tell @param {Page} page @param {number} seconds */
async function scrolling(tell, page, seconds) {
  const list = page.getByRole('grid', { name: 'Timeline' });
  await list.hover();
  const wheel = [];
  const key = [];
  const thumb = [];
  let step = 0;
  for (let i = 0; i < windows; i++) {
    wheel.push(await scrolled(page, seconds, () => page.mouse.wheel(0, i % 2 === 0 ? -2_400 : 2_400)));
    await list.focus();
    key.push(await scrolled(page, seconds, () => page.keyboard.press(i % 2 === 0 ? 'PageUp' : 'PageDown')));
    // The thumb: any place of the scrollbar, far from the one before.
    thumb.push(
      await scrolled(page, seconds, async () => {
        step = (step + 0.137) % 1;
        await list.evaluate((element, share) => (element.scrollTop = share * element.scrollHeight), step);
      }),
    );
  }
  for (const [how, all] of Object.entries({ wheel, key, thumb })) {
    const [what, unit] = [`Scroll through 10 M rows by ${how}: longest frame`, 'ms'];
    tell(
      rowOf({
        ...{ id: 'scroll', what, unit, how: 'most', goal: 50, value: Math.max(...all) },
        engine: `median of ${windows} rounds ${median(all).toFixed(0)} ms`,
      }),
    );
  }
}

/** @param {Context} context */
export async function benchPage({ quick, runs, wanted, tell }) {
  if (!['page', 'scroll', 'first'].some(wanted)) return;
  const seconds = quick ? 5 : 60;
  const directory = await mkdtemp(join(tmpdir(), 'wirebench-bench-'));
  const executablePath = findChromium();
  const browser = await chromium.launch({
    chromiumSandbox: false,
    ...(executablePath === undefined ? {} : { executablePath }),
  });
  try {
    const many = wanted('first') || wanted('scroll') ? 10_000_000 : 0;
    const host = await startHost(join(directory, 'page'), many);
    try {
      if (wanted('first')) {
        const times = [];
        for (let i = 0; i < runs; i++) {
          const page = await browser.newPage({ viewport });
          const opening = performance.now();
          await openSession(page, host.url, /many/);
          times.push(performance.now() - opening);
          await page.close();
        }
        const goal = { unit: 'ms', how: /** @type {const} */ ('most'), goal: 1_000 };
        tell(
          rowOf({
            ...{ id: 'first', what: 'First rows on screen of 10 M, once it is ready' },
            ...goal,
            value: median(times),
          }),
        );
      }
      const page = await browser.newPage({ viewport });
      if (wanted('scroll')) {
        await openSession(page, host.url, /many/);
        await scrolling(tell, page, quick ? 0.5 : 1);
      }
      if (wanted('page')) {
        const { port } = await host.ask({ do: 'listen' });
        const stop = await flood(port, 100_000);
        await openSession(page, host.url, /grows-ws/);
        await sleep(2_000);
        ofWatching(tell, 'Following 100 000 messages/s', await watchPage(page, seconds), seconds);
        stop();

        await host.ask({ do: 'grow', rate: 1_000_000 });
        await openSession(page, host.url, /grows-udp/);
        await sleep(2_000);
        const from = (await host.ask({ do: 'rows' })).rows;
        const began = performance.now();
        const seen = await watchPage(page, seconds);
        const grown = ((await host.ask({ do: 'rows' })).rows - from) / ((performance.now() - began) / 1000);
        ofWatching(tell, `Following ${Math.round(grown / 1000)} 000 synthetic rows/s`, seen, seconds);
        await host.ask({ do: 'still' });
      }
    } finally {
      host.end();
    }
  } finally {
    await browser.close();
    await rm(directory, { recursive: true, force: true, maxRetries: 3 });
  }
}
