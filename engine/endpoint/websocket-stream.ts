import { Utf8Validator } from '../../codec/index.js';
import { fail, ok } from '../../contract/index.js';
import type { Failure, Result } from '../../contract/index.js';
import type { SendStream, StreamHead } from './endpoint.js';

export interface FragmentSink {
  /** Sends one frame of the message; `first` and `last` say where it stands. */
  frame(data: Uint8Array, at: { readonly first: boolean; readonly last: boolean }): Promise<Result<void>>;
  /** The message is over or given up; `begun` where frames of an unfinished message have left. */
  over(begun: boolean): void;
}

const nothing = new Uint8Array();

/** Why text is refused: it is not UTF-8 from a byte on. */
export function notUtf8(offset: number): { readonly ok: false; readonly error: Failure } {
  return fail(
    'send.invalid-utf8',
    `not UTF-8 from byte ${offset}: send it as binary (RFC 6455 §5.6 wants text in UTF-8)`,
    { offset },
  );
}

/**
 * One message in fragments (RFC 6455 §5.4). A chunk waits for the next, since only then it is
 * known not to be the last: a message of one chunk is one frame. Text is judged before it leaves;
 * characters may be cut between chunks.
 */
export function fragments(head: StreamHead, sink: FragmentSink): SendStream {
  const validator = head.kind === 'text' ? new Utf8Validator() : null;
  let waiting: Uint8Array | null = null;
  let begun = false;
  let over = false;

  const finish = (unfinished: boolean) => {
    if (over) return;
    over = true;
    sink.over(unfinished);
  };
  const refuse = (at: number): { readonly ok: false; readonly error: Failure } => {
    finish(begun);
    return notUtf8(at);
  };
  const frame = async (data: Uint8Array, last: boolean): Promise<Result<void>> => {
    const first = !begun;
    begun = true;
    const sent = await sink.frame(data, { first, last });
    if (!sent.ok) finish(!last);
    return sent;
  };

  return {
    write: async (chunk) => {
      if (over) return fail('send.over', 'this stream has been ended');
      const bad = validator?.push(chunk) ?? null;
      if (bad !== null) return refuse(bad);
      const before = waiting;
      waiting = chunk;
      return before === null ? ok() : frame(before, false);
    },
    end: async () => {
      if (over) return fail('send.over', 'this stream has been ended');
      const bad = validator?.end() ?? null;
      if (bad !== null) return refuse(bad);
      const sent = await frame(waiting ?? nothing, true);
      finish(false);
      return sent;
    },
    abort: () => {
      finish(begun);
    },
  };
}
