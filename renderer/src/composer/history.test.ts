import { describe, expect, it } from 'vitest';
import type { SentEntry } from '../../../contract/index.js';
import { emptyMessage } from '../stores/tab.js';
import { atDraft, bringBack, recall, recallable, recalledOf } from './history.js';

const entry = (body: string | null, part: Partial<SentEntry> = {}): SentEntry => ({
  at: 1,
  message: null,
  name: '',
  mode: 'text',
  body,
  kind: 'text',
  session: null,
  seq: null,
  bytes: 1,
  peers: 1,
  failure: null,
  ...part,
});
const typed = (body: string) => recalledOf({ ...emptyMessage(), bodies: { text: body } });
const bodies = (entries: readonly SentEntry[], history: { mode: 'text' | 'hex'; body: string }[] = []) =>
  recallable(entries, { history }).map(({ body }) => body);

describe('what can be recalled', () => {
  it('is what left, the same twice in a row once, then what older tabs remembered', () => {
    expect(bodies([entry('b'), entry('b'), entry('a'), entry('b')])).toEqual(['b', 'a', 'b']);
    expect(bodies([entry('b')], [{ mode: 'hex', body: '00' }])).toEqual(['b', '00']);
  });

  it('leaves out what never left, what was too long to keep, and nothing at all', () => {
    expect(bodies([entry('x', { peers: 0, failure: 'no' }), entry(null), entry('')])).toEqual([]);
  });

  it('tells two apart by more than their text', () => {
    const entries = [
      entry('00', { mode: 'hex', kind: 'binary' }),
      entry('00', { mode: 'hex', kind: 'ping' }),
    ];
    expect(recallable(entries, { history: [] }).map(({ kind }) => kind)).toEqual(['binary', 'ping']);
  });

  it('brings a frame back with its mode, and leaves other texts and a frame that waits alone', () => {
    const draft = { ...emptyMessage(), bodies: { text: 'draft' }, frame: { rsv1: true } };
    const [crafted, plain] = recallable(
      [entry('ff', { mode: 'hex', frame: { rsv2: true } }), entry('hi', { ending: 'crlf' })],
      { history: [] },
    );
    bringBack(draft, crafted!);
    expect(draft).toMatchObject({
      mode: 'hex',
      crafting: true,
      frame: { rsv2: true },
      bodies: { text: 'draft', hex: 'ff' },
    });
    bringBack(draft, plain!);
    expect(draft).toMatchObject({ mode: 'text', crafting: false, frame: { rsv2: true }, ending: 'crlf' });
    expect(draft.bodies['text']).toBe('hi');
  });
});

describe('recall', () => {
  const history = [typed('c'), typed('b'), typed('a')];

  it('goes back and forward, and gives the draft back', () => {
    const one = recall(history, atDraft, 1, typed('draft'))!;
    expect(one.message.body).toBe('c');
    const two = recall(history, one.recall, 1, typed('c'))!;
    expect(two.message.body).toBe('b');
    const back = recall(history, two.recall, -1, typed('b'))!;
    const draft = recall(history, back.recall, -1, typed('c'))!;
    expect(draft.message.body).toBe('draft');
    expect(draft.recall.at).toBe(-1);
  });

  it('passes over what stands in the editor already, and ends at both ends', () => {
    expect(recall(history, atDraft, 1, typed('c'))?.message.body).toBe('b');
    expect(recall(history, atDraft, -1, typed('x'))).toBeNull();
    expect(recall(history, { at: 2, draft: typed('x') }, 1, typed('a'))).toBeNull();
    expect(recall([], atDraft, 1, typed('x'))).toBeNull();
  });
});
