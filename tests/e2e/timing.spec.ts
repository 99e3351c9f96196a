import type { WebSocket } from 'ws';
import { formatCount } from '../../codec/index.js';
import { violationsInBoth } from './axe.js';
import { expect, test } from './fixture.js';
import type { Bench } from './fixture.js';

/** A far end that answers requests by their id, out of order, and never number 3. */
function answering(socket: WebSocket): void {
  const held: string[] = [];
  socket.on('message', (data) => {
    // Nothing else was asked for: `ws` gives a Buffer unless told otherwise.
    const { id } = JSON.parse((data as Buffer).toString()) as { id: number };
    if (id === 3) return;
    held.push(`{"re":${id},"ok":true}`);
    // The later one of two is answered first.
    if (held.length === 2) for (const answer of held.splice(0).reverse()) socket.send(answer);
  });
}

async function ask(bench: Bench, ids: readonly number[]): Promise<void> {
  for (const id of ids) {
    await bench.send('Text', `{"id":${id}}`);
    await bench.waitForRow(new RegExp(`^sent text.*\\{"id":${id}\\}$`));
  }
}

async function pairByJson(bench: Bench): Promise<void> {
  await bench.inspectorTab('Timing').click();
  await bench.choose('Which message answers which', 'By a value in JSON');
  const path = bench.page.getByRole('textbox', { name: 'Path in the answer' });
  await path.fill('$.re');
  await path.press('Enter');
}

test.describe('answers and times', () => {
  test('pairs answers with requests, links both, and finds what has no answer', async ({ bench, peers }) => {
    const { port } = await peers.ws(answering);
    await bench.dial('ws', port);
    await bench.waitForRow(/^open, /);
    await ask(bench, [1, 2, 3]);
    await bench.waitForRow(/^received text.*"re":1/);
    await pairByJson(bench);

    const answer = await bench.waitForRow(/^received text.*, answers #\d+ in [\d.]+ (µs|ms|s), \{"re":1/);
    await expect(answer.locator('.pair')).toContainText(/answers #\d+ in/);
    await bench.waitForRow(/^sent text.*, answered in .*, \{"id":2\}$/);
    await bench.waitForRow(/^sent text.*, no answer yet, \{"id":3\}$/);

    const section = bench.page.getByRole('region', { name: 'Answers' });
    await expect(section).toContainText('Requests3');
    await expect(section).toContainText('Answered2');
    await expect(section).toContainText('Without an answer1');
    await expect(section).toContainText(/p99/);
    await answer.click();
    await expect(section).toContainText(/#\d+ answers\s+#\d+ in /);
    await section.getByRole('button', { name: /^#\d+$/ }).click();
    await expect(bench.selectedRow).toHaveAccessibleName(/\{"id":1\}$/);
    await section.getByRole('button', { name: /^#\d+$/ }).click();
    await expect(bench.selectedRow).toHaveAccessibleName(/"re":1/);
    await section.getByText('The same as a table').click();
    await expect(section.getByRole('columnheader', { name: 'Answers' })).toBeVisible();
    expect(await violationsInBoth(bench.page)).toEqual([]);

    await section.getByRole('button', { name: 'Show only requests without an answer' }).click();
    await bench.expectRowCount(1);
    await bench.waitForRow(/, no answer yet, \{"id":3\}$/);
    // One more waits, then both are answered: it comes and goes.
    await bench.send('Text', '{"id":4}');
    await bench.expectRowCount(2);
    await bench.send('Text', '{"id":5}');
    await bench.expectRowCount(1);
    await bench.page.getByRole('button', { name: 'Without an answer', exact: true }).click();
    await bench.waitForRow(/"re":5/);

    // It is the tab's: a reload keeps it.
    await bench.reload();
    await bench.waitForRow(/, answers #\d+ in .*"re":1/);
  });

  // A library of somebody else's draws them: the page's policy (Trusted Types) holds for it too.
  test('draws its plots without a string that becomes markup', async ({ bench, peers }) => {
    const { port } = await peers.ws((socket) =>
      socket.on('message', (data) => socket.send(data as Buffer, { binary: false })),
    );
    await bench.page.evaluate(() => {
      const violated: string[] = [];
      Object.assign(window, { violated });
      document.addEventListener('securitypolicyviolation', ({ effectiveDirective, sample }) =>
        violated.push(`${effectiveDirective} ${sample}`),
      );
    });
    await bench.dial('ws', port);
    await bench.waitForRow(/^open, /);
    await ask(bench, [1, 2]);
    await pairByJson(bench);
    const path = bench.page.getByRole('textbox', { name: 'Path in the answer' });
    await path.fill('$.id');
    await path.press('Enter');
    const answers = bench.page.getByRole('region', { name: 'Answers' });
    await expect(answers.locator('.uplot canvas')).toBeVisible();
    await bench.page.getByRole('button', { name: 'Rates over time' }).click();
    const plot = bench.page.getByRole('slider', { name: /^Rates over time: at most / });
    await expect(plot.locator('canvas')).toBeVisible();
    await plot.hover();
    expect(await bench.page.evaluate(() => Reflect.get(window, 'violated') as unknown)).toEqual([]);
  });

  test('measures times from a row, and says so in the header', async ({ bench, peers }) => {
    const { port } = await peers.ws((socket) => void socket.send('first'));
    await bench.dial('ws', port);
    const row = await bench.waitForRow(/, first$/);
    const seq = (await row.locator('.number').innerText()).trim();
    await bench.rowMenu(row, 'Time from here');
    await expect(row.locator('.time')).toHaveText('+0.000 000');
    await expect(bench.rows(/^open, /).locator('.time')).toContainText(/^[-−]/);
    const header = bench.page.getByRole('button', { name: 'Time shown as' });
    await expect(header).toContainText(`Δ #${seq}`);
    await header.click();
    await bench.page.getByRole('menuitemcheckbox', { name: 'Since the start' }).click();
    await expect(header).toHaveText('Time');
    await expect(row.locator('.time')).not.toHaveText('+0.000 000');
  });

  test('plots rates over time, shows a dragged range alone, and jumps in the map', async ({
    bench,
    peers,
  }) => {
    let far: WebSocket | undefined;
    const { port } = await peers.ws((socket) => (far = socket));
    await bench.dial('ws', port);
    await bench.waitForRow(/^open, /);
    for (let n = 0; n < 400; n++) far?.send(`message ${n}`);
    await bench.waitForRow(/, message 399$/);
    const all = await bench.rowCount();

    // Of all of them: of fewer its middle would be another row.
    const map = bench.page.getByRole('slider', { name: `Map of ${formatCount(all)} rows, 0 with errors` });
    await expect(map).toBeVisible();
    const mapBox = await map.boundingBox();
    if (mapBox === null) throw new Error('the map is not on screen');
    await map.click({ position: { x: 4, y: mapBox.height / 2 } });
    await expect(bench.selectedRow).toHaveAccessibleName(/, message (19\d|20\d)$/);
    await map.press('Home');
    await expect(map).toHaveAttribute('aria-valuetext', `Row 1 of ${formatCount(all)}`);
    await map.press('PageDown');
    await expect(bench.selectedRow).toHaveAttribute('aria-rowindex', String(1 + Math.round(all / 10)));

    const toggle = bench.page.getByRole('button', { name: 'Rates over time' });
    await expect(toggle).toHaveAttribute('aria-expanded', 'false');
    await toggle.click();
    const plot = bench.page.getByRole('slider', { name: /^Rates over time: at most / });
    await expect(plot).toBeVisible();
    const over = plot.locator('.u-over');
    const box = await over.boundingBox();
    if (box === null) throw new Error('the plot is not on screen');
    await bench.page.mouse.move(box.x, box.y + 30);
    await bench.page.mouse.down();
    await bench.page.mouse.move(box.x + box.width * 0.9, box.y + 30, { steps: 8 });
    await bench.page.mouse.up();
    const only = bench.page.getByRole('group', { name: 'Only these rows' });
    await expect(only).toContainText(/\+0\.000 000 to /);
    await expect.poll(() => bench.rowCount()).toBeLessThan(all);
    expect(await violationsInBoth(bench.page)).toEqual([]);
    await plot.press('Escape');
    await expect(only).toHaveCount(0);
    await bench.expectRowCount(all);

    // The same without a mouse: the first tenth of it.
    await plot.press('Home');
    for (let n = 0; n < 3; n++) await plot.press('Shift+ArrowRight');
    await expect(plot).toHaveAttribute('aria-valuetext', /^0 ms to .* chosen; Enter shows its rows alone$/);
    await plot.press('Enter');
    await expect(only).toContainText(/\+0\.000 000 to /);
    await plot.press('Escape');
    await expect(only).toHaveCount(0);
    // How it was left is kept.
    await bench.reload();
    await expect(plot).toBeVisible();
  });
});
