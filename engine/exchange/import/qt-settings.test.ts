import { describe, expect, it } from 'vitest';
import { parseQtSettings } from './qt-settings.js';

const group = (text: string, name = 'General'): Record<string, string> =>
  Object.fromEntries(parseQtSettings(text).groups.get(name) ?? []);

describe('parseQtSettings', () => {
  it('reads groups, keys before the first one, and comments past', () => {
    expect(group('; note\r\ntop=1\r\n[A%20b]\r\nname=x y\r\n')).toEqual({ top: '1' });
    expect(group('[A%20b]\nname=x y\n', 'A b')).toEqual({ name: 'x y' });
    expect(group('[%General]\na=1')).toEqual({ a: '1' });
  });

  it('keeps the numbers of an array in its group, and makes groups of other slashes', () => {
    expect(group('[NAMES]\nsize=1\n1\\name=Wake\n', 'NAMES')).toEqual({ size: '1', '1/name': 'Wake' });
    expect(group('[A]\nB\\c=1', 'A/B')).toEqual({ c: '1' });
  });

  it('undoes quotes, escapes and names in hex', () => {
    expect(group('a="x, \\"y\\"; z\\n"\nb=\\x41\\x20acm\nc=@Invalid()\n%U20AC=euro')).toEqual({
      a: 'x, "y"; z\n',
      b: 'A\u20acm',
      c: '',
      '€': 'euro',
    });
  });

  it('takes __proto__ for a name, and lines it cannot read for none', () => {
    const { groups } = parseQtSettings('[__proto__]\n__proto__=1\nno equals\n=2\n');
    expect([...(groups.get('__proto__') ?? [])]).toEqual([['__proto__', '1']]);
    expect(Object.prototype).not.toHaveProperty('1');
  });
});
