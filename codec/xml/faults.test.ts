import fc from 'fast-check';
import { SaxesParser } from 'saxes';
import { describe, expect, it } from 'vitest';
import { xmlFaults } from './faults.js';

const faults = (text: string, template = false): string[] =>
  xmlFaults(text, { template }).map(({ start, end, message }) => `${text.slice(start, end)} | ${message}`);

/** What a parser of other people says. */
function saxesRefuses(text: string): boolean {
  let wrong = false;
  const parser = new SaxesParser({});
  parser.on('error', () => (wrong = true));
  parser.write(text).close();
  return wrong;
}

describe('xmlFaults', () => {
  it.each([
    '<a/>',
    '\ufeff<?xml version="1.0" encoding=\'UTF-8\' standalone="yes"?>\n<!-- c --><a b="1" c=\'&lt;&#x41;&#65;\'>é &amp; <b>]]</b></a>\n<!-- end -->',
    '<!DOCTYPE a [<!ENTITY e "x">]><a>&e;</a>',
    '<ns:a xmlns:ns="u"><ns:b/><?pi some > thing?><![CDATA[ <&> ]]></ns:a>',
  ])('finds nothing wrong with %j', (text) => {
    expect(faults(text)).toEqual([]);
  });

  it('tells the first hundred of more faults than a call takes arguments, in texts and in values', () => {
    const many = '&x '.repeat(200_000);
    expect(xmlFaults(`<a>${many}</a>`, { template: false })).toHaveLength(100);
    expect(xmlFaults(`<a b="${many}"/>`, { template: false })).toHaveLength(100);
  });

  it('names each fault at its place and goes on', () => {
    expect(faults('<a>\n <b x=1 x="2" x="3">\n <c>&nope; & </b>\n</a>')).toEqual([
      '1 | a value is in quotes',
      'x | the attribute x stands here twice',
      'x | the attribute x stands here twice',
      '<c> | <c> is not closed before </b>',
      '&nope; | the entity &nope; is not declared: XML itself has &lt; &gt; &amp; &apos; &quot;',
      "& | '&' begins no reference: as text it is written &amp;",
    ]);
  });

  it.each([
    ['<a></b>', ['<a> | <a> is not closed', '</b> | </b> closes nothing: <a> is open here']],
    ['</b>', ['</b> | </b> closes nothing']],
    ['', [' | a document has a root element; this has none']],
    ['<a/>x', ['x | text stands outside of the root element']],
    ['<a/><b/>', ['<b/> | <b> is a second root element: a document has one']],
    ['<a/><![CDATA[x]]>', ['<![CDATA[x]]> | a CDATA section stands outside of the root element']],
    ['<a>1 < 2</a>', ["< | '<' begins no tag: as text it is written &lt;"]],
    ['<a b="<"/>', ["< | '<' in a value is written &lt;"]],
    ['<a b/>', ['b | the attribute b has no value: b="…"']],
    ['<a b="1"c="2"/>', ['c | a space is missing before c']],
    ['<a>]]></a>', ["]]> | ']]>' in text is written ]]&gt;"]],
    ['<a><!-- -- --></a>', ["-- | '--' has no place in a comment"]],
    ['<a><!-- ---></a>', ["-- | '--' has no place in a comment"]],
    [
      ' <?xml version="1.0"?><a/>',
      ['<?xml version="1.0"?> | the XML declaration stands at the very beginning'],
    ],
    ['<?xml?><a/>', ['<?xml?> | the declaration reads <?xml version="1.0" encoding="UTF-8"?>']],
    ['<1a/>', ["1a | '1a' cannot be the name of an element"]],
    ['<a>&#0;</a>', ['&#0; | &#0; is no character of XML']],
    ['<a>\u0001</a>', ['\u0001 | U+0001 has no place in XML']],
    ['<a', ["<a | the tag <a is not closed: '>' is missing", '<a | <a> is not closed']],
    ['<a>{{x}}</a>{{', ['{{ | text stands outside of the root element']],
  ])('refuses %j', (text, expected) => {
    expect(faults(text)).toEqual(expected);
  });

  it('takes placeholders for text, values, names and whole elements', () => {
    expect(faults('<?xml version="1.0"?>{{hash md5 "<&>"}}', true)).toEqual([]);
    expect(faults('<{{tag}} {{name}}="{{base64 \'"\'}}"><b {{more}}="1"/>{{x}}</{{tag}}>', true)).toEqual([]);
    expect(faults('<{{a}}></{{b}}>', true)).toHaveLength(2);
    expect(faults('<a/>{{x}} y', true)).toEqual(['y | text stands outside of the root element']);
  });

  it('stops after as many as were asked for', () => {
    expect(xmlFaults('<a>' + '& '.repeat(1000) + '</a>', { max: 7 })).toHaveLength(7);
    expect(xmlFaults('<a>'.repeat(200_000)).length).toBeLessThanOrEqual(100);
  });

  it('agrees with another parser on what is well-formed', () => {
    const piece = fc.constantFrom(
      ...[
        '<a>',
        '</a>',
        '<b x="1">',
        '</b>',
        '<c/>',
        't',
        '&amp;',
        '&',
        '<',
        '<!--c-->',
        '<![CDATA[d]]>',
        ' ',
      ],
      ...[
        '<?p q?>',
        ']]>',
        '&#65;',
        '<b x=1/>',
        '<b x=\'1\' y="2"/>',
        '<b x="1" x="1"/>',
        '&zz;',
        '<!DOCTYPE a>',
      ],
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 8 }), (inside) => {
        const text = `<r>${inside.join('')}</r>`;
        expect([text, xmlFaults(text).length > 0]).toEqual([text, saxesRefuses(text)]);
      }),
      { numRuns: 2000 },
    );
  });
});
