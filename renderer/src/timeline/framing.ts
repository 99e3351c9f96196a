import { framings, validateFraming } from '../../../codec/index.js';
import type { FramingEntry } from '../../../codec/index.js';
import { FramingSpec } from '../../../contract/index.js';
import type { Protocol } from '../../../contract/index.js';

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

/** The spec with one field changed; null where that makes no valid framing. */
export function withField(spec: FramingSpec, name: string, value: unknown): FramingSpec | null {
  const changed = FramingSpec.safeParse({ ...spec, [name]: value });
  return changed.success && validateFraming(changed.data).ok ? changed.data : null;
}

/** What stands in a field: its value, or what an absent one means. */
export function fieldValue(spec: FramingSpec, name: string): unknown {
  const value: unknown = new Map<string, unknown>(Object.entries(spec)).get(name);
  return value ?? (name === 'keepEmpty' ? true : undefined);
}
