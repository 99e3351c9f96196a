import { bitsOf } from './bits.js';
import { checkLayout } from './check.js';
import { FieldTree, hexText, shown } from '../dissectors/fields.js';
import type { DraftField } from '../dissectors/fields.js';
import { floatText, halfToNumber, wholeNumber } from '../dissectors/numbers.js';
import type { Field } from '../field.js';
import { formatHex } from '../hex.js';
import { escapeTemplate } from '../template/parse.js';
import { constantSize, Extent } from './extent.js';
import { leafOf } from './leaf.js';
import { isDerived, isFloat, maxNodes, widthOf } from './layout.js';
import type { LayoutField } from './layout.js';
import { parseWhole, wholeOf } from './numbers.js';
import { plainValues } from './resolve.js';
import { decodeText, endOf, fillOf, indexOfBytes, prefixWidth } from './text.js';
import { nodeOf, resolvePath, topNode } from './tree.js';
import type { FieldNode } from './tree.js';
import { verifyDerived } from './verify.js';

export interface DecodedFields {
  readonly fields: readonly Field[];
  /** Values that write these bytes again, by path: of what is not worked out, nor always the same. */
  readonly values: Readonly<Record<string, string>>;
  /** Bytes the layout accounts for. */
  readonly consumed: number;
  /** What is wrong first, with the path of its field; null where all is well. */
  readonly error: string | null;
  /** Checks that were made and held: constants, lengths, counts, checksums. */
  readonly proofs: number;
  /** Bytes of constants that were as they should be. */
  readonly constants: number;
}

/** Reads bytes by a layout, as far as they go. Never throws; what is wrong is said at its field. */
export function decodeFields(layout: readonly LayoutField[], bytes: Uint8Array): DecodedFields {
  const [wrong] = checkLayout(layout);
  if (wrong !== undefined) {
    const where = wrong.path === '' ? '' : `${wrong.path}: `;
    return {
      fields: [],
      values: {},
      consumed: 0,
      error: `${where}${wrong.message}`,
      proofs: 0,
      constants: 0,
    };
  }
  return new Decoder(layout, bytes).run();
}

class Decoder {
  readonly #tree = new FieldTree();
  readonly #top: FieldNode;
  readonly #byPath = new Map<string, FieldNode>();
  readonly #drafts = new Map<FieldNode, DraftField>();
  readonly #texts = new Map<FieldNode, string>();
  readonly #values = new Map<string, string>();
  readonly #extent: Extent;
  #at = 0;
  /** It ended too early, or nobody knows where the next field begins. */
  #stopped = false;
  #error: string | null = null;
  #proofs = 0;
  #constants = 0;

  constructor(
    fields: readonly LayoutField[],
    readonly bytes: Uint8Array,
  ) {
    this.#top = topNode(fields);
    this.#extent = new Extent(bytes.length, this.#byPath);
  }

  run(): DecodedFields {
    this.#group(this.#top);
    this.#verify();
    return {
      fields: this.#tree.finish(this.#at),
      values: Object.fromEntries(this.#values),
      consumed: this.#at,
      error: this.#error,
      proofs: this.#proofs,
      constants: this.#constants,
    };
  }

  #group(parent: FieldNode): void {
    for (const field of parent.field.fields ?? []) {
      if (this.#stopped) return;
      const node = nodeOf(field, parent, field.name);
      this.#byPath.set(node.path, node);
      node.start = this.#at;
      if (this.#byPath.size > maxNodes) {
        this.#stop(node, this.#draft(node, ''), `more than ${maxNodes} fields: reading ends here`);
        return;
      }
      node.absent = !this.#holds(node);
      if (node.absent) continue;
      this.#field(node);
      node.length = this.#at - node.start;
    }
  }

  #field(node: FieldNode): void {
    const { type } = node.field;
    if (type === 'group') {
      this.#draft(node, '', true);
      this.#group(node);
      this.#tree.close(this.#at);
    } else if (type === 'array') this.#array(node);
    else if (type === 'bits') this.#bits(node);
    else if (type === 'text' || type === 'bytes') this.#content(node);
    else if (type === 'pad') this.#pad(node);
    else this.#number(node);
  }

  #array(node: FieldNode): void {
    const draft = this.#draft(node, '', true);
    const { times } = node.field;
    const other = typeof times === 'string' ? this.#byPath.get(resolvePath(node, times) ?? '') : undefined;
    let count = typeof times === 'number' ? times : null;
    if (other?.whole != null) count = Number(other.whole - BigInt(other.field.count?.plus ?? 0));
    const end = count === null ? this.#extent.endOf(node) : this.bytes.length;
    if (end === null) this.#stop(node, draft, 'its end is not known: give it a length or a count');
    const last = Math.min(end ?? 0, this.bytes.length);
    let index = 0;
    while (!this.#stopped && (count === null ? this.#at < last : index < count)) {
      const before = this.#at;
      const item = nodeOf(node.field, node, String(index), 'item');
      item.start = before;
      this.#byPath.set(item.path, item);
      this.#tree.open(`${node.field.name} ${index}`, before);
      this.#group(item);
      item.length = this.#at - before;
      this.#tree.close(this.#at);
      index++;
      // Items without a byte would never end.
      if (item.length === 0 && !this.#stopped && (count === null || index > maxNodes)) {
        this.#stop(node, draft, 'its items have no bytes');
      }
    }
    draft.value = index === 1 ? '1 item' : `${index} items`;
    node.whole = BigInt(index);
    if (typeof times !== 'number' && (other === undefined || isDerived(other.field)))
      this.#values.set(node.path, String(index));
    this.#tree.close(this.#at);
  }

  #bits(node: FieldNode): void {
    const width = node.field.size ?? 1;
    if (!this.#has(node, width)) return;
    const little = node.field.little === true;
    const whole = wholeNumber(this.bytes, this.#at, width, { littleEndian: little });
    const draft = this.#draft(node, `0x${whole.toString(16).padStart(width * 2, '0')}`, true);
    draft.length = width;
    let left = BigInt(width * 8);
    for (const field of node.field.fields ?? []) {
      const part = nodeOf(field, node, field.name);
      this.#byPath.set(part.path, part);
      left -= BigInt(field.size ?? 1);
      part.start = this.#at;
      part.length = width;
      part.whole = BigInt.asUintN(field.size ?? 1, whole >> left);
      const where = bitsOf(node, field)?.(this.#at);
      const value = namedWhole(field, part.whole);
      const own =
        where === undefined
          ? this.#tree.add(field.name, this.#at, width, value)
          : this.#tree.addBits(field.name, where.from, where.to - where.from, where.bits, value);
      this.#drafts.set(part, own);
      this.#settle(part, own, String(part.whole));
    }
    this.#at += width;
    this.#tree.close(this.#at);
  }

  #number(node: FieldNode): void {
    const { field } = node;
    const width = widthOf(field.type);
    if (!this.#has(node, width)) return;
    const littleEndian = field.little === true;
    const whole = wholeNumber(this.bytes, this.#at, width, {
      signed: field.type.startsWith('i'),
      littleEndian,
    });
    if (isFloat(field.type)) {
      const text = floatText(floatFrom(whole, width), width === 2 ? 16 : width === 4 ? 32 : 64);
      this.#settle(node, this.#take(node, width, text), text);
      return;
    }
    node.whole = whole;
    const draft = this.#take(node, width, namedWhole(field, whole));
    this.#settle(node, draft, String(whole));
  }

  #content(node: FieldNode): void {
    const { field } = node;
    const start = this.#at;
    const width = prefixWidth(field);
    const ending = endOf(field);
    const total = this.bytes.length;
    let from = start;
    let to: number | null;
    let fault: string | null = null;
    if (field.size !== undefined) to = start + field.size;
    else if (width > 0) {
      if (!this.#has(node, width)) return;
      from = start + width;
      to = from + Number(wholeNumber(this.bytes, start, width, { littleEndian: field.little === true }));
    } else if (ending.length > 0) {
      const found = indexOfBytes(this.bytes, ending, start, total);
      to = found < 0 ? total : found;
      if (found < 0) fault = `${formatHex(ending)}, which ends it, is not there`;
    } else {
      const constant = constantSize(field);
      to = constant === null ? this.#extent.endOf(node) : start + constant;
      if (to === null) {
        fault = 'its end is not known: two fields without a size';
        to = start;
      } else if (to < start) {
        fault = `its length leaves ${to - start} bytes for it`;
        to = start;
      }
    }
    if (to > total)
      fault = `${to - from} ${to - from === 1 ? 'byte is' : 'bytes are'} needed: ${total - from} ${total - from === 1 ? 'is' : 'are'} there`;
    const end = Math.min(to, total);
    const all = this.bytes.subarray(from, end);
    const stops = fault !== null && (to > total || ending.length > 0 || field.size === undefined);
    this.#at = fault === null && field.size === undefined && width === 0 ? end + ending.length : end;
    this.#show(node, all, start, fault);
    if (stops) this.#stopped = true;
  }

  /** A text or bytes, up to where reading stands. */
  #show(node: FieldNode, all: Uint8Array, start: number, fault: string | null): void {
    const { field } = node;
    if (field.type === 'bytes') {
      const draft = this.#draft(node, hexText(all, 0, all.length));
      this.#finish(node, draft, start, fault);
      this.#settle(node, draft, formatHex(all));
      return;
    }
    let length = all.length;
    const step = field.charset === 'utf-16' ? 2 : 1;
    const fill = fillOf(field);
    // Of UTF-16 whole characters of two such bytes.
    const filled = (at: number): boolean => all[at - 1] === fill && (step === 1 || all[at - 2] === fill);
    if (field.size !== undefined && !isDerived(field))
      while (length >= step && filled(length)) length -= step;
    const { text, error } = decodeText(field, all.subarray(0, length));
    const draft = this.#draft(node, JSON.stringify(shown(text)));
    this.#texts.set(node, text);
    if (isDerived(field)) node.whole = digits(field, text);
    this.#finish(node, draft, start, fault ?? error ?? null);
    this.#settle(node, draft, escapeTemplate(text));
  }

  #finish(node: FieldNode, draft: DraftField, start: number, fault: string | null): void {
    draft.length = this.#at - start;
    node.length = draft.length;
    if (fault !== null) this.#wrong(node, draft, fault);
  }

  #pad(node: FieldNode): void {
    const { size, align } = node.field;
    const width = align === undefined ? (size ?? 0) : Math.ceil(this.#at / align) * align - this.#at;
    if (width === 0 || !this.#has(node, width)) return;
    const draft = this.#take(node, width, hexText(this.bytes, this.#at, this.#at + width));
    const fill = fillOf(node.field);
    const other = this.bytes.subarray(node.start, this.#at).find((byte) => byte !== fill);
    if (other !== undefined) {
      const found = hexByte(other);
      this.#wrong(node, draft, `padding is ${hexByte(fill)}: ${found} is there`);
    }
  }

  /** Whether so many bytes are there; where not, it says so and reading stops. */
  #has(node: FieldNode, width: number): boolean {
    const left = this.bytes.length - this.#at;
    if (left >= width) return true;
    const draft = this.#draft(node, '');
    draft.length = left;
    this.#at = this.bytes.length;
    this.#stop(
      node,
      draft,
      `${width} ${width === 1 ? 'byte is' : 'bytes are'} needed: ${left} ${left === 1 ? 'is' : 'are'} there`,
    );
    return false;
  }

  #take(node: FieldNode, width: number, value: string): DraftField {
    const draft = this.#draft(node, value);
    draft.length = width;
    this.#at += width;
    return draft;
  }

  #draft(node: FieldNode, value: string, opens = false): DraftField {
    const draft = opens
      ? this.#tree.open(node.field.name, node.start, value)
      : this.#tree.add(node.field.name, node.start, 0, value);
    this.#drafts.set(node, draft);
    return draft;
  }

  /** Compares a constant with what it should be, and keeps the value of everything else. */
  #settle(node: FieldNode, draft: DraftField, value: string): void {
    const { field } = node;
    if (field.length !== undefined) this.#extent.learn(node);
    if (isDerived(field)) return;
    if (field.fixed !== true) {
      this.#values.set(node.path, value);
      return;
    }
    const held = this.#holdsConstant(node);
    if (held === null) return;
    if (held) {
      this.#proofs++;
      this.#constants += field.type === 'bit' ? (field.size ?? 1) / 8 : draft.length;
    } else this.#wrong(node, draft, `it is always ${shown(field.value ?? '', 80)}`);
  }

  /** Whether a constant is as it should be; null of one with a variable in it, which may be anything. */
  #holdsConstant({ field, start, whole }: FieldNode): boolean | null {
    const wanted = leafOf(field, field.value ?? '', plainValues);
    if (!wanted.ok) return null;
    if (field.type === 'bit') return wanted.value.whole === whole;
    const { bytes } = wanted.value;
    return bytes.length === this.#at - start && bytes.every((byte, at) => byte === this.bytes[start + at]);
  }

  #holds(node: FieldNode): boolean {
    const { when } = node.field;
    if (when === undefined) return true;
    const other = this.#byPath.get(resolvePath(node, when.field) ?? '');
    if (other === undefined || other.absent) return false;
    if (other.field.type === 'text') return this.#texts.get(other) === when.is;
    const wanted = wholeOf(other.field, when.is);
    return wanted.ok && wanted.value === other.whole;
  }

  #verify(): void {
    const read = { top: this.#top, byPath: this.#byPath, bytes: this.bytes, stopped: this.#stopped };
    for (const { node, fault } of verifyDerived(read)) {
      const draft = this.#drafts.get(node);
      if (fault === null) this.#proofs++;
      else if (draft !== undefined) this.#wrong(node, draft, fault);
    }
  }

  #stop(node: FieldNode, draft: DraftField, message: string): void {
    this.#stopped = true;
    this.#wrong(node, draft, message);
  }

  #wrong(node: FieldNode, draft: DraftField, message: string): void {
    draft.error ??= message;
    this.#error ??= `${node.path}: ${message}`;
  }
}

function hexByte(byte: number): string {
  return byte.toString(16).padStart(2, '0');
}

/** `3 (0x03)`, with what it is called where it has a name. */
function namedWhole(field: LayoutField, value: bigint): string {
  const name = field.names?.find((one) => parseWhole(one.value) === value)?.name;
  const digits = field.type === 'bit' ? 1 : widthOf(field.type) * 2;
  const hex = value < 0n || value < 10n ? '' : ` (0x${value.toString(16).padStart(digits, '0')})`;
  return `${value}${hex}${name === undefined ? '' : ` ${name}`}`;
}

function floatFrom(bits: bigint, width: number): number {
  if (width === 2) return halfToNumber(Number(BigInt.asUintN(16, bits)));
  const view = new DataView(new ArrayBuffer(8));
  view.setBigUint64(0, BigInt.asUintN(64, bits));
  return width === 4 ? view.getFloat32(4) : view.getFloat64(0);
}

function digits(field: LayoutField, text: string): bigint | null {
  if (field.checksum !== undefined) return /^[\da-f]+$/i.test(text) ? BigInt(`0x${text}`) : null;
  return /^\d+$/.test(text.trim()) ? BigInt(text.trim()) : null;
}
