import { expect, test } from './fixture.js';

/** Bytes of a peer that would like to be more than bytes. */
test.describe('hostile payloads', () => {
  test('shows markup, ANSI and bidirectional controls as text, in every place', async ({ bench, peers }) => {
    const markup = '<img src=x onerror="window.owned=1"><script>window.owned=1</script>';
    const sent = [
      markup,
      '\u001b[2J\u001b[31mred\u001b]0;title\u0007',
      'user\u202Etxt.exe\u2066!\u2069',
      `{"${markup}":"${markup.replaceAll('"', '\\"')}"}`.replace(
        'onerror="window.owned=1"',
        'onerror=window.owned=1',
      ),
    ];
    const { port } = await peers.ws((socket) => {
      for (const text of sent) socket.send(text);
    });
    await bench.page.evaluate(() => Object.assign(window, { owned: 0 }));
    await bench.dial('ws', port);
    await bench.waitForRow(/^received text, .*<img src=x onerror=/);
    await bench.waitForRow(/␛\[2J␛\[31mred/);
    await bench.waitForRow(/user⟨U\+202E⟩txt\.exe/);
    const rows = bench.rows(/^received text, /);
    await expect(rows).toHaveCount(4);
    for (let i = 0; i < 4; i++) {
      await rows.nth(i).click();
      for (const view of ['Text', 'JSON tree', 'Hex'] as const) {
        await bench.payloadAs(view);
        await expect(bench.inspectorPanel.locator('img, script')).toHaveCount(0);
      }
      await bench.payloadAs('Text');
    }
    await bench.rowMenu(rows.first(), 'Edit and resend');
    await expect(bench.message).toContainText('<img src=x');
    await bench.filter.fill('<img src=x');
    await bench.waitForRow(/<img src=x/);
    expect(await bench.page.evaluate(() => (window as unknown as { owned: number }).owned)).toBe(0);
    await expect(bench.page).toHaveTitle(/Wirebench/);
  });

  test('shows SVG, NULs and what is no UTF-8 as what they are, in every place', async ({ bench, peers }) => {
    const script = '<script>window.owned=1</script>';
    const svg = `<svg xmlns="http://www.w3.org/2000/svg" onload="window.owned=1">${script}<foreignObject><iframe src="javascript:window.owned=1"/></foreignObject></svg>`;
    const { port } = await peers.ws((socket) => {
      socket.send(svg);
      socket.send(Buffer.from(svg));
      socket.send(`a\0b\0${script}\0`);
      socket.send(Buffer.from([0xff, 0xfe, 0xc0, 0xaf, 0xed, 0xa0, 0x80, 0xf8, ...Buffer.from(script)]));
      socket.send(Buffer.alloc(100_000));
    });
    await bench.dial('ws', port);
    await bench.waitForRow(/^received binary, 100000 bytes, /);
    const rows = bench.rows(/^received (text|binary), /);
    await expect(rows).toHaveCount(5);
    for (let i = 0; i < 5; i++) {
      await rows.nth(i).click();
      for (const view of ['Text', 'Hex', 'Decoded'] as const) {
        await bench.payloadAs(view);
        await expect(bench.inspectorPanel.locator('script, iframe, foreignObject, svg[onload]')).toHaveCount(
          0,
        );
      }
    }
    await bench.send('Text', 'still here');
    await bench.waitForRow(/^sent text, .*still here$/);
    expect(await bench.page.evaluate(() => Reflect.get(window, 'owned') as unknown)).toBeUndefined();
  });

  test('shows a hostile handshake as text', async ({ bench, peers }) => {
    const { port } = await peers.http((_request, socket) => {
      const body = '<script>window.owned=1</script>\u202E';
      socket.end(
        `HTTP/1.1 403 <b>no</b>\r\nX-A: <img src=x onerror=window.owned=1>\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
      );
    });
    await bench.openQuick('ws', 'client', `ws://127.0.0.1:${port}`);
    await bench.button('Connect').click();
    await expect(bench.alert).toContainText('403 <b>no</b>');
    await bench.inspectorTab('Handshake').click();
    await expect(bench.inspectorPanel).toContainText('<img src=x onerror=window.owned=1>');
    await expect(bench.inspectorPanel).toContainText('⟨U+202E⟩');
    await expect(bench.inspectorPanel.locator('img, script, b')).toHaveCount(0);
    expect(await bench.page.evaluate(() => Reflect.get(window, 'owned') as unknown)).toBeUndefined();
  });

  test('stays usable with a line of a megabyte and a hundred thousand brackets', async ({ bench, peers }) => {
    const { port } = await peers.ws(
      (socket) => {
        socket.send('a'.repeat(1_000_000));
        socket.send('['.repeat(100_000) + ']'.repeat(100_000));
        socket.send('the end');
      },
      { perMessageDeflate: false },
    );
    const devtools = await bench.page.context().newCDPSession(bench.page);
    // Of its own thread, not of the clock: a machine that does much else is no fault of the page.
    await devtools.send('Performance.enable', { timeDomain: 'threadTicks' });
    let before = 0;
    await bench.dial('ws', port);
    await bench.waitForRow(/, the end$/);
    await responsive(Infinity);
    await (await bench.waitForRow(/^received text, 1000000 bytes, /)).click();
    await bench.payloadAs('Text');
    await expect(bench.inspectorPanel).toContainText('aaaaaaaaaa');
    await responsive();
    await (await bench.waitForRow(/^received text, 200000 bytes, /)).click();
    await expect(bench.inspectorPanel).toContainText('[[[[[[');
    await responsive();
    await bench.payloadAs('JSON tree');
    await expect(bench.inspectorPanel).toContainText(/deep|nest|levels/i);
    await responsive();
    await bench.send('Text', 'still here');
    await bench.waitForRow(/^sent text, .*still here$/);

    /** What was done since the last time and a frame drawn now take little of the page's thread: nothing holds it up. */
    async function responsive(mostMs = 2_000): Promise<void> {
      await bench.page.evaluate(
        () => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve))),
      );
      const { metrics } = await devtools.send('Performance.getMetrics');
      const taken = (metrics.find(({ name }) => name === 'TaskDuration')?.value ?? NaN) * 1_000;
      expect(taken - before).toBeLessThan(mostMs);
      before = taken;
    }
  });

  test('keeps many names and headers of a peer within their place', async ({ bench, peers }) => {
    const port = await bench.serve('ws');
    const path = `/${'p'.repeat(3_000)}`;
    await peers.connectWs(`ws://127.0.0.1:${port}${path}`, { headers: { 'X-Long': 'h'.repeat(5_000) } });
    await bench.waitForRow(/^received upgrade, /);
    const width = await bench.page.evaluate(() => document.documentElement.scrollWidth);
    expect(width).toBeLessThanOrEqual(1440);
  });
});
