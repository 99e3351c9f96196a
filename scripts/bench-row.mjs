/*
 * What a bench answers with: rows of one table. Where there is a goal, a row says whether it is met, and by how much it
 * is missed where it is not.
 */

/**
 * @typedef {object} Row
 * @property {string} id by which `--only` picks it
 * @property {string} what
 * @property {number} value median of the runs
 * @property {string} unit
 * @property {'least' | 'most'} how the goal is meant
 * @property {number | null} goal
 * @property {boolean | null} met null without a goal
 * @property {string} engine what the engine did, in figures
 * @property {string} bare what the bare loop of the same work did in the same run; empty where there is none
 *
 * @typedef {object} Context
 * @property {boolean} quick a tenth of the amounts, three runs
 * @property {number} runs
 * @property {(id: string) => boolean} wanted
 * @property {(row: Row) => void} tell
 */

/**
 * @param {{ id: string, what: string, value: number, unit: string, how?: 'least' | 'most', goal?: number | null, engine?: string, bare?: string }} figure
 * @returns {Row}
 */
export function rowOf({ id, what, value, unit, how = 'least', goal = null, engine = '', bare = '' }) {
  const met = goal === null ? null : how === 'least' ? value >= goal : value <= goal;
  return { id, what, value, unit, how, goal, met, engine, bare };
}

/** @param {Row} row how far a value is from its goal, in words */
export function verdict({ value, goal, how, met }) {
  if (goal === null || met === null) return '';
  if (met) return 'met';
  const off = how === 'least' ? 1 - value / goal : value / goal - 1;
  return off >= 1
    ? `missed ${(value / goal).toFixed(1)} times over`
    : `missed by ${(off * 100).toFixed(0)} %`;
}

/** @param {number} value */
export function short(value) {
  if (value >= 1e9) return `${(value / 1e9).toFixed(2)} G`;
  if (value >= 1e6) return `${(value / 1e6).toFixed(2)} M`;
  if (value >= 1e3) return `${(value / 1e3).toFixed(0)} k`;
  return value.toFixed(0);
}

/** Three figures, whatever the size. @param {number} value */
function figures(value) {
  if (value === 0) return '0';
  return value >= 100 ? value.toFixed(0) : value >= 10 ? value.toFixed(1) : value.toFixed(value >= 1 ? 2 : 3);
}

/** @param {Row} row */
export function lineOf(row) {
  const { what, value, unit, goal, how, engine, bare } = row;
  const shown = `${unit === 'rows/s' ? short(value) : figures(value)}${unit === '' ? '' : ` ${unit}`}`;
  const wanted =
    goal === null ? '' : `${how === 'least' ? '≥' : '≤'} ${goal >= 1e6 ? short(goal).trim() : goal}`;
  return [
    what.padEnd(58),
    shown.padStart(13),
    wanted.padStart(9),
    verdict(row).padEnd(22),
    engine,
    bare && `bare: ${bare}`,
  ]
    .join('  ')
    .trimEnd();
}

/** A table in Markdown, for docs/performance.md. @param {readonly Row[]} rows */
export function markdown(rows) {
  const cells = rows.map((row) => {
    const { what, value, unit, goal, how, engine, bare } = row;
    const shown = unit === 'rows/s' ? `${short(value)}/s` : `${figures(value)} ${unit}`.trim();
    const wanted = goal === null ? '' : `${how === 'least' ? '≥' : '≤'} ${goal >= 1e6 ? short(goal) : goal}`;
    return `| ${[what, shown, wanted, verdict(row), engine, bare].join(' | ')} |`;
  });
  return [
    '| what | measured | goal | | engine | bare |',
    '| --- | --: | --: | --- | --- | --- |',
    ...cells,
  ].join('\n');
}
