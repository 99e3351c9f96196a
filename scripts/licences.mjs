// Which licences may be in what we ship, and which in the tools that make it.

/** Whoever gets Wirebench may do with it what its own licence says, and needs only these texts. */
const permissive = [
  '0BSD',
  'Apache-2.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'BlueOak-1.0.0',
  'CC0-1.0',
  'ISC',
  'MIT',
  'MIT-0',
  // Fonts, which stay files of their own and keep their names.
  'OFL-1.1',
  'Unlicense',
  'Zlib',
];

/** Tools are not handed on: licences that rule only their own files, or data, will do for them. */
const ofTools = [...permissive, 'CC-BY-4.0', 'MPL-2.0', 'Python-2.0', 'WTFPL'];

/** @typedef {'shipped' | 'tools'} Use */

/**
 * Whether a licence, written as SPDX writes it (`MIT AND (Zlib OR ISC)`), will do. What cannot be read will not.
 * @param {string} expression
 * @param {Use} use
 */
export function isAllowed(expression, use) {
  const allowed = use === 'shipped' ? permissive : ofTools;
  const words = expression.match(/[()]|[^\s()]+/g) ?? [];
  let at = 0;
  /** @type {() => boolean} */
  const any = () => {
    let is = all();
    while (words[at] === 'OR') {
      at += 1;
      is = all() || is;
    }
    return is;
  };
  const all = () => {
    let is = one();
    while (words[at] === 'AND') {
      at += 1;
      is = one() && is;
    }
    return is;
  };
  const one = () => {
    const word = words[at++];
    if (word !== '(') return word !== undefined && allowed.includes(word);
    const is = any();
    return words[at++] === ')' && is;
  };
  const is = any();
  return is && at === words.length;
}

/**
 * @param {Readonly<Record<string, { license?: string, link?: boolean }>>} packages of a lock
 * @returns {string[]} what is wrong, one sentence each
 */
export function judgeTools(packages) {
  return Object.entries(packages).flatMap(([folder, { license, link }]) =>
    folder === '' || link || isAllowed(license ?? '', 'tools')
      ? []
      : [
          `${folder} is under ${license ?? 'no licence that it names'}: that needs a decision, or another package`,
        ],
  );
}
