import { describe, expect, it } from 'vitest';
import { dissectLayers, noContext } from '../../../codec/dissectors/index.js';
import { dissectPayload } from './dissecting.js';
import type { DissectJob, DissectThread } from './dissecting.js';

const encode = (text: string): Uint8Array => new TextEncoder().encode(text);

/** A thread in the same place as the test: it answers when told to. */
function openThread() {
  const jobs: DissectJob[] = [];
  let ended = 0;
  const thread: DissectThread = {
    onmessage: null,
    onerror: null,
    postMessage: (job: unknown) => void jobs.push(job as DissectJob),
    terminate: () => void ended++,
  };
  return {
    thread,
    jobs,
    ended: () => ended,
    answer: () => {
      const job = jobs.at(-1);
      if (job === undefined) throw new Error('no job');
      const data = structuredClone(dissectLayers(job.bytes, job.context, job.id));
      thread.onmessage?.call(thread as Worker, new MessageEvent('message', { data }));
    },
  };
}

describe('dissectPayload', () => {
  it('reads a small payload at once, without a thread', async () => {
    const answer = await dissectPayload(
      { bytes: encode('{"a":1}'), context: noContext, id: null },
      new AbortController().signal,
      () => {
        throw new Error('no thread is needed');
      },
    );
    expect(answer.ok && answer.value[0]?.reading.id).toBe('json');
  });

  it('reads a large one, and one that may inflate, aside', async () => {
    for (const bytes of [encode(`[${'1,'.repeat(8_000)}1]`), Uint8Array.of(0x1f, 0x8b, 8, 0)]) {
      const one = openThread();
      const answer = dissectPayload(
        { bytes, context: noContext, id: null },
        new AbortController().signal,
        () => one.thread,
      );
      expect(one.jobs).toHaveLength(1);
      one.answer();
      expect((await answer).ok).toBe(true);
      expect(one.ended()).toBe(1);
    }
  });

  it('ends the thread when nobody waits for it any more, and when it dies', async () => {
    const bytes = new Uint8Array(20_000);
    const abort = new AbortController();
    const left = openThread();
    const first = dissectPayload({ bytes, context: noContext, id: null }, abort.signal, () => left.thread);
    abort.abort();
    expect(await first).toMatchObject({ error: { code: 'dissect.cancelled' } });
    expect(left.ended()).toBe(1);
    const dead = openThread();
    const second = dissectPayload(
      { bytes, context: noContext, id: null },
      new AbortController().signal,
      () => dead.thread,
    );
    dead.thread.onerror?.call(dead.thread as Worker, new ErrorEvent('error'));
    expect(await second).toMatchObject({ error: { code: 'dissect.thread' } });
  });
});
