import { fail } from '../../contract/result.js';
import type { Result } from '../../contract/result.js';

// What the options of all commands are made of.

export const text = { type: 'string' } as const;
export const flag = { type: 'boolean' } as const;
export const common = { help: { ...flag, short: 'h' }, version: flag } as const;

export function invalid(message: string): Result<never> {
  return fail('options.invalid', message);
}
