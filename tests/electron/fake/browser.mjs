import { chromium } from 'playwright-core';
import { answerApp, facts } from './state.mjs';

/** Chromium takes no scheme of ours: app://wirebench is played by this origin, which nothing on a network has. */
const stage = 'https://wirebench.stage.test';
const own = 'app://wirebench';

export const toPage = (/** @type {string} */ url) =>
  url.startsWith(own) ? stage + url.slice(own.length) : url;
export const fromPage = (/** @type {string} */ url) =>
  url.startsWith(stage) ? own + url.slice(stage.length) : url;

/** @type {Promise<import('playwright-core').BrowserContext> | undefined} */
let context;
/** @type {(url: string, isMainFrame: boolean) => boolean} */
let mayNavigate = () => true;
export const decideNavigation = (/** @type {typeof mayNavigate} */ decide) => void (mayNavigate = decide);

/** The one browser, started with the first window. */
export function browserContext() {
  context ??= start();
  return context;
}

async function start() {
  const port = process.env['FAKE_CDP_PORT'];
  const executablePath = process.env['FAKE_CHROMIUM'];
  const opened = await chromium.launchPersistentContext('', {
    ...(executablePath ? { executablePath } : {}),
    chromiumSandbox: false,
    viewport: { width: 1440, height: 900 },
    args: [`--remote-debugging-port=${port}`, '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1'],
  });
  await opened.route('**/*', async (route) => {
    const request = route.request();
    const url = request.url();
    if (request.isNavigationRequest()) {
      const frame = request.frame();
      const isMain = frame.parentFrame() === null;
      const isFirst = frame.url() === 'about:blank' || frame.url() === '';
      // A refused navigation keeps the page, as in Electron: an abort would leave an error page behind.
      if (!isFirst && !mayNavigate(fromPage(url), isMain)) return route.fulfill({ status: 204 });
      if (!isMain && !mayNavigate(fromPage(url), false)) return route.fulfill({ status: 204 });
    }
    if (!url.startsWith(`${stage}/`)) {
      facts.foreignRequests.push(url);
      return route.abort();
    }
    const response = await answerApp(new Request(fromPage(url), { method: request.method() }));
    await route.fulfill({
      status: response.status,
      headers: Object.fromEntries(response.headers),
      body: Buffer.from(await response.arrayBuffer()),
    });
  });
  return opened;
}
