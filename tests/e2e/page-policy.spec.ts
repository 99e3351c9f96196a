import { once } from 'node:events';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { expect, test } from './fixture.js';

/** What a browser refuses whatever runs in the page: the second line, should a payload ever become more than text. */
test.describe('the policy of the page', () => {
  test('lets no string become markup, code, or the address of either', async ({ bench, console: watch }) => {
    watch.allow(/Content Security Policy|TrustedHTML|TrustedScript|Trusted Type/i);
    const outcomes = await bench.page.evaluate(async () => {
      // The debugger, which runs this, may do what the page may not, until the next task.
      await new Promise((resolve) => setTimeout(resolve));
      const html = '<img src=x onerror="window.owned=1">';
      const element = () => document.body.appendChild(document.createElement('div'));
      // Under their names at run time, so that no linter or compiler stands between them and the browser.
      const set = (target: object, name: string, value: unknown) => Reflect.set(target, name, value);
      const call = (target: object, name: string, ...args: unknown[]) =>
        (Reflect.get(target, name) as (...args: unknown[]) => unknown).apply(target, args);
      const script = () => document.body.appendChild(document.createElement('script'));
      const tries: Record<string, () => unknown> = {
        innerHTML: () => set(element(), 'innerHTML', html),
        outerHTML: () => set(element(), 'outerHTML', html),
        insertAdjacentHTML: () => call(element(), 'insertAdjacentHTML', 'beforeend', html),
        setHTMLUnsafe: () => call(element(), 'setHTMLUnsafe', html),
        fragment: () => call(document.createRange(), 'createContextualFragment', html),
        parser: () => call(new DOMParser(), 'parseFromString', html, 'text/html'),
        write: () => call(document, 'write', html),
        srcdoc: () => set(document.createElement('iframe'), 'srcdoc', html),
        scriptText: () => set(script(), 'text', 'window.owned = 1'),
        scriptSource: () => set(script(), 'src', 'data:text/javascript,window.owned=1'),
        handler: () => call(element(), 'setAttribute', 'onclick', 'window.owned = 1'),
        timer: () => call(window, 'setTimeout', 'window.owned = 1'),
        construct: () => (Reflect.construct(Function, ['window.owned = 1']) as () => void)(),
        dataThread: () => new Worker('data:text/javascript,1'),
        blobThread: () => new Worker(URL.createObjectURL(new Blob(['1']))),
        ownFileAsThread: () => new Worker(document.querySelector('script')?.src ?? ''),
        serviceWorker: () => navigator.serviceWorker.register('/assets/none-worker-x.js?'),
        object: () => call(document.createElement('object'), 'setAttribute', 'data', 'data:text/html,x'),
        embed: () => call(document.createElement('embed'), 'setAttribute', 'src', 'data:text/html,x'),
        policy: () => call(Reflect.get(window, 'trustedTypes') as object, 'createPolicy', 'vue', {}),
        secondPolicy: () =>
          call(Reflect.get(window, 'trustedTypes') as object, 'createPolicy', 'default', {}),
      };
      const found: Record<string, string> = {};
      for (const [name, attempt] of Object.entries(tries)) {
        try {
          await attempt();
          found[name] = 'allowed';
        } catch (error) {
          found[name] = error instanceof Error ? error.name : String(error);
        }
      }
      await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
      return { found, owned: Reflect.get(window, 'owned') as unknown };
    });
    expect(outcomes.owned).toBeUndefined();
    expect(
      Object.entries(outcomes.found).filter(([, outcome]) => !/^(Type|Eval|Security)Error$/.test(outcome)),
    ).toEqual([]);
  });

  test('loads nothing from elsewhere, and shows nothing of it', async ({ bench, console: watch }) => {
    watch.allow(/Content Security Policy|Failed to fetch|net::ERR|Fetch API cannot load/i);
    let heard = '';
    // Ahead of a frame or a form Chromium connects and then says nothing.
    const elsewhere = createServer((socket) => {
      socket.on('data', (data) => (heard += data.toString('latin1')));
      socket.on('error', () => socket.destroy());
    }).listen(0, '127.0.0.1');
    await once(elsewhere, 'listening');
    const { port } = elsewhere.address() as AddressInfo;
    await bench.page.evaluate((address) => {
      const directives = new Set<string>();
      Object.assign(window, { directives });
      document.addEventListener('securitypolicyviolation', (event) =>
        directives.add(event.effectiveDirective),
      );
      const add = (name: string, attributes: Record<string, string>) => {
        const element = document.createElement(name);
        for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
        document.body.append(element);
      };
      const url = `http://${address}/x`;
      add('img', { src: url });
      add('iframe', { src: url });
      add('video', { src: url });
      add('link', { rel: 'stylesheet', href: url });
      add('style', {});
      add('base', { href: url });
      void fetch(url).catch(() => undefined);
      try {
        new WebSocket(`ws://${address}/`);
        new EventSource(url);
      } catch {
        // Refused at once, in some browsers.
      }
      navigator.sendBeacon(url, 'x');
      const form = document.body.appendChild(document.createElement('form'));
      form.action = url;
      form.method = 'post';
      form.submit();
    }, `127.0.0.1:${port}`);
    const blocked = () =>
      bench.page.evaluate(() => [...(Reflect.get(window, 'directives') as Set<string>)].sort());
    await expect
      .poll(blocked)
      .toEqual(
        expect.arrayContaining([
          'base-uri',
          'connect-src',
          'form-action',
          'frame-src',
          'img-src',
          'media-src',
          'style-src-elem',
        ]),
      );
    expect(heard).toBe('');
    elsewhere.close();
  });
});
