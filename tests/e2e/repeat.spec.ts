import type { Socket } from 'node:net';
import type { Locator } from '@playwright/test';
import { formatCount } from '../../codec/index.js';
import { violationsInBoth } from './axe.js';
import { collect, expect, test } from './fixture.js';
import type { Bench } from './fixture.js';

/** The controls of the repeat that is under way. */
const stripOf = (bench: Bench): Locator => bench.page.getByRole('group', { name: 'Repeat', exact: true });
const stateOf = (bench: Bench): Locator => bench.page.getByRole('status', { name: 'Repeat state' });

async function fillRepeat(
  bench: Bench,
  { every, times }: { every: string; times?: string },
): Promise<Locator> {
  await bench.button('Repeat…').click();
  const form = bench.page.getByRole('dialog', { name: 'Repeat…' });
  await form.getByRole('combobox', { name: 'Unit' }).click();
  await bench.page.getByRole('option', { name: 'ms', exact: true }).click();
  await form.getByRole('spinbutton', { name: 'Every' }).fill(every);
  if (times !== undefined) await form.getByRole('spinbutton', { name: /^Times/ }).fill(times);
  return form;
}

/** The numbers that were received are each of those from 1, in order. */
function expectNumbers(text: string): number {
  // The last one may have come in part.
  const all = text.split(';').slice(0, -1);
  expect(all).toEqual(all.map((_, at) => String(at + 1)));
  return all.length;
}

/** What a peer has read, without what fills its messages. */
function numbersOf(socket: Socket): () => string {
  let text = '';
  socket.on('data', (chunk: Buffer) => (text += chunk.toString('latin1').replaceAll('x', '')));
  return () => text;
}

test.describe('repeating', () => {
  test('repeats a message so many times, each made anew, and says how late it was', async ({
    bench,
    peers,
  }) => {
    let far: ReturnType<typeof collect> | undefined;
    const { port } = await peers.tcp((socket) => (far = collect(socket)));
    await bench.dial('tcp', port);
    await bench.compose('Text', '{{counter}};');
    const form = await fillRepeat(bench, { every: '2', times: '100' });
    await form.getByRole('button', { name: 'Start' }).click();
    await expect(form).toHaveCount(0);
    await expect(stateOf(bench)).toHaveText('Repeat done');
    await expect(stripOf(bench)).toContainText('100 of 100 sent');
    await expect(stripOf(bench)).toContainText(/late p99 [\d.]+ m?s/);
    await expect.poll(() => expectNumbers(far?.text() ?? '')).toBe(100);
    await bench.waitForRow(/^sent data, 3 bytes, .*99;/);
    await stripOf(bench).getByRole('button', { name: 'Dismiss' }).click();
    await expect(stripOf(bench)).toHaveCount(0);
  });

  test('pauses, goes on, outlives a reload of the page, and stops', async ({ bench, peers }) => {
    let far: ReturnType<typeof collect> | undefined;
    const { port } = await peers.tcp((socket) => (far = collect(socket)));
    await bench.dial('tcp', port);
    /** What the far end has is what the strip says was sent; neither is asked before the other has come in. */
    const expectCounted = (): Promise<void> =>
      expect
        .poll(async () => {
          const sent = `${formatCount(expectNumbers(far?.text() ?? ''))} sent`;
          return (await stripOf(bench).innerText()).includes(sent);
        })
        .toBe(true);
    await bench.compose('Text', '{{counter}};');
    await (await fillRepeat(bench, { every: '5' })).getByRole('button', { name: 'Start' }).click();
    await expect(stateOf(bench)).toHaveText('Repeating every 5 ms');
    await expect(bench.button('Repeat…')).toBeDisabled();
    await stripOf(bench).getByRole('button', { name: 'Pause' }).click();
    await expect(stateOf(bench)).toHaveText('Paused');
    await expectCounted();
    await stripOf(bench).getByRole('button', { name: 'Go on' }).click();
    await expect(stateOf(bench)).toHaveText('Repeating every 5 ms');
    const before = expectNumbers(far?.text() ?? '');
    await bench.reload();
    // The host goes on without the page, and the page shows what it does.
    await expect.poll(() => expectNumbers(far?.text() ?? '')).toBeGreaterThan(before + 5);
    await expect(stateOf(bench)).toHaveText('Repeating every 5 ms');
    await stripOf(bench).getByRole('button', { name: 'Stop repeat' }).click();
    await expect(stateOf(bench)).toHaveText('Repeat stopped');
    await expectCounted();
    // The form has kept what was typed into it.
    await bench.button('Repeat…').click();
    await expect(bench.page.getByRole('spinbutton', { name: 'Every' })).toHaveValue('5');
  });

  test('shows how late it is beside a preview in a small window', async ({ bench, peers }) => {
    await bench.page.setViewportSize({ width: 1024, height: 700 });
    const { port } = await peers.tcp((socket) => void socket.resume());
    await bench.dial('tcp', port);
    await bench.compose('Text', 'tick {{counter}};');
    await expect(bench.page.getByRole('region', { name: 'Preview' })).toBeVisible();
    await (await fillRepeat(bench, { every: '2' })).getByRole('button', { name: 'Start' }).click();
    // Nothing of either is cut off.
    await expect(stripOf(bench).getByText(/^late p99/)).toBeInViewport({ ratio: 0.95 });
    await expect(stateOf(bench)).toBeInViewport({ ratio: 0.95 });
    await stripOf(bench).getByRole('button', { name: 'Stop repeat' }).click();
    await expect(stateOf(bench)).toHaveText('Repeat stopped');
  });

  test('sends a pasted block line by line', async ({ bench, peers }) => {
    const far: string[] = [];
    const { port } = await peers.ws((socket) =>
      socket.on('message', (data: Buffer) => far.push(data.toString())),
    );
    await bench.dial('ws', port);
    await bench.compose('Text', 'HELO one\nMAIL {{counter}}\n\nQUIT');
    const form = await fillRepeat(bench, { every: '10', times: '2' });
    await form.getByRole('checkbox', { name: 'Line by line' }).check();
    await form.getByRole('button', { name: 'Start' }).click();
    await expect(stateOf(bench)).toHaveText('Repeat done');
    const block = (count: number): string[] => ['HELO one', `MAIL ${count}`, 'QUIT'];
    await expect.poll(() => far).toEqual([...block(1), ...block(2)]);
  });

  test('is run from the keyboard and the palette', async ({ bench, peers }) => {
    const { port } = await peers.tcp((socket) => void socket.resume());
    await bench.dial('tcp', port);
    await bench.compose('Text', 'tick');
    await bench.page.keyboard.press('Control+Shift+Enter');
    const every = bench.page.getByRole('spinbutton', { name: 'Every' });
    await expect(every).toBeFocused();
    await every.fill('0.05');
    await bench.page.keyboard.press('Enter');
    await expect(stateOf(bench)).toHaveText('Repeating every 50 ms');
    const run = async (words: string): Promise<void> => {
      await bench.page.keyboard.press('Control+k');
      const palette = bench.page.getByRole('dialog', { name: 'Command palette' });
      await expect(palette.getByRole('combobox')).toBeFocused();
      await bench.page.keyboard.type(words);
      await expect(palette.getByRole('option', { selected: true })).toContainText(words);
      await bench.page.keyboard.press('Enter');
      await expect(palette).toHaveCount(0);
    };
    await run('Pause the repeat');
    await expect(stateOf(bench)).toHaveText('Paused');
    await run('Stop the repeat');
    await expect(stateOf(bench)).toHaveText('Repeat stopped');
  });

  test('says which peer does not read, and drops it', async ({ bench, peers }) => {
    const port = await bench.serve('tcp');
    const deaf = await peers.connect(port);
    deaf.pause();
    await expect(bench.status).toContainText('1');
    await bench.compose('Text', 'x'.repeat(60_000));
    await (await fillRepeat(bench, { every: '1' })).getByRole('button', { name: 'Start' }).click();
    await expect(stateOf(bench)).toHaveText('Waiting: peer 1 does not read');
    await expect(stripOf(bench)).toContainText(/[\d ,]+ skipped/);
    const row = bench.peers.getByRole('row', {
      name: /^peer 1, .*, not reading \d+ s, [\d.]+ (kB|MB|KiB|MiB) queued/,
    });
    await expect(row).toBeVisible();
    await stripOf(bench).getByRole('button', { name: 'Reset peer 1' }).click();
    await expect(bench.peers.getByRole('row', { name: /^peer 1/ })).toHaveCount(0);
    await expect(stateOf(bench)).toHaveText('Waiting for a peer');
    const next = collect(await peers.connect(port));
    await expect.poll(() => next.bytes().length).toBeGreaterThan(600_000);
    await stripOf(bench).getByRole('button', { name: 'Stop repeat' }).click();
  });

  test('goes on without peers that do not read, shows them beside the others, and drops each', async ({
    bench,
    peers,
  }) => {
    const port = await bench.serve('tcp');
    const first = numbersOf(await peers.connect(port));
    await expect(bench.peers.getByRole('row', { name: /^peer 1,/ })).toBeVisible();
    const deaf = await peers.connect(port);
    deaf.pause();
    await expect(bench.peers.getByRole('row', { name: /^peer 2,/ })).toBeVisible();
    const third = numbersOf(await peers.connect(port));
    await expect(bench.peers.getByRole('row', { name: /^peer 3,/ })).toBeVisible();
    // Of the rows those that are about peer 2.
    await bench.filter.fill('"Peer 2"');
    await bench.compose('Text', `${'x'.repeat(20_000)}{{counter}};`);
    await (await fillRepeat(bench, { every: '5' })).getByRole('button', { name: 'Start' }).click();
    await expect(stripOf(bench)).toContainText('peer 2 does not read');

    /** Every message so far, whole and in order, of each peer that reads. */
    const counted = (): number => Math.min(expectNumbers(first()), expectNumbers(third()));
    const before = counted();
    // Those that read miss none while the other is waited for by nobody.
    await expect.poll(counted).toBeGreaterThan(before + 50);
    await expect(stateOf(bench)).toHaveText('Repeating every 5 ms');
    await bench.waitForRow(/Peer 2 does not read: the repeat goes on without it/);

    await stripOf(bench).getByRole('button', { name: 'Reset peer 2' }).click();
    await expect(bench.peers.getByRole('row', { name: /^peer 2,/ })).toHaveCount(0);
    await expect(stripOf(bench)).not.toContainText('not read');
    await bench.waitForRow(/Peer 2 takes no more of the repeat; \d+ (?:was|were) not sent to it/);
    const then = counted();
    await expect.poll(counted).toBeGreaterThan(then + 50);

    for (const peer of [4, 5]) {
      (await peers.connect(port)).pause();
      await expect(bench.peers.getByRole('row', { name: new RegExp(`^peer ${peer},`) })).toBeVisible();
    }
    await expect(stripOf(bench)).toContainText('2 do not read');
    await stripOf(bench).getByRole('button', { name: 'Reset a peer…' }).click();
    await expect(bench.page.getByRole('menuitem', { name: /^Reset peer 4/ })).toBeVisible();
    await bench.page.getByRole('menuitem', { name: 'Reset these 2' }).click();
    await expect(bench.peers.getByRole('row', { name: /^peer \d/ })).toHaveCount(2);
    await expect(stripOf(bench)).not.toContainText('not read');
    await stripOf(bench).getByRole('button', { name: 'Stop repeat' }).click();
    await expect(stateOf(bench)).toHaveText('Repeat stopped');
    counted();
  });

  test('refuses what cannot be repeated, and says why it failed', async ({ bench, peers }) => {
    const { port } = await peers.ws(() => undefined);
    await bench.dial('ws', port);
    await bench.choose('Frame kind', 'Close');
    await expect(bench.button('Repeat…')).toBeDisabled();
    await bench.choose('Frame kind', 'Text');
    await bench.compose('Text', '\n\n');
    const form = await fillRepeat(bench, { every: '0' });
    await expect(form.getByRole('button', { name: 'Start' })).toBeDisabled();
    await form.getByRole('spinbutton', { name: 'Every' }).fill('20');
    await form.getByRole('checkbox', { name: 'Line by line' }).check();
    await form.getByRole('button', { name: 'Start' }).click();
    await expect(form.getByRole('alert')).toHaveText('There is no line to send');
  });

  test('shows assistive technology no fault', async ({ bench, peers }) => {
    const { port } = await peers.tcp((socket) => void socket.resume());
    await bench.dial('tcp', port);
    await bench.compose('Text', 'tick');
    const form = await fillRepeat(bench, { every: '20' });
    expect(await violationsInBoth(bench.page, { besides: ['region'] })).toEqual([]);
    await form.getByRole('button', { name: 'Start' }).click();
    await expect(stateOf(bench)).toHaveText('Repeating every 20 ms');
    expect(await violationsInBoth(bench.page)).toEqual([]);
    await stripOf(bench).getByRole('button', { name: 'Stop repeat' }).click();
    await expect(stateOf(bench)).toHaveText('Repeat stopped');
    expect(await violationsInBoth(bench.page)).toEqual([]);
  });
});
