import type * as z from 'zod/mini';

/** The words in which the contract is written: a request is its input's schema, its output's type and its failures. */

export interface RequestDefinition<Schema extends z.ZodMiniType, Output> {
  readonly input: Schema;
  /** Codes this request may answer with, in a report too, besides `request.*`, `transport.closed` and `internal`. */
  readonly errors: readonly string[];
  /** Never present: it carries the output's type, which is trusted, not parsed. */
  readonly output?: Output;
}

export interface EventDefinition<Value> {
  /** Never present: it carries the value's type. */
  readonly value?: Value;
}

/** Declares a request: `request<Output>()(schema, codes)`. */
export function request<Output>() {
  return <Schema extends z.ZodMiniType>(
    input: Schema,
    errors: readonly string[] = [],
  ): RequestDefinition<Schema, Output> => ({ input, errors });
}

/** Declares an event the host may push. */
export function event<Value>(): EventDefinition<Value> {
  return {};
}
