import * as z from 'zod/mini';
import { Greeting, HeaderPair, Membership } from '../../../../contract/index.js';

/* The table names options as text; here what was read by name gets its type back. */

const Pairs = z.array(HeaderPair);
const Texts = z.array(z.string());
const Memberships = z.array(Membership);

export function asPairs(value: unknown): (readonly [string, string])[] {
  const read = Pairs.safeParse(value);
  return read.success ? read.data : [];
}

export function asTexts(value: unknown): string[] {
  const read = Texts.safeParse(value);
  return read.success ? read.data : [];
}

export function asMemberships(value: unknown): Membership[] {
  const read = Memberships.safeParse(value);
  return read.success ? read.data : [];
}

export function asGreeting(value: unknown): Greeting | null {
  const read = Greeting.safeParse(value);
  return read.success ? read.data : null;
}
