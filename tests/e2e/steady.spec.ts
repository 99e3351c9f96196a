import type { Locator } from '@playwright/test';
import { expect, test } from './fixture.js';

test.describe('what holds still', () => {
  test('a peer stays under the pointer when the one above it goes', async ({ bench, peers }) => {
    const port = await bench.serve('tcp');
    const far = [await peers.connect(port), await peers.connect(port), await peers.connect(port)];
    const ports = far.map(({ localPort }) => localPort);
    const row = (n: number): Locator => bench.peers.getByRole('row').filter({ hasText: `:${ports[n]}` });
    await expect(row(2)).toBeVisible();
    await row(1).hover();
    const before = await row(1).boundingBox();
    far[0]?.resetAndDestroy();
    await expect(row(0)).toContainText('Closed');
    expect((await row(1).boundingBox())?.y).toBe(before?.y);
    await bench.timeline.hover();
    await expect(row(0)).toHaveCount(0);
    await expect(row(1)).toBeVisible();
  });

  test('the active tab is whole in sight, also when the window becomes narrow', async ({ bench, host }) => {
    for (let n = 1; n <= 8; n++) await bench.openQuick('tcp', 'client', `host-number-${n}.example:${n}000`);
    const strip = bench.page.getByRole('tablist', { name: 'Open tabs' });
    const inSight = async (): Promise<boolean> => {
      const [outer, tab] = [await strip.boundingBox(), await bench.tab('host-number-8').boundingBox()];
      if (outer === null || tab === null) return false;
      return tab.x >= outer.x - 1 && tab.x + tab.width <= outer.x + outer.width + 1;
    };
    await expect.poll(inSight).toBe(true);
    await bench.page.setViewportSize({ width: 1024, height: 700 });
    await expect.poll(inSight).toBe(true);
    await expect.poll(() => host.state()).toContain('host-number-8');
    await bench.reload();
    await expect.poll(inSight).toBe(true);
  });
});
