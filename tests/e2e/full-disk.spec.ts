import { execFileSync } from 'node:child_process';
import { closeSync, mkdirSync, mkdtempSync, openSync, rmSync, rmdirSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Bench, Headless, expect, test } from './fixture.js';
import { writeEmptyWorkspace } from './headless.js';

/** A real file system of a few megabytes. */
const mount = (at: string): unknown =>
  execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=6m', 'tmpfs', at], { stdio: 'ignore' });
const unmount = (at: string): unknown => execFileSync('umount', ['-l', at], { stdio: 'ignore' });

/** Writes until the disk takes no more: the host may write as well meanwhile, so how much that is cannot be known. */
function fill(file: string): void {
  const descriptor = openSync(file, 'w');
  try {
    for (;;) writeSync(descriptor, new Uint8Array(64 * 1024));
  } catch (error) {
    expect(error).toMatchObject({ code: 'ENOSPC' });
  } finally {
    closeSync(descriptor);
  }
}

/** Mounting takes rights that a person at a desk does not have; engine/disk-trouble.test.ts runs everywhere. */
function canMount(): boolean {
  const at = mkdtempSync(join(tmpdir(), 'wirebench-mount-'));
  try {
    mount(at);
    unmount(at);
    return true;
  } catch {
    return false;
  } finally {
    rmdirSync(at);
  }
}

const name =
  'keeps the conversation and every row while the disk is full, says so, and goes on when there is room';
if (canMount()) {
  test(name, async ({ page, directory, peers, console: watch }) => {
    const disk = join(directory, 'disk');
    mkdirSync(disk);
    mount(disk);
    try {
      const workspace = join(disk, 'workspace');
      await writeEmptyWorkspace(workspace);
      const host = await Headless.start(workspace);
      watch.follow(page);
      const bench = await Bench.open(page, host.url);
      const { port } = await peers.echo();
      await bench.dial('tcp', port);
      await bench.send('Text', 'while there is room');
      await bench.waitForRow(/^received data, 19 bytes/);

      const ballast = join(disk, 'ballast');
      fill(ballast);
      // More than the last page of the file has room for.
      const large = 'into a full disk '.repeat(1_000);
      await bench.send('Text', large);
      const banner = bench.alert.filter({ hasText: 'Rows are not being written to the disk' });
      await expect(banner).toContainText('the disk is full; free some space');
      await expect(page.getByText('Not recording: rows are kept in memory')).toBeVisible();
      // Tabs and drafts are refused by the same disk: one banner says both, and no notice says it again.
      await expect(banner).toContainText('Open tabs and drafts cannot be kept meanwhile.');
      await expect(bench.alert).toHaveCount(1);
      await expect(page.getByText('Recording has a problem')).toHaveCount(0);
      await bench.waitForRow(/^received data, 17000 bytes, .*into a full disk/);

      rmSync(ballast);
      await expect(banner).toHaveCount(0);
      await bench.send('Text', 'room again');
      await bench.waitForRow(/^received data, 10 bytes, .*room again$/);
      await bench.button('Disconnect').click();
      await bench.waitForRow(/closed by us/);
      await expect(bench.status).toContainText('Closed');
      const rows = await bench.rowCount();

      await page.goto('about:blank');
      await host.restart();
      const after = await Bench.open(page, host.url);
      await after.sessions.getByRole('button', { name: new RegExp(`127\\.0\\.0\\.1:${port}`) }).click();
      await after.expectRowCount(rows);
      await after.waitForRow(/^received data, 17000 bytes, .*into a full disk/);
      await host.stop();
    } finally {
      unmount(disk);
    }
  });
}
