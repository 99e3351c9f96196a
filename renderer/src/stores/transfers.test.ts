import { beforeEach, describe, expect, it } from 'vitest';
import { fail, ok } from '../../../contract/index.js';
import { BlobSink } from './export-sink.js';
import { exportRows } from './exports.js';
import { useHostStore } from './host.js';
import { openTestHost } from './test-host.js';
import { sendFile, transferChunkBytes, transferWindow } from './transfers.js';

interface Call {
  readonly name: string;
  readonly input: { readonly data?: Uint8Array; readonly cancel?: boolean; readonly size?: number };
}
let calls: Call[];
let answer: (name: string, count: number) => unknown;

beforeEach(() => {
  calls = [];
  openTestHost((name, input: Call['input']) => {
    calls.push({ name, input });
    return answer(name, calls.filter((one) => one.name === name).length);
  });
});
const names = (): string[] => calls.map((one) => one.name);
const begin = { session: 's', to: 'all', kind: 'data', name: 'a.bin' } as const;

describe('sendFile', () => {
  const report = { peers: 1, bytes: 5, failures: [] };
  const usual = (name: string): unknown =>
    name === 'transfer.begin' ? ok({ transfer: 7 }) : name === 'transfer.end' ? ok(report) : ok({ sent: 1 });

  it('streams every byte in order, a chunk at a time', async () => {
    answer = usual;
    const bytes = Uint8Array.from({ length: transferChunkBytes * 2 + 5 }, (_, at) => at % 251);
    const sent: number[] = [];
    const done = await sendFile(useHostStore(), new Blob([bytes]), begin, {
      onSent: (many) => sent.push(many),
      signal: new AbortController().signal,
    });
    expect(done).toEqual(ok(report));
    expect(names()).toEqual([
      'transfer.begin',
      ...Array.from({ length: 3 }, () => 'transfer.chunk'),
      'transfer.end',
    ]);
    expect(calls[0]?.input.size).toBe(bytes.length);
    const arrived = calls.flatMap((one) => [...(one.input.data ?? [])]);
    expect(arrived).toEqual([...bytes]);
    expect(sent).toEqual([transferChunkBytes, transferChunkBytes * 2, bytes.length]);
    expect(calls.at(-1)?.input.cancel).toBe(false);
  });

  it('cancels at once while the peer takes nothing', async () => {
    const abort = new AbortController();
    answer = (name) => {
      if (name !== 'transfer.chunk') return usual(name);
      abort.abort();
      return new Promise(() => undefined);
    };
    const done = await sendFile(useHostStore(), new Blob([new Uint8Array(4)]), begin, {
      onSent: () => undefined,
      signal: abort.signal,
    });
    expect(done).toMatchObject({ ok: false, error: { code: 'transfer.cancelled' } });
    expect(names()).toEqual(['transfer.begin', 'transfer.chunk', 'transfer.end']);
    expect(calls.at(-1)?.input.cancel).toBe(true);
  });

  it('ends a cancelled transfer as cancelled and sends nothing after', async () => {
    const abort = new AbortController();
    answer = usual;
    const file = new Blob([new Uint8Array(transferChunkBytes * 3 * transferWindow)]);
    const done = await sendFile(useHostStore(), file, begin, {
      onSent: () => abort.abort(),
      signal: abort.signal,
    });
    expect(done).toMatchObject({ ok: false, error: { code: 'transfer.cancelled' } });
    const chunks = Array.from({ length: transferWindow }, () => 'transfer.chunk');
    expect(names()).toEqual(['transfer.begin', ...chunks, 'transfer.end']);
    expect(calls.at(-1)?.input.cancel).toBe(true);
  });

  it('has a bounded number of chunks under way, however large the file', async () => {
    let waiting = 0;
    let most = 0;
    answer = (name) => {
      if (name !== 'transfer.chunk') return usual(name);
      most = Math.max(most, ++waiting);
      return new Promise((taken) => setImmediate(() => (waiting--, taken(ok({ sent: 1 })))));
    };
    const file = new Blob([new Uint8Array(transferChunkBytes * 20)]);
    const options = { onSent: () => undefined, signal: new AbortController().signal };
    expect((await sendFile(useHostStore(), file, begin, options)).ok).toBe(true);
    expect(most).toBe(transferWindow);
  });

  it('gives up at the first chunk that is refused', async () => {
    answer = (name) => (name === 'transfer.chunk' ? fail('send.closed', 'gone') : usual(name));
    const done = await sendFile(useHostStore(), new Blob(['abc']), begin, {
      onSent: () => {},
      signal: new AbortController().signal,
    });
    expect(done).toMatchObject({ ok: false, error: { code: 'send.closed' } });
    expect(calls.at(-1)).toMatchObject({ name: 'transfer.end', input: { cancel: true } });
  });

  it('sends an empty file as an empty message', async () => {
    answer = usual;
    const options = { onSent: () => {}, signal: new AbortController().signal };
    expect((await sendFile(useHostStore(), new Blob([]), begin, options)).ok).toBe(true);
    expect(names()).toEqual(['transfer.begin', 'transfer.end']);
  });
});

describe('exportRows', () => {
  const blobSink = (): BlobSink => new BlobSink('text/csv', () => Promise.resolve(ok()));
  const what = { session: 's', view: 0, format: 'csv' } as const;
  const begun = ok({ export: 3, name: 's.csv', type: 'text/csv' });
  const piece = (text: string, rows: number, done: boolean): unknown =>
    ok({ data: new TextEncoder().encode(text), bytes: text.length, rows, done });

  it('joins the pieces in order and tells how far it is', async () => {
    answer = (name, count) => (name === 'export.begin' ? begun : piece(`part ${count};`, count, count === 3));
    const rows: number[] = [];
    const sink = blobSink();
    const done = await exportRows(useHostStore(), what, sink, {
      onProgress: (count) => rows.push(count),
      signal: new AbortController().signal,
    });
    if (!done.ok) throw new Error(done.error.message);
    expect(await sink.blob.text()).toBe('part 1;part 2;part 3;');
    expect(done.value).toMatchObject({ name: 's.csv', rows: 3, bytes: 21 });
    expect(rows).toEqual([1, 2, 3]);
    expect(names().at(-1)).toBe('export.end');
  });

  it('ends the export on the host when cancelled and when a piece fails', async () => {
    const abort = new AbortController();
    answer = (name) => (name === 'export.begin' ? begun : piece('x', 1, false));
    const sink = blobSink();
    const cancelled = await exportRows(useHostStore(), what, sink, {
      onProgress: () => abort.abort(),
      signal: abort.signal,
    });
    expect(cancelled).toMatchObject({ ok: false, error: { code: 'export.cancelled' } });
    expect(names().at(-1)).toBe('export.end');
    // Nothing is left of what was written by then.
    expect(sink.blob.size).toBe(0);
    answer = (name) => (name === 'export.begin' ? begun : fail('log.damaged', 'damaged'));
    const options = { onProgress: () => {}, signal: new AbortController().signal };
    expect(await exportRows(useHostStore(), what, blobSink(), options)).toMatchObject({
      error: { code: 'log.damaged' },
    });
    expect(names().at(-1)).toBe('export.end');
  });
});
