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
import { useHostStore } from './host.js';
import { useSessionsStore } from './sessions.js';
import { openTestHost } from './test-host.js';
import { createTimeline } from './timeline.js';
import type { Timeline } from './timeline.js';

/** Every row of the log. */
export const whole = { filter: {}, framing: { kind: 'raw' } } as const;
/** Every tenth row. */
export const tenth = { filter: { text: '0' }, framing: { kind: 'raw' } } as const;

/** A host whose session logs rows numbered from 1; a view with text keeps every tenth. Answers wait until let go. */
export class LoggingHost {
  readonly calls: string[] = [];
  readonly openViews = new Set<number>();
  refuse = false;
  /** Rows that filtered views leave out although they pass. */
  readonly without = new Set<number>();
  related: RelatedRows | null = null;
  rows = 0;
  #nextView = 1;
  #held: (() => void)[] | null = null;
  // The table of one function: each case reads the input of its own request.
  readonly #host = openTestHost(async (name, input) => {
    const answer = this.#answer(name as RequestName, input);
    if (this.#held !== null && name === 'rows.read') await new Promise<void>((go) => this.#held?.push(go));
    return answer;
  });

  /** The session has so many rows by now, and the page knows. */
  log(rows: number): void {
    this.rows = rows;
    // The timeline reads nothing of a session but its rows.
    useSessionsStore().byId.set('s', { id: 's', rows } as SessionInfo);
  }

  emit<Name extends EventName>(name: Name, value: EventValue<Name>): void {
    this.#host.say(name, value);
  }

  /** A new connection: views are gone and their numbers begin again. */
  comeBack(): void {
    this.openViews.clear();
    this.#nextView = 1;
    this.#host.comeBack();
  }

  hold(): void {
    this.#held = [];
  }

  letGo(): void {
    for (const go of this.#held ?? []) go();
    this.#held = null;
  }

  #seqs(view: number): number[] {
    const step = view === 0 ? 1 : 10;
    const all = Array.from({ length: Math.floor(this.rows / step) }, (_, at) => (at + 1) * step);
    return view === 0 ? all : all.filter((seq) => !this.without.has(seq));
  }

  #answer(name: RequestName, input: Input<'rows.read'> & Input<'view.locate'>): unknown {
    this.calls.push(
      name === 'rows.read' ? `rows ${input.view} ${input.from}` : `${name} ${input.view ?? ''}`.trim(),
    );
    switch (name) {
      case 'rows.read':
        if (input.view !== 0 && !this.openViews.has(input.view)) return fail('view.unknown', 'No such view.');
        return ok(batch(this.#seqs(input.view).slice(input.from, input.to), input.from));
      case 'view.open': {
        if (this.refuse) return fail('view.limit', 'Too many views.');
        const view = this.#nextView++;
        this.openViews.add(view);
        return ok({
          view,
          session: 's',
          count: this.#seqs(view).length,
          scanned: this.rows,
          done: true,
          generation: 0,
        });
      }
      case 'view.close':
        this.openViews.delete(input.view);
        return ok();
      case 'view.locate': {
        const position = this.#seqs(input.view).indexOf(input.seq);
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

/** Lets promises settle: answers here come in microtasks. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < 20; turn++) await Promise.resolve();
  await nextTick();
}

/** A timeline that shows the end of a log of a thousand rows. */
export async function openTestTimeline(): Promise<{
  readonly host: LoggingHost;
  readonly timeline: Timeline;
}> {
  const host = new LoggingHost();
  host.log(1_000);
  const timeline = createTimeline(useHostStore(), useSessionsStore(), 's');
  await timeline.show(whole);
  timeline.want(970, 1_000);
  await settle();
  return { host, timeline };
}
