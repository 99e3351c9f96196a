import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Locator } from '@playwright/test';
import { collect, expect, test } from './fixture.js';
import type { Bench } from './fixture.js';
import { firstJson } from './headless.js';

/** Where an element is on screen. */
async function boxOf(place: Locator): Promise<{ x: number; y: number; width: number; height: number }> {
  const box = await place.boundingBox();
  if (box === null) throw new Error('It is not on screen');
  return box;
}

async function repeatEvery(bench: Bench, seconds: string): Promise<void> {
  await bench.button('Repeat…').click();
  const form = bench.page.getByRole('dialog', { name: 'Repeat…' });
  await form.getByRole('spinbutton', { name: 'Every' }).fill(seconds);
  await form.getByRole('button', { name: 'Start' }).click();
  await expect(form).toHaveCount(0);
}

test.describe('the composer in a small window', () => {
  for (const scheme of ['dark', 'light'] as const) {
    test.describe(scheme, () => {
      test.use({ colorScheme: scheme, viewport: { width: 1024, height: 700 } });

      test('keeps six lines of the message while a repeat and a queue are under way', async ({
        bench,
        peers,
      }) => {
        const { port } = await peers.tcp((socket) => void socket.resume());
        await bench.dial('tcp', port);
        await bench.compose('Text', Array.from({ length: 9 }, (_, n) => `line ${n + 1}`).join('\n'));
        await bench.page.getByRole('tab', { name: /^Queue/ }).click();
        await bench.page.getByRole('spinbutton', { name: 'Delay before each that is added' }).fill('60000');
        await bench.message.focus();
        await bench.page.keyboard.press('Alt+Enter');
        await bench.page.getByRole('tab', { name: /^Saved/ }).click();
        await repeatEvery(bench, '30');
        const repeat = bench.page.getByRole('group', { name: 'Repeat', exact: true });
        const queue = bench.page.getByRole('group', { name: 'Queue controls' });
        await expect(repeat).toBeVisible();
        await expect(queue).toBeVisible();
        // What can be pressed is all there, by its name.
        for (const button of ['Pause', 'Stop repeat'])
          await expect(repeat.getByRole('button', { name: button })).toBeInViewport({ ratio: 1 });
        for (const button of ['Go on', 'Step', 'Show'])
          await expect(queue.getByRole('button', { name: button })).toBeInViewport({ ratio: 1 });
        const editor = bench.composer.locator('.cm-scroller');
        const line = await boxOf(editor.locator('.cm-line').first());
        const first = await boxOf(editor);
        const top = (await boxOf(repeat)).y;
        expect((top - line.y) / line.height).toBeGreaterThanOrEqual(6);
        expect(first.y + first.height).toBeLessThanOrEqual(top + 1);

        await bench.write('');
        const why = bench.composer.getByText('Type a message first', { exact: true });
        await expect(why).toBeVisible();
        const bar = await boxOf(bench.page.getByRole('radiogroup', { name: 'Composer mode' }));
        expect((await boxOf(why)).y).toBeGreaterThan(bar.y + bar.height + 4);
        const send = await boxOf(bench.sendButton);
        for (const name of ['Queue…', 'Repeat…']) {
          const button = await boxOf(bench.button(name));
          expect(button.x + button.width).toBeLessThanOrEqual(send.x + send.width + 1);
        }
      });

      test('formats JSON from the menu, where the bar has no room for two buttons', async ({
        bench,
        peers,
      }) => {
        const { port } = await peers.ws(() => undefined);
        await bench.dial('ws', port);
        await bench.compose('JSON', '{"a":12345678901234567890}');
        await expect(bench.button('Format')).toBeHidden();
        await bench.button('Edit the message').click();
        await bench.page.getByRole('menuitem', { name: 'Format', exact: true }).click();
        await expect(bench.message.locator('.cm-line')).toHaveText(['{', '  "a": 12345678901234567890', '}']);
      });
    });
  }
});

test('takes the repeat of a message along when it is first saved', async ({ bench, host, peers }) => {
  const { port } = await peers.tcp((socket) => void socket.resume());
  await bench.dial('tcp', port);
  await bench.saveAs('till');
  await bench.compose('Text', 'HELO\nQUIT');
  await bench.button('Repeat…').click();
  const form = bench.page.getByRole('dialog', { name: 'Repeat…' });
  await form.getByRole('spinbutton', { name: 'Every' }).fill('0.25');
  await form.getByRole('spinbutton', { name: /^Times/ }).fill('7');
  await form.getByRole('checkbox', { name: 'Line by line' }).check();
  await bench.page.keyboard.press('Escape');
  await bench.button('Save message').click();
  // Before its name is asked for, Enter would press the button again.
  await expect(bench.page.getByRole('textbox', { name: 'New name' })).toBeFocused();
  await bench.page.keyboard.press('Enter');
  const stored = async (): Promise<unknown> => {
    const kept = (await firstJson(join(host.workspace, 'connections'))) as {
      messages?: { repeat?: unknown }[];
    } | null;
    return kept?.messages?.map((one) => one.repeat);
  };
  await expect.poll(stored).toEqual([{ everyMs: 250, times: 7, lines: true }]);
  // Another tab has nothing set: the message brings what it needs.
  await form.waitFor({ state: 'hidden' });
  await bench.reload();
  await bench.savedMessages.getByRole('treeitem').first().click();
  await bench.button('Repeat…').click();
  await expect(form.getByRole('spinbutton', { name: 'Every' })).toHaveValue('250');
  await expect(form.getByRole('checkbox', { name: 'Line by line' })).toBeChecked();
});

test('says that bytes are no text, keeps them, and leads back to them', async ({ bench, peers }) => {
  let far: ReturnType<typeof collect> | undefined;
  const { port } = await peers.tcp((socket) => (far = collect(socket)));
  await bench.dial('tcp', port);
  await bench.compose('Hex', '41 c3 28');
  await bench.mode('Text');
  const note = bench.page.getByRole('status', { name: 'Bytes that are no text' });
  await expect(note).toContainText('The bytes in Hex are not UTF-8: byte 0xC3 at 1.');
  await expect(bench.message).toHaveText('Type a message');
  await note.getByRole('button', { name: 'Edit in Hex' }).click();
  await expect(bench.page.getByRole('radio', { name: 'Hex', exact: true })).toBeChecked();
  await expect(bench.message).toHaveText('41 c3 28');
  await expect(bench.message).toBeFocused();
  await bench.mode('JSON');
  await expect(note).toBeVisible();
  await bench.mode('Hex');
  await bench.sendButton.click();
  await expect.poll(() => far?.bytes().toString('hex')).toBe('41c328');
});

test('resolves variables in a crafted frame, shows its bytes first, and refuses unknown names', async ({
  bench,
  host,
  peers,
}) => {
  await writeFile(
    join(host.workspace, 'variables.json'),
    JSON.stringify({ schema: 2, variables: [{ name: 'pair', value: 'ab' }] }),
  );
  const far: string[] = [];
  const { port } = await peers.ws((socket) =>
    socket.on('message', (data: Buffer) => far.push(data.toString())),
  );
  await bench.dial('ws', port);
  await bench.compose('Frame', '{{pair}} {{counter}} {{random string 6 xyz}}');
  const leaves = bench.page.getByRole('region', { name: 'What leaves' });
  const bytes = leaves.getByRole('list', { name: 'Bytes that leave' });
  // The length and the mask are those of what is put in: 2 + 1 + 1 + 1 + 6.
  await expect(bytes).toContainText('masked, length 11');
  await expect(bytes).toContainText(/“ab 1 [xyz]{6}”/);
  const shown = /“(.*)”/.exec(await bytes.innerText())?.[1];
  await bench.sendButton.click();
  await expect.poll(() => far).toEqual([shown]);
  // The next one is another: the counter went on once, previews leave it alone.
  await expect(bytes).toContainText(/“ab 2 [xyz]{6}”/);

  // In a small window nothing runs into anything else.
  await bench.page.setViewportSize({ width: 1024, height: 700 });
  const typedAs = bench.page.getByRole('radiogroup', { name: 'Payload typed as' });
  await expect
    .poll(async () => {
      const [box, room] = [await boxOf(typedAs), await boxOf(leaves)];
      return box.x + box.width <= room.x;
    })
    .toBe(true);

  await bench.write('{{nobody}}');
  await expect(bench.sendButton).toBeDisabled();
  await expect(bench.composer.getByText('Mend the message first')).toBeVisible();
  await expect(bench.page.getByRole('group', { name: 'Problems' })).toContainText('nobody');

  // Saved and put into the queue it is resolved when it leaves, too.
  await bench.write('{{pair}}-{{counter}}');
  await expect(bench.sendButton).toBeEnabled();
  await bench.message.focus();
  await bench.page.keyboard.press('Alt+Enter');
  const queue = bench.page.getByRole('group', { name: 'Queue controls' });
  await queue.getByRole('button', { name: 'Step' }).click();
  await expect.poll(() => far).toEqual([shown, 'ab-2']);
});
