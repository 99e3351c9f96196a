import { framings, validateFraming } from '../../../codec/index.js';
import type { FramingEntry } from '../../../codec/index.js';
import { FramingSpec, fail, ok } from '../../../contract/index.js';
import type { Protocol, Result } from '../../../contract/index.js';
import { t } from '../language/index.js';

/** Framing cuts streams; datagrams and WebSocket messages have their bounds already. */
export function isStream(protocol: Protocol): boolean {
  return protocol === 'tcp' || protocol === 'tls' || protocol === 'unix';
}

export function entryOf(kind: FramingSpec['kind']): FramingEntry | undefined {
  return framings.find((entry) => entry.id === kind);
}

/** A framing with its fields at their defaults, as the contract wants it: nothing absent that it asks for. */
export function defaultFraming(kind: string): FramingSpec {
  const entry = framings.find((one) => one.id === kind);
  const full = { ...(kind === 'length-prefix' ? { includesHeader: false } : {}), ...entry?.defaults };
  const spec = FramingSpec.safeParse(full);
  return spec.success ? spec.data : { kind: 'raw' };
}

/** The spec with one field changed; where that makes no valid framing, why. */
export function withField(spec: FramingSpec, name: string, value: unknown): Result<FramingSpec> {
  const judged = validateFraming({ ...spec, [name]: value });
  if (!judged.ok) return judged;
  const changed = FramingSpec.safeParse({ ...spec, [name]: value });
  return changed.success ? ok(changed.data) : fail('framing.field', t('out of range'));
}

/** What stands in a field: its value, or what an absent one means. */
export function fieldValue(spec: FramingSpec, name: string): unknown {
  const value: unknown = new Map<string, unknown>(Object.entries(spec)).get(name);
  return value ?? (name === 'keepEmpty' ? true : undefined);
}
