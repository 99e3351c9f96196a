import * as z from 'zod/mini';
import type { CraftedFrame } from './craft.js';

/**
 * Variables: what `{{name}}` stands for in addresses, options and messages. The value of a secret is
 * never part of these shapes, of the files they are written to, nor of anything a page is told unasked.
 */

export const VariableName = z.string().check(z.regex(/^[\p{L}\p{N}_][\p{L}\p{N}_.-]{0,99}$/u));

/** Most characters of a value; larger ones are files. */
export const maxVariableLength = 65_536;
/** Most variables of one scope. */
export const maxVariables = 2_000;

export const Variable = z.strictObject({
  name: VariableName,
  /** May name other variables and generated values. Absent of a secret, whose value is kept elsewhere. */
  value: z.exactOptional(z.string().check(z.maxLength(maxVariableLength))),
  secret: z.exactOptional(z.literal(true)),
});
export type Variable = z.output<typeof Variable>;

export const Variables = z.array(Variable).check(z.maxLength(maxVariables));

/** Of a file name: `environments/<id>.json`. */
const EnvironmentId = z.string().check(z.regex(/^[A-Za-z0-9_-]{1,64}$/));

/** A set of values to switch to: staging, production. */
export const Environment = z.strictObject({
  id: EnvironmentId,
  name: z.string().check(z.minLength(1), z.maxLength(200)),
  variables: Variables,
});
export type Environment = z.output<typeof Environment>;

export interface StoredEnvironment {
  readonly environment: Environment;
  /** Of the file's bytes, as of a connection. */
  readonly revision: string;
}

/** The workspace's own variables; `revision` is null before there are any. */
export interface StoredVariables {
  readonly variables: readonly Variable[];
  readonly revision: string | null;
}

/** Whose variables: of the workspace, of one environment, of one connection. The later one wins. */
export const VariableScope = z
  .string()
  .check(z.regex(/^(workspace|environment:[A-Za-z0-9_-]{1,64}|connection:[A-Za-z0-9_-]{1,64})$/));
export type VariableScope = z.output<typeof VariableScope>;

/** A secret that has a value on this machine. */
export interface KnownSecret {
  readonly scope: VariableScope;
  readonly name: string;
  /** Shorter than `leastCoveredBytes`: exports do not cover it. */
  readonly short?: true;
}

/** A secret shorter than this would cover half of what is said: it is not covered wherever it stands. Bytes. */
export const leastCoveredBytes = 4;

/** A message as it was typed, for the host to make bytes of. */
export const Composition = z.strictObject({
  mode: z.enum(['text', 'json', 'xml', 'escapes', 'hex', 'base64', 'fields']),
  /** Of `fields`: a `FieldsBody` as JSON, whose values are templates. */
  body: z.string(),
  /** Put after it as it stands: the line ending of a stream. */
  ending: z.exactOptional(z.enum(['', '\n', '\r', '\r\n', '\0'])),
});
export type Composition = z.output<typeof Composition>;

/**
 * Names the random values of one message: a preview and the sending with the same draw have the same
 * ones. Drawn anew for each message.
 */
export const Draw = z.string().check(z.regex(/^[A-Za-z0-9_-]{8,64}$/));

/** What a message would be if it left now. */
export interface MessagePreview {
  /** The beginning, up to 64 KiB; bytes of secrets are `*` unless they were asked for. */
  readonly bytes: Uint8Array;
  /** Of all of it. */
  readonly size: number;
  /** Where secrets are, in bytes, ends exclusive. */
  readonly secrets: readonly { readonly from: number; readonly to: number }[];
  /** Some of it moves with the clock and is made anew when it is sent. */
  readonly live: boolean;
  /** Of a crafted message: its frame with values in place. */
  readonly frame?: CraftedFrame;
  /** Some of the frame is a secret: `*` stands for it unless it was asked for, the true length for a length. */
  readonly frameSecret?: boolean;
  /** Of a message in mode `fields`: where each field is, by path; ends exclusive. */
  readonly fields?: readonly { readonly path: string; readonly from: number; readonly to: number }[];
}
