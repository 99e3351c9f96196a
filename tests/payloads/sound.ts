import { expect } from 'vitest';
import { maxFields, noContext, type DissectContext, type Dissector } from '../../codec/dissectors/index.js';
import { visibleText, type Field } from '../../codec/index.js';

/** Bytes of a hex literal; white space is free. */
export function hex(text: string): Uint8Array {
  return Uint8Array.from(text.replace(/\s+/g, '').match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
}

/** Bytes of a text in UTF-8. */
export function utf8(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

/** A tree as one line a field, two spaces a level: `name @start+length = value !error`. */
export function outline(fields: readonly Field[]): string[] {
  const lines: string[] = [];
  const waiting = fields.map((field) => ({ field, depth: 0 })).reverse();
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const { field, depth } = next;
    const error = field.error === undefined ? '' : ` !${field.error}`;
    lines.push(`${'  '.repeat(depth)}${field.name} @${field.start}+${field.length} = ${field.value}${error}`);
    for (const child of [...field.children].reverse()) waiting.push({ field: child, depth: depth + 1 });
  }
  return lines;
}

/** Fails unless every field lies inside its parent and the bytes, is safe to show, and there are not too many. */
export function expectSoundTree(fields: readonly Field[], length: number): void {
  // Formats of packets may keep more; none keeps more than four times the common bound.
  let left = maxFields * 4 + 10;
  const waiting = fields.map((field) => ({ field, start: 0, end: length }));
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const { field, start, end } = next;
    const stop = field.start + field.length;
    if (field.start < start || stop > end || field.length < 0 || !Number.isInteger(stop))
      expect.fail(`${field.name} covers ${field.start}..${stop}, its parent ${start}..${end}`);
    const text = `${field.name}${field.value}${field.error ?? ''}`;
    if (visibleText(text) !== text) expect.fail(`${field.name} shows what should be made visible`);
    if (--left < 0) expect.fail('too many fields');
    for (const child of field.children) waiting.push({ field: child, start: field.start, end: stop });
  }
}

/** Fails unless a dissector answers as its interface says, whatever the bytes. */
export function expectSound(
  dissector: Dissector,
  bytes: Uint8Array,
  context: DissectContext = noContext,
): void {
  const sure = dissector.sniff(bytes, context);
  expect(sure >= 0 && sure <= 1).toBe(true);
  const dissection = dissector.dissect(bytes, context);
  if (dissection.kind !== 'done') {
    expect(dissection.reason).not.toBe('');
    return;
  }
  expect(dissection.consumed).toBeLessThanOrEqual(bytes.length);
  expect(visibleText(dissection.summary)).toBe(dissection.summary);
  expectSoundTree(dissection.fields, bytes.length);
}

/** `expectSound` of a payload and each of its beginnings. */
export function expectSoundPrefixes(
  dissector: Dissector,
  bytes: Uint8Array,
  context: DissectContext = noContext,
): void {
  for (let end = 0; end <= bytes.length; end++) expectSound(dissector, bytes.subarray(0, end), context);
}

/** The fields a dissector makes, as `outline` shows them. Fails where it makes none. */
export function outlineOf(
  dissector: Dissector,
  bytes: Uint8Array,
  context: DissectContext = noContext,
): string[] {
  const dissection = dissector.dissect(bytes, context);
  if (dissection.kind !== 'done') return expect.fail(`${dissection.kind}: ${dissection.reason}`);
  expectSoundTree(dissection.fields, bytes.length);
  return outline(dissection.fields);
}
