import { expect, it } from 'vitest';
import { ok } from '../../../codec/index.js';
import { layOut } from './format-body.js';

it('lays JSON and XML out and back, with placeholders, and changes nothing else', () => {
  const json = '{"n":90071992547409931234,"a":{{x}},"a":1.0}';
  const laid = '{\n  "n": 90071992547409931234,\n  "a": {{x}},\n  "a": 1.0\n}';
  expect(layOut(json, 'json', 'format')).toEqual(ok(laid));
  expect(layOut(laid, 'json', 'minify')).toEqual(ok(json));
  expect(layOut('<a><b c="{{x}}"/></a>', 'xml', 'format')).toEqual(ok('<a>\n  <b c="{{x}}"/>\n</a>'));
  expect(layOut('<a>\n  <b/>\n</a>', 'xml', 'minify')).toEqual(ok('<a><b/></a>'));
});

it('refuses what is broken and leaves other modes alone', () => {
  expect(layOut('{', 'json', 'format')).toMatchObject({ error: { code: 'json.syntax' } });
  expect(layOut('<a>', 'xml', 'minify')).toMatchObject({ error: { code: 'xml.syntax' } });
  expect(layOut(' {', 'text', 'format')).toEqual(ok(' {'));
});
