import type { Failure } from './result.js';

/** The four messages that travel. Request and answer meet by number; the page counts from 1. */

/** The host's first message. */
export interface HelloMessage {
  readonly contract: number;
}
export interface CallMessage {
  readonly id: number;
  readonly call: string;
  readonly input: unknown;
}
/** `id` is null where the host could not read to which call it answers. */
export type AnswerMessage =
  | { readonly id: number | null; readonly ok: true; readonly value?: unknown }
  | { readonly id: number | null; readonly ok: false; readonly error: Failure };
export interface EventMessage {
  readonly event: string;
  readonly value?: unknown;
}

type Fields = Readonly<Record<string, unknown>>;

function fields(message: unknown): Fields | null {
  if (typeof message !== 'object' || message === null || Array.isArray(message)) return null;
  return message as Fields; // an object that is no array: every property of it is unknown
}

/** What a page sent; null where it is no call. */
export function asCall(message: unknown): CallMessage | null {
  const { id, call, input } = fields(message) ?? {};
  if (typeof id !== 'number' || !Number.isSafeInteger(id) || id < 0 || typeof call !== 'string') return null;
  return { id, call, input };
}

/** What a host sent; null where it is none of its three messages. */
export function asHostMessage(message: unknown): HelloMessage | AnswerMessage | EventMessage | null {
  const { contract, event, id, ok, value, error } = fields(message) ?? {};
  if (typeof contract === 'number') return { contract };
  if (typeof event === 'string') return { event, value };
  if (typeof id !== 'number' && id !== null) return null;
  if (ok === true) return { id, ok, value };
  const failure = asFailure(error);
  return ok === false && failure !== null ? { id, ok, error: failure } : null;
}

function asFailure(error: unknown): Failure | null {
  const { code, message, detail } = fields(error) ?? {};
  if (typeof code !== 'string' || typeof message !== 'string') return null;
  const facts = fields(detail);
  return facts === null ? { code, message } : { code, message, detail: facts };
}
