import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ok } from '../result.js';
import { formatXml, minifyXml } from './format.js';

describe('formatXml and minifyXml', () => {
  it('lays out elements and leaves mixed content, attributes and references as typed', () => {
    const text =
      '<?xml version="1.0"?><!DOCTYPE r><r  a = \'1\' b="&lt;"><p>Some <b>bold</b> text</p>\n\n<q/><s> </s><t xml:space="preserve"> <u/> </t><v><![CDATA[ x ]]></v><!-- c --><w><x></x></w></r>\n';
    const laid = [
      '<?xml version="1.0"?>',
      '<!DOCTYPE r>',
      '<r  a = \'1\' b="&lt;">',
      '  <p>Some <b>bold</b> text</p>',
      '  <q/>',
      '  <s> </s>',
      '  <t xml:space="preserve"> <u/> </t>',
      '  <v><![CDATA[ x ]]></v>',
      '  <!-- c -->',
      '  <w>',
      '    <x></x>',
      '  </w>',
      '</r>',
    ].join('\n');
    expect(formatXml(text)).toEqual(ok(laid));
    expect(formatXml(laid)).toEqual(ok(laid));
    expect(minifyXml(laid)).toEqual(
      ok(
        '<?xml version="1.0"?><!DOCTYPE r><r  a = \'1\' b="&lt;"><p>Some <b>bold</b> text</p><q/><s> </s><t xml:space="preserve"> <u/> </t><v><![CDATA[ x ]]></v><!-- c --><w><x></x></w></r>',
      ),
    );
  });

  it('keeps placeholders, whatever is in them, and a byte order mark', () => {
    const text = '\ufeff<a><b>{{hash md5 "<x>"}}</b> <{{t}} c="{{d}}"/> </a>';
    expect(formatXml(text, { template: true, indent: 1 })).toEqual(
      ok('\ufeff<a>\n <b>{{hash md5 "<x>"}}</b>\n <{{t}} c="{{d}}"/>\n</a>'),
    );
  });

  it('refuses what is not well-formed, at its place', () => {
    expect(formatXml('<a>\n<b></a>')).toMatchObject({
      error: { code: 'xml.syntax', detail: { line: 2, column: 1 } },
    });
    expect(minifyXml('')).toMatchObject({ ok: false });
  });

  it('minifies what it formatted to what it minified, and changes no text', () => {
    const { tree } = fc.letrec<{ tree: string; node: string }>((tie) => ({
      node: fc.oneof(
        { depthSize: 'small' },
        fc.constantFrom('t', ' ', '\n  ', '<!--c-->', '<![CDATA[ ]]>', '<e/>', '&amp;', '<?p?>'),
        tie('tree'),
      ),
      tree: fc.array(tie('node'), { maxLength: 4 }).map((inside) => `<a>${inside.join('')}</a>`),
    }));
    fc.assert(
      fc.property(tree, (text) => {
        const laid = formatXml(text);
        const small = minifyXml(text);
        if (!laid.ok || !small.ok) throw new Error('refused');
        expect(minifyXml(laid.value)).toEqual(small);
        expect(formatXml(small.value)).toEqual(laid);
        const content = (one: string): string => one.replace(/\s+/g, '');
        expect(content(laid.value)).toBe(content(text));
      }),
    );
  });
});
