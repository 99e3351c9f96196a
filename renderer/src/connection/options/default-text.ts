import { optionOf } from '../../stores/options.js';
import { labelText, unitText, type OptionField } from './table.js';
import { formatBytes, formatDuration, t } from '../../language/index.js';

/** What an option is left alone, in words: shown where it was changed. */
export function defaultText(field: OptionField): string {
  const value = optionOf({}, field.group, field.name);
  switch (field.kind) {
    case 'number':
      if (typeof value !== 'number') return '';
      if (field.unit === 'ms') return formatDuration(value);
      return field.unit === 'B'
        ? formatBytes(value)
        : `${value}${field.unit === undefined ? '' : ` ${unitText(field.unit)}`}`;
    case 'switch':
      return value === true ? t('on') : t('off');
    case 'choice':
      return labelText(field.choices.find((choice) => choice.value === value)?.label) ?? '';
    default:
      // Empty is what an empty field shows anyway.
      return '';
  }
}
