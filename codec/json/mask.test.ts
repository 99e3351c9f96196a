import { expect, it } from 'vitest';
import { templateSpans } from '../template/blanks.js';
import { maskJson } from './mask.js';
import { walkJson } from './walk.js';

const mask = (text: string): string => maskJson(text, templateSpans(text));
const good = (text: string): boolean => walkJson(mask(text), {}).ok;

it.each([
  '{{x}}',
  '{"a": {{x}}, {{k}}: [{{a}}{{b}}, -{{n}}.5, 1{{n}}]}',
  '{"a": "{{x}}", "b": "\\"{{hash md5 "}}"}}\\"", "\\{{": 1, "\\\\{{x}}": 2}',
  '["a\\\\", {{x}}, "\\{{y}}"]',
  '{{x}}{{y}}',
])('reads %j as JSON of the same length', (text) => {
  expect(mask(text)).toHaveLength(text.length);
  expect(good(text)).toBe(true);
});

it.each(['{"a": {{x}} 1}', '{"a": "{{x}}}', '{"a" {{x}}}', '[\\{{]'])('still refuses %j', (text) => {
  expect(good(text)).toBe(false);
});

it('leaves a text without placeholders alone', () => {
  expect(maskJson('{"a":1}', [])).toBe('{"a":1}');
});
