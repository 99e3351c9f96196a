import { checksumOver, digitsOf, rangeOfSpan } from './derive.js';
import { isDerived, maxChecksumBytes, widthOf } from './layout.js';
import type { LayoutField } from './layout.js';
import { nodesIn, resolvePath } from './tree.js';
import type { FieldNode } from './tree.js';

interface ReadMessage {
  readonly top: FieldNode;
  readonly byPath: ReadonlyMap<string, FieldNode>;
  readonly bytes: Uint8Array;
  /** It ended too early. */
  readonly stopped: boolean;
}

/** Whether a field holds what it should; null where it does. */
interface Verdict {
  readonly node: FieldNode;
  readonly fault: string | null;
}

/** Lengths, counts and checksums against what was read; nothing of those that nobody can judge. */
export function* verifyDerived(message: ReadMessage): Generator<Verdict> {
  let room = maxChecksumBytes;
  for (const node of nodesIn(message.top)) {
    if (node.kind !== 'field' || node.absent || !isDerived(node.field)) continue;
    const { field, whole } = node;
    if (whole === null) {
      if (field.type === 'text' && node.length > 0) yield { node, fault: 'these are no digits' };
    } else if (field.checksum !== undefined) {
      const range = rangeOfSpan(node, field.checksum, message.byPath);
      // Over bytes that are not all there it proves nothing.
      if (range === null || message.stopped) continue;
      room -= range.to - range.from;
      yield { node, fault: room < 0 ? tooMuch : checksumFault(node, whole, message.bytes, range) };
    } else {
      const fault =
        field.count === undefined ? lengthFault(node, whole, message) : countFault(node, whole, message);
      if (fault !== undefined) yield { node, fault };
    }
  }
}

const tooMuch = 'too many checksums of too many bytes: not worked out';

function countFault(node: FieldNode, value: bigint, { byPath }: ReadMessage): string | null | undefined {
  const { count } = node.field;
  const array = byPath.get(resolvePath(node, count?.of ?? '') ?? '');
  if (array === undefined) return undefined;
  const items = (array.whole ?? 0n) + BigInt(count?.plus ?? 0);
  return items === value ? null : `it says ${value}: there ${items === 1n ? 'is' : 'are'} ${items}`;
}

function lengthFault(
  node: FieldNode,
  value: bigint,
  { byPath, stopped }: ReadMessage,
): string | null | undefined {
  const { length } = node.field;
  const range = length === undefined ? null : rangeOfSpan(node, length, byPath);
  if (length === undefined || range === null)
    return stopped ? `it says ${value}: the bytes end before` : undefined;
  const per = BigInt(length.per ?? 1);
  const bytes = BigInt(range.to - range.from + (length.plus ?? 0));
  if (value * per === bytes) return null;
  const found = bytes % per === 0n ? String(bytes / per) : `${bytes} ${bytes === 1n ? 'byte' : 'bytes'}`;
  return `it says ${value}: there ${found === '1' || found === '1 byte' ? 'is' : 'are'} ${found}`;
}

function checksumFault(
  node: FieldNode,
  value: bigint,
  bytes: Uint8Array,
  { from, to }: { readonly from: number; readonly to: number },
): string | null {
  const made = checksumOver(node, bytes, from, to);
  if (made === value) return null;
  return `the bytes make ${checksumText(node.field, made)}: ${checksumText(node.field, value)} is there`;
}

function checksumText(field: LayoutField, value: bigint): string {
  if (field.type === 'text') {
    const written = digitsOf(field, value);
    return written.ok ? written.value : String(value);
  }
  return `0x${value.toString(16).padStart(field.type === 'bit' ? 1 : widthOf(field.type) * 2, '0')}`;
}
