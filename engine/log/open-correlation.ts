import type { FramingSpec } from '../../codec/index.js';
import type { CorrelationSpec } from '../../contract/correlation.js';
import { type Result, ok } from '../../contract/result.js';
import { keyReaders } from './answer-key.js';
import { Correlation } from './correlate.js';
import type { LogReader } from './reader.js';
import type { View } from './view.js';

const shared = new WeakMap<LogReader, Map<string, { readonly one: Correlation; users: number }>>();

/** The correlation of a log by a spec, one however many ask for it, until all have released it. */
export function openCorrelation(
  reader: LogReader,
  spec: CorrelationSpec,
  framing: FramingSpec,
  /** Makes the view of all messages, cut by the framing. */
  messages: () => Result<View>,
): Result<{ readonly correlation: Correlation; readonly release: () => void }> {
  const all = shared.get(reader) ?? new Map<string, { readonly one: Correlation; users: number }>();
  shared.set(reader, all);
  const name = JSON.stringify([spec, framing]);
  let known = all.get(name);
  if (known === undefined) {
    const keys = keyReaders(spec);
    if (!keys.ok) return keys;
    const base = messages();
    if (!base.ok) return base;
    known = { one: new Correlation(base.value, spec, keys.value), users: 0 };
    all.set(name, known);
  }
  const use = known;
  use.users++;
  let held = true;
  const release = (): void => {
    if (!held) return;
    held = false;
    if (--use.users > 0) return;
    use.one.close();
    all.delete(name);
  };
  return ok({ correlation: use.one, release });
}
