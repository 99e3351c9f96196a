import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { expectSound, expectSoundPrefixes, hex, outlineOf, utf8 } from '../../tests/payloads/sound.js';
import { noContext } from './dissector.js';
import { xml } from './xml.js';

describe('xml', () => {
  it('shows elements, attributes and text with their bytes', () => {
    const bytes = utf8('<?xml version="1.0"?>\n<é a="1" b = \'&lt;\'>t&amp;😀<!--c--><x/><![CDATA[<]]>z</é>');
    expect(outlineOf(xml, bytes)).toEqual([
      'XML declaration @0+21 = <?xml version="1.0"?>',
      '<é> @22+62 = 2 attributes, 5 children',
      '  @a @26+5 = 1',
      '  @b @32+10 = <',
      '  Text @43+10 = t&😀',
      '  Comment @53+8 = c',
      '  <x> @61+4 = empty',
      '  CDATA @65+13 = <',
      '  Text @78+1 = z',
    ]);
    expect(xml.dissect(bytes, noContext)).toMatchObject({ summary: 'XML <é>, 2 elements' });
  });

  it('gives an element the text it holds', () => {
    expect(outlineOf(xml, utf8('<a> hi </a>'))).toEqual([
      '<a> @0+11 = ␉hi␉'.replaceAll('␉', ' '),
      '  Text @3+4 =  hi ',
    ]);
  });

  it('expands no entity of its own', () => {
    const bomb = utf8('<!DOCTYPE a [<!ENTITY x "0123456789"><!ENTITY y "&x;&x;">]><a>&y;</a>');
    const lines = outlineOf(xml, bomb);
    expect(lines.find((line) => line.includes('Text'))).toBe('  Text @62+3 = &y;');
    expect(lines.find((line) => line.includes(' !'))).toContain('undefined entity');
  });

  it('goes on after what is malformed', () => {
    const lines = outlineOf(xml, utf8('<a><b></a><c/></a>'));
    expect(lines.filter((line) => line.includes('!')).length).toBeGreaterThan(0);
    expect(lines.some((line) => line.includes('<b>'))).toBe(true);
    expect(outlineOf(xml, utf8('<a><b>')).at(-1)).toContain('unclosed tag');
    expect(xml.dissect(utf8('hello'), noContext)).toMatchObject({ kind: 'not-mine' });
  });

  it('keeps what a tag holds that never ends behind its name', () => {
    expect(outlineOf(xml, utf8('<a b="/a>')).at(-1)).toBe('  Text @3+6 = /a>');
  });

  it('reads UTF-16 and declared charsets', () => {
    expect(outlineOf(xml, hex('ff fe 3c 00 61 00 3e 00 e9 00 3c 00 2f 00 61 00 3e 00'))).toEqual([
      '<a> @2+16 = é',
      '  Text @8+2 = é',
    ]);
    const latin = Uint8Array.from('<?xml version="1.0" encoding="iso-8859-1"?><a>\u00e9</a>', (c) =>
      c.charCodeAt(0),
    );
    expect(outlineOf(xml, latin).at(-1)).toBe('  Text @46+1 = é');
  });

  it('bounds depth, fields and errors', () => {
    const deep = outlineOf(xml, utf8('<a>'.repeat(1000) + '</a>'.repeat(1000)));
    expect(deep).toHaveLength(201);
    expect(deep.at(-1)).toContain('deeper than 200 levels');
    expect(outlineOf(xml, utf8(`<a>${'<b/>'.repeat(6000)}</a>`)).at(-1)).toContain(
      '1001 more fields left out',
    );
    expect(outlineOf(xml, utf8(`<a>${'&x;'.repeat(10_000)}</a>`)).length).toBeLessThan(60);
  });

  it('is sure of a declaration, less of a tag, hardly of HTML', () => {
    const sure = (text: string): number => xml.sniff(utf8(text), noContext);
    expect(sure('<?xml version="1.0"?>')).toBeGreaterThan(0.9);
    expect(sure('\ufeff<a:b c="d">')).toBeGreaterThanOrEqual(0.5);
    expect(sure('<!DOCTYPE html><p>')).toBeLessThan(0.5);
    expect(['', 'a < b', '<34>1 2003-10-11', '<'].map(sure)).toEqual([0, 0, 0, 0]);
  });

  it('takes any text', () => {
    expectSoundPrefixes(
      xml,
      utf8('<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x "y">]><é a="😀">t&#x41;<!--c--><![CDATA[<]]></é>'),
    );
    fc.assert(
      fc.property(
        fc.string({
          unit: fc.constantFrom(
            '<',
            '>',
            '/',
            'a',
            '="',
            '"',
            '&',
            ';',
            '!--',
            '-->',
            '?',
            '[',
            'é',
            '\r',
            '\u0000',
            '![CDATA[',
            ']]>',
          ),
        }),
        (text) => {
          expectSound(xml, utf8(`<a>${text}`));
          expectSound(xml, utf8(text));
        },
      ),
      { seed: 42, numRuns: 1500 },
    );
  }, 120_000);
});
