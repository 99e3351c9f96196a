import { createPinia, setActivePinia } from 'pinia';
import { beforeEach, describe, expect, it } from 'vitest';
import { nextTick } from 'vue';
import { fail, maxHeadBytes, ok, RowKind } from '../../../contract/index.js';
import type {
  EventName,
  EventValue,
  Input,
  RelatedRows,
  RequestName,
  RowBatch,
  SessionInfo,
} from '../../../contract/index.js';
import type { Host, HostState } from '../host/index.js';
import { useHostStore } from './host.js';
import { useSessionsStore } from './sessions.js';
import { createTimeline } from './timeline.js';
import type { Timeline } from './timeline.js';
import { isIdentity } from './timeline-spec.js';

/** A host whose session logs rows numbered from 1; a view with text keeps every tenth. Answers wait until let go. */
class LoggingHost implements Host {
  readonly calls: string[] = [];
  readonly openViews = new Set<number>();
  refuse = false;
  /** Rows that filtered views leave out although they pass. */
  readonly without = new Set<number>();
  related: RelatedRows | null = null;
  rows = 0;
  state: HostState = { kind: 'connected', times: 1 };
  private nextView = 1;
  private held: (() => void)[] | null = null;
  private readonly listeners: ((name: EventName, value: unknown) => void)[] = [];
  private readonly stateListeners: ((state: HostState) => void)[] = [];

  on<Name extends EventName>(name: Name, listener: (value: EventValue<Name>) => void): () => void {
    const one = (of: EventName, value: unknown): void => {
      if (of === name) listener(value as EventValue<Name>);
    };
    this.listeners.push(one);
    return () => this.listeners.splice(this.listeners.indexOf(one), 1);
  }

  emit<Name extends EventName>(name: Name, value: EventValue<Name>): void {
    for (const listener of [...this.listeners]) listener(name, value);
  }

  onState(listener: (state: HostState) => void): () => void {
    this.stateListeners.push(listener);
    return () => {};
  }

  /** A new connection: views are gone and their numbers begin again. */
  comeBack(): void {
    this.openViews.clear();
    this.nextView = 1;
    for (const listener of this.stateListeners) listener({ kind: 'connected', times: 2 });
  }

  hold(): void {
    this.held = [];
  }

  letGo(): void {
    for (const go of this.held ?? []) go();
    this.held = null;
  }

  retry(): void {}
  close(): void {}

  seqs(view: number): number[] {
    const step = view === 0 ? 1 : 10;
    const all = Array.from({ length: Math.floor(this.rows / step) }, (_, at) => (at + 1) * step);
    return view === 0 ? all : all.filter((seq) => !this.without.has(seq));
  }

  call: Host['call'] = async (name, input) => {
    // Each case reads the input of its own request.
    const answer = this.answer(name, input as never);
    if (this.held !== null && name === 'rows.read') await new Promise<void>((go) => this.held?.push(go));
    return answer as never;
  };

  private answer(name: RequestName, input: Input<'rows.read'> & Input<'view.locate'>): unknown {
    this.calls.push(
      name === 'rows.read' ? `rows ${input.view} ${input.from}` : `${name} ${input.view ?? ''}`.trim(),
    );
    switch (name) {
      case 'rows.read':
        if (input.view !== 0 && !this.openViews.has(input.view)) return fail('view.unknown', 'No such view.');
        return ok(batch(this.seqs(input.view).slice(input.from, input.to), input.from));
      case 'view.open': {
        if (this.refuse) return fail('view.limit', 'Too many views.');
        const view = this.nextView++;
        this.openViews.add(view);
        return ok({
          view,
          session: 's',
          count: this.seqs(view).length,
          scanned: this.rows,
          done: true,
          generation: 0,
        });
      }
      case 'view.close':
        this.openViews.delete(input.view);
        return ok();
      case 'view.locate': {
        const position = this.seqs(input.view).indexOf(input.seq);
        return ok({ position: position < 0 ? null : position });
      }
      case 'row.related':
        return this.related === null ? fail('row.unknown', 'No row.') : ok(this.related);
      default:
        return fail('internal', name);
    }
  }
}

function batch(seqs: readonly number[], from: number): RowBatch {
  const { length } = seqs;
  return {
    from,
    length,
    total: from + length,
    seq: Float64Array.from(seqs),
    time: Float64Array.from(seqs),
    kind: new Uint8Array(length).fill(RowKind.text),
    direction: new Uint8Array(length),
    flags: new Uint8Array(length),
    peer: new Uint32Array(length),
    size: new Float64Array(length),
    headSize: new Uint8Array(length),
    heads: new Uint8Array(length * maxHeadBytes),
    previewAt: new Uint32Array(length + 1),
    previews: new Uint8Array(),
  };
}

const whole = { filter: {}, framing: { kind: 'raw' } } as const;
const tenth = { filter: { text: '0' }, framing: { kind: 'raw' } } as const;
let host: LoggingHost;
let timeline: Timeline;

/** Lets promises settle: answers here come in microtasks. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 20; turn++) await Promise.resolve();
  await nextTick();
}

function log(rows: number): void {
  host.rows = rows;
  // The timeline reads nothing of a session but its rows.
  useSessionsStore().byId.set('s', { id: 's', rows } as SessionInfo);
}

beforeEach(async () => {
  setActivePinia(createPinia());
  host = new LoggingHost();
  useHostStore().attach(host);
  log(1_000);
  timeline = createTimeline(useHostStore(), useSessionsStore(), 's');
  await timeline.show(whole);
  timeline.want(970, 1_000);
  await settle();
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
    log(5_000);
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
    log(2_000);
    log(9_000);
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
    log(50_000);
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
      log(1_000 + page * 300);
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
    log(1_500);
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

  it('stops listening and gives its view back', async () => {
    await timeline.show(tenth);
    timeline.dispose();
    log(9_999);
    await settle();
    expect(host.openViews.size).toBe(0);
    expect(timeline.count.value).toBe(100);
  });
});
