import { beforeEach, describe, expect, it } from 'vitest';
import { openTestTimeline, settle, tenth, whole } from './test-timeline.js';
import type { LoggingHost } from './test-timeline.js';
import type { Timeline } from './timeline.js';

let host: LoggingHost;
let timeline: Timeline;
beforeEach(async () => {
  ({ host, timeline } = await openTestTimeline());
});

describe('the selected row of a timeline', () => {
  it('keeps the selected row where another view has it, and lets go where it has not', async () => {
    timeline.selected.value = 979;
    expect(timeline.selectedRow.value?.seq).toBe(980);
    await timeline.show(tenth);
    expect(timeline.count.value).toBe(100);
    expect(timeline.selected.value).toBe(97);
    expect(timeline.selectedRow.value?.seq).toBe(980);
    await timeline.show(whole);
    timeline.selected.value = 980;
    await settle();
    await timeline.show(tenth);
    expect(timeline.selected.value).toBe(-1);
    expect(timeline.selectedRow.value).toBeNull();
  });

  it('keeps what it knows of the selected row when its page is long gone', async () => {
    timeline.selected.value = 990;
    for (let page = 0; page < 100; page++) {
      host.log(1_000 + page * 300);
      await settle();
    }
    expect(timeline.row(990)).toBeNull();
    expect(timeline.selectedRow.value?.seq).toBe(991);
  });

  it('reads the row that is selected out of sight', async () => {
    timeline.selected.value = 3;
    expect(timeline.selectedRow.value).toBeNull();
    await settle();
    expect(timeline.selectedRow.value?.seq).toBe(4);
  });

  it('keeps in another layer what belongs to the selected row, and brings it into sight', async () => {
    timeline.follow.value = false;
    timeline.selected.value = 776;
    await settle();
    expect(timeline.selectedRow.value?.seq).toBe(777);
    // The other layer has every tenth row; the message of frame 777 is row 780.
    host.related = { message: 780, frames: [777], total: 1 };
    await timeline.show({ ...whole, layer: 'wire' });
    await settle();
    expect([timeline.selected.value, timeline.selectedRow.value?.seq]).toEqual([77, 780]);
    expect(timeline.goal.value).toEqual({ position: 77 });
    host.related = null;
    timeline.selected.value = -1;
    await timeline.show({ ...whole, layer: 'messages' });
    expect(timeline.selected.value).toBe(-1);
  });

  it('keeps the selected row in sight when a filter is set and taken off again', async () => {
    timeline.follow.value = false;
    await timeline.show(tenth);
    timeline.selected.value = 49;
    await settle();
    expect(timeline.selectedRow.value?.seq).toBe(500);
    await timeline.show(whole);
    await settle();
    expect([timeline.selected.value, timeline.goal.value]).toEqual([499, { position: 499 }]);
    await timeline.show(tenth);
    await settle();
    expect([timeline.selected.value, timeline.goal.value]).toEqual([49, { position: 49 }]);
  });

  it('selects a row that is sought once the next view is there, and tells where it is not', async () => {
    const found = timeline.seek(500);
    await timeline.show(tenth);
    expect(await found).toBe(true);
    await settle();
    expect([timeline.selected.value, timeline.selectedRow.value?.seq]).toEqual([49, 500]);
    expect(timeline.follow.value).toBe(false);
    const lost = timeline.seek(501);
    await timeline.show(tenth);
    expect(await lost).toBe(false);
    const never = timeline.seek(3);
    timeline.dispose();
    expect(await never).toBe(false);
  });
});
