import { ok } from '../../contract/index.js';
import type { Input, Result, UpdateState } from '../../contract/index.js';
import type { Handling } from './table.js';

/** Newer versions of the app. */
export interface UpdateFeature {
  readonly state: UpdateState;
  check(): Result<void>;
  download(): Result<void>;
  cancel(): Result<void>;
  install(when: Input<'update.install'>['when']): Promise<Result<void>>;
}

export function updateHandlers(
  updates: UpdateFeature,
): Handling<'update.read' | 'update.check' | 'update.download' | 'update.cancel' | 'update.install'> {
  return {
    'update.read': () => ok(updates.state),
    'update.check': () => updates.check(),
    'update.download': () => updates.download(),
    'update.cancel': () => updates.cancel(),
    'update.install': ({ when }) => updates.install(when),
  };
}
