import { MessageReader, decodeFrameHead, frameRules } from '../../../codec/index.js';
import type { DeflateParameters, FramePiece, FrameRule } from '../../../codec/index.js';
import type { Role } from '../../../contract/index.js';
import { t } from '../language/index.js';

/** A rule that is broken by what leaves. */
export interface FrameFault {
  readonly rule: FrameRule;
  /** "RFC 6455 §5.2". */
  readonly section: string;
  readonly message: string;
}

export interface JudgeContext {
  /** Who sends. */
  readonly role: Role;
  /** What was negotiated; null where that is nothing. */
  readonly deflate: DeflateParameters | null;
}

/** Larger messages are not read: what was typed may inflate to anything. */
const judgedBytes = 16 * 1024 * 1024;

/**
 * What a peer finds wrong with these bytes, in the order in which it does, if they are the first it
 * gets. It is read from the wire: junk is judged as the header it is taken for.
 */
export function judgePieces(pieces: readonly FramePiece[], context: JudgeContext): FrameFault[] {
  const faults: FrameFault[] = [];
  const reader = new MessageReader(
    {
      frame: ({ violations }) => faults.push(...violations),
      bytes: (_, why) => faults.push(why),
    },
    { ...context, limit: judgedBytes },
  );
  for (const { data } of pieces) reader.push(data);
  const rest = reader.pending();
  if (rest.length > 0) faults.push(unfinished(rest));
  const said = new Set<string>();
  return faults.filter(({ message }) => !said.has(message) && said.add(message));
}

/** Bytes that end within a frame. */
function unfinished(rest: Uint8Array): FrameFault {
  const head = decodeFrameHead(rest);
  const message = head.ok
    ? head.value.declared === 1n
      ? t('a frame of 1 byte is announced and it does not come')
      : t('a frame of {declared} bytes is announced and {come} of them come', {
          declared: String(head.value.declared),
          come: rest.length - head.value.headLength,
        })
    : t('a frame ends within its header, after {count, plural, one {# byte} other {# bytes}}', {
        count: rest.length,
      });
  return { rule: 'truncated', section: frameRules.truncated, message };
}
