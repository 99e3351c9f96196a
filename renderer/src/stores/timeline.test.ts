import { beforeEach, describe, expect, it } from 'vitest';
import { openTestTimeline, settle, tenth, whole } from './test-timeline.js';
import type { LoggingHost } from './test-timeline.js';
import type { Timeline } from './timeline.js';
import { isIdentity } from './timeline-spec.js';

let host: LoggingHost;
let timeline: Timeline;
beforeEach(async () => {
  ({ host, timeline } = await openTestTimeline());
});

describe('timeline', () => {
  it('knows when the log itself serves', () => {
    expect(isIdentity(whole)).toBe(true);
    expect(isIdentity({ ...whole, filter: { text: '', peer: null, afterSeq: 0 } })).toBe(true);
    for (const filter of [{ text: 'a' }, { peer: 0 }, { afterSeq: 1 }, { kinds: [] }, { directions: [] }]) {
      expect(isIdentity({ ...whole, filter }), JSON.stringify(filter)).toBe(false);
    }
    expect(isIdentity({ ...whole, framing: { kind: 'line' } })).toBe(false);
  });

  it('has the newest rows before it is ready', () => {
    expect(timeline.ready.value).toBe(true);
    expect(timeline.count.value).toBe(1_000);
    expect(timeline.row(999)?.seq).toBe(1_000);
  });

  it('grows while following only once the rows at the end are here', async () => {
    host.hold();
    host.log(5_000);
    await settle();
    expect(timeline.count.value).toBe(1_000);
    host.letGo();
    await settle();
    expect(timeline.count.value).toBe(5_000);
    expect(timeline.row(4_999)?.seq).toBe(5_000);
    expect(timeline.row(4_999 - 30)?.seq).toBe(4_970);
  });

  it('catches up with rows that came while it read', async () => {
    host.hold();
    host.log(2_000);
    host.log(9_000);
    host.letGo();
    await settle();
    expect(timeline.count.value).toBe(9_000);
    expect(timeline.row(8_999)?.seq).toBe(9_000);
  });

  it('counts at once and reads nothing while it holds still', async () => {
    timeline.follow.value = false;
    timeline.want(500, 530);
    await settle();
    host.calls.length = 0;
    host.log(50_000);
    expect(timeline.count.value).toBe(50_000);
    await settle();
    expect(host.calls).toEqual([]);
  });

  it('reads a page once, however often it is wanted', async () => {
    host.calls.length = 0;
    timeline.want(0, 30);
    timeline.want(1, 31);
    await settle();
    timeline.want(2, 32);
    await settle();
    expect(host.calls).toEqual(['rows 0 0']);
  });

  it('closes the view it leaves and shows the last one asked for', async () => {
    const first = timeline.show(tenth);
    const second = timeline.show({ ...tenth, filter: { text: '00' } });
    await Promise.all([first, second]);
    await settle();
    expect([...host.openViews]).toEqual([timeline.view()]);
    await timeline.show(whole);
    await settle();
    expect(host.openViews.size).toBe(0);
  });

  it('goes on with what it shows when another view is refused', async () => {
    host.refuse = true;
    await timeline.show(tenth);
    expect(timeline.failure.value?.code).toBe('view.limit');
    expect(timeline.row(999)?.seq).toBe(1_000);
    host.log(1_500);
    await settle();
    expect(timeline.row(1_499)?.seq).toBe(1_500);
    host.refuse = false;
    timeline.retry();
    await settle();
    expect(timeline.failure.value).toBeNull();
    expect(timeline.count.value).toBe(150);
  });

  it('opens its view again on a new connection, where old numbers mean other views', async () => {
    await timeline.show(tenth);
    host.calls.length = 0;
    host.comeBack();
    await settle();
    expect(host.calls).toContain('view.open');
    expect(host.calls.some((call) => call.startsWith('view.close'))).toBe(false);
    expect([...host.openViews]).toEqual([timeline.view()]);
  });

  it('follows what the host says of its view, and of no other', async () => {
    await timeline.show(tenth);
    const info = { session: 's', scanned: 500, done: false, generation: 0 };
    host.emit('view.changed', { ...info, view: timeline.view() + 1, count: 7 });
    expect(timeline.done.value).toBe(true);
    host.rows = 2_000;
    host.emit('view.changed', { ...info, view: timeline.view(), count: 200 });
    await settle();
    expect(timeline.count.value).toBe(200);
    expect(timeline.done.value).toBe(false);
    expect(timeline.scanned.value).toBe(500);
  });

  it('hears what the host finds while the first rows of a view are read', async () => {
    timeline.follow.value = false;
    host.hold();
    const shown = timeline.show(tenth);
    await settle();
    host.rows = 1_500;
    host.emit('view.changed', {
      view: 1,
      session: 's',
      count: 150,
      scanned: 1_500,
      done: false,
      generation: 0,
    });
    host.letGo();
    await shown;
    expect(timeline.count.value).toBe(150);
    expect(timeline.done.value).toBe(false);
  });

  it('reads its view anew where rows have changed places, and selects what came in place of a lost row', async () => {
    await timeline.show(tenth);
    timeline.selected.value = 3;
    await settle();
    expect(timeline.selectedRow.value?.seq).toBe(40);
    // Row 40 is left out from now on.
    host.without.add(40);
    const info = { view: timeline.view(), session: 's', scanned: 1_000, done: true };
    host.emit('view.changed', { ...info, count: 99, generation: 1 });
    await settle();
    expect(timeline.count.value).toBe(99);
    expect([timeline.selected.value, timeline.selectedRow.value?.seq]).toEqual([3, 50]);
    // A row that comes back moves the selected one, which stays selected.
    host.without.clear();
    host.emit('view.changed', { ...info, count: 100, generation: 2 });
    await settle();
    expect([timeline.selected.value, timeline.selectedRow.value?.seq]).toEqual([4, 50]);
    expect(host.calls.filter((call) => call.startsWith('view.close'))).toEqual([]);
    expect([...host.openViews]).toEqual([timeline.view()]);
  });

  it('keeps the row that was chosen while another view is on its way, not the one before it', async () => {
    timeline.want(490, 510);
    await settle();
    timeline.selected.value = 999;
    await settle();
    const shown = timeline.show(tenth);
    // The one before is being looked for in it already.
    while (!host.calls.some((call) => call.startsWith('view.locate'))) await Promise.resolve();
    timeline.selected.value = 499;
    await shown;
    await settle();
    expect(timeline.count.value).toBe(100);
    expect([timeline.selected.value, timeline.selectedRow.value?.seq]).toEqual([49, 500]);
  });

  it('stops listening and gives its view back', async () => {
    await timeline.show(tenth);
    timeline.dispose();
    host.log(9_999);
    await settle();
    expect(host.openViews.size).toBe(0);
    expect(timeline.count.value).toBe(100);
  });
});
