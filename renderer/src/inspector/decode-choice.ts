import { visibleText } from '../../../codec/index.js';
import { dissectors, layoutFormat } from '../../../codec/dissectors/index.js';
import type { DissectContext, Layer } from '../../../codec/dissectors/index.js';
import type { Option } from '../ui/index.js';
import { t } from '../language/index.js';

/** What the picker of formats has for "the bytes decide". */
export const automatic = '';

/** Why a payload is shown in the format it is shown in, in words for a tooltip. */
type Layouts = DissectContext['layouts'];

export function reasonFor(layers: readonly Layer[], asked: string | null, layouts: Layouts = []): string {
  const reading = layers[0]?.reading;
  if (reading === undefined) return t('The format that fits the bytes best.');
  const refusals = reading.refusals.map((one) =>
    t('Not {format}: {reason}.', { format: one.label, reason: one.reason }),
  );
  if (asked !== null)
    return [t('You asked for {format}.', { format: labelOf(asked, layouts) }), ...refusals].join('\n');
  const sure =
    reading.confidence === null
      ? t('No format recognises these bytes.')
      : t('{format} fits best: {percent} % sure by a look at the bytes.', {
          format: reading.label,
          percent: Math.round(reading.confidence * 100),
        });
  return [sure, ...refusals].join('\n');
}

export function labelOf(id: string, layouts: Layouts = []): string {
  const own = layouts.find((one) => layoutFormat(one) === id);
  if (own !== undefined) return visibleText(own.name);
  // A layout that is not here any more has no name left.
  if (id.startsWith('layout:')) return t('a layout that is gone');
  return dissectors.find((one) => one.id === id)?.label ?? id;
}

/** The picker's lines: automatic first, with what it came to and why, then every format by name. */
export function formatOptions(
  layers: readonly Layer[],
  asked: string | null,
  layouts: Layouts = [],
): readonly Option[] {
  const found = asked === null ? layers[0]?.reading.label : undefined;
  const reason = reasonFor(layers, asked, layouts);
  const named = dissectors.map((one) => ({
    value: one.id,
    label: one.label,
    ...(one.id === asked ? { title: reason } : {}),
  }));
  named.sort((one, other) => one.label.localeCompare(other.label, 'en'));
  const first = {
    value: automatic,
    label: found === undefined ? t('Automatic') : t('Auto: {format}', { format: found }),
    ...(asked === null ? { title: reason } : {}),
  };
  const own = layouts.map((one) => ({
    value: layoutFormat(one),
    label: visibleText(one.name),
    group: t('Layouts'),
    ...(layoutFormat(one) === asked ? { title: reason } : {}),
  }));
  const gone =
    asked !== null && asked.startsWith('layout:') && !own.some(({ value }) => value === asked)
      ? [{ value: asked, label: t('A layout that is gone'), group: t('Layouts'), title: reason }]
      : [];
  return own.length + gone.length === 0
    ? [first, ...named]
    : [first, ...own, ...gone, ...named.map((one) => ({ ...one, group: t('Formats') }))];
}
