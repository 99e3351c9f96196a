/** An expected failure: `code` is `area.reason` and stable; `message` names what failed, where, and what to try. */
export interface Failure {
  readonly code: string;
  readonly message: string;
  /** Structured facts behind the message (errno, syscall, path, line). Never a stack. */
  readonly detail?: Readonly<Record<string, unknown>>;
}

/** Every operation that can fail in an expected way answers with one of these; a throw is a bug. */
export type Result<T> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: Failure };

/** Wraps a value as success. */
export function ok(): Result<void>;
export function ok<T>(value: T): Result<T>;
export function ok<T>(value?: T): Result<T | undefined> {
  return { ok: true, value };
}

/** Wraps a reason as failure; `code` is `area.reason`. */
export function fail(
  code: string,
  message: string,
  detail?: Readonly<Record<string, unknown>>,
): { readonly ok: false; readonly error: Failure } {
  return { ok: false, error: detail === undefined ? { code, message } : { code, message, detail } };
}
