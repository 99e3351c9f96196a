import { describe, expect, it } from 'vitest';
import { isAllowed, judgeTools } from './licences.mjs';

describe('isAllowed', () => {
  it.each(['MIT', 'ISC', '(MIT AND Zlib)', 'GPL-3.0-only OR MIT', '(WTFPL OR (GPL-2.0 OR MIT))', 'OFL-1.1'])(
    'lets %s be shipped',
    (licence) => expect(isAllowed(licence, 'shipped')).toBe(true),
  );

  it.each([
    'GPL-3.0-only',
    'AGPL-3.0-or-later',
    'MPL-2.0',
    'MIT AND GPL-2.0-only',
    'UNLICENSED',
    'SEE LICENSE IN LICENSE',
    '(MIT',
    'MIT ISC',
    '',
  ])('does not let "%s" be shipped', (licence) => expect(isAllowed(licence, 'shipped')).toBe(false));

  it('lets tools be under licences that rule only their own files', () => {
    expect(isAllowed('MPL-2.0', 'tools')).toBe(true);
    expect(isAllowed('GPL-3.0-only', 'tools')).toBe(false);
  });
});

describe('judgeTools', () => {
  it('names each package of a lock whose licence will not do', () => {
    expect(
      judgeTools({
        '': { license: 'Proprietary' },
        'node_modules/good': { license: 'MIT' },
        'node_modules/linked': { link: true },
        'node_modules/bad': { license: 'GPL-3.0-only' },
        'node_modules/silent': {},
      }),
    ).toEqual([
      'node_modules/bad is under GPL-3.0-only: that needs a decision, or another package',
      'node_modules/silent is under no licence that it names: that needs a decision, or another package',
    ]);
  });
});
