import { t } from '../language/index.js';

export interface NumberRules {
  readonly min?: number | undefined;
  readonly max?: number | undefined;
  readonly integer: boolean;
  readonly nullable: boolean;
  readonly unit?: string | undefined;
}

export type NumberReading = { ok: true; value: number | null } | { ok: false; error: string };

const plainNumber = /^[+-]?(\d+(\.\d*)?|\.\d+)$/;

/** What a typed text means under the rules, or a sentence that says what is expected instead. */
export function readNumber(text: string, rules: NumberRules): NumberReading {
  const trimmed = text.trim().replace(/[\s_]/g, '');
  if (trimmed === '') {
    return rules.nullable ? { ok: true, value: null } : { ok: false, error: t('A number is needed') };
  }
  const value = plainNumber.test(trimmed) ? Number(trimmed) : Number.NaN;
  if (!Number.isFinite(value)) return { ok: false, error: t('Not a number') };
  if (rules.integer && !Number.isSafeInteger(value))
    return { ok: false, error: t('A whole number is needed') };
  const unit = rules.unit ? ` ${rules.unit}` : '';
  const { min, max } = rules;
  if ((min !== undefined && value < min) || (max !== undefined && value > max)) {
    if (min !== undefined && max !== undefined)
      return { ok: false, error: t('From {min} to {max}', { min, max: `${max}${unit}` }) };
    return {
      ok: false,
      error:
        min !== undefined
          ? t('At least {min}', { min: `${min}${unit}` })
          : t('At most {max}', { max: `${max}${unit}` }),
    };
  }
  return { ok: true, value };
}
