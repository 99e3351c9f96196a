import { describe, expect, it } from 'vitest';
import { lintBody, literalProblem } from './body-problems.js';

describe('lintBody', () => {
  it('names every fault of JSON and XML at its place, as a warning', () => {
    expect(lintBody('json', '[1,,{a:1}]')).toMatchObject([
      { offset: 3, end: 4, severity: 'warning', format: 'JSON' },
      { offset: 5, end: 6, severity: 'warning' },
    ]);
    expect(lintBody('xml', '<a>\n<b></a>')).toMatchObject([{ offset: 4, end: 7, severity: 'warning' }]);
  });

  it('does not say that repeated keys are no JSON', () => {
    const [problem] = lintBody('json', '{"a":1,"a":2}');
    expect(problem).toMatchObject({ offset: 7, severity: 'warning' });
    expect(problem?.format).toBeUndefined();
  });

  it('takes placeholders for values and leaves a broken template to who reads it', () => {
    expect(lintBody('json', '{"a": {{n}}, "b": "{{hash md5 "x"}}"}')).toEqual([]);
    expect(lintBody('xml', '<a b="{{x}}">{{y}}</a>')).toEqual([]);
    expect(lintBody('json', '{"a": {{n}')).toEqual([]);
  });

  it('has no opinion of other modes and of nothing', () => {
    expect(lintBody('text', '{')).toEqual([]);
    expect(lintBody('json', ' \n')).toEqual([]);
  });

  it('says that a huge text is not checked', () => {
    expect(lintBody('json', 'x'.repeat(4_000_001))).toMatchObject([{ offset: null }]);
  });
});

describe('literalProblem', () => {
  it('finds what is wrong between placeholders, counted in what was typed', () => {
    expect(literalProblem('hex', 'c0 {{x}} f')).toMatchObject({ offset: 9, severity: 'error' });
    expect(literalProblem('escapes', '{{x}}\\q')).toMatchObject({ offset: 5 });
    expect(literalProblem('base64', 'aGk={{x}}a$')?.message).toContain('offset 10');
    expect(literalProblem('escapes', '\\x00{{x}}\\\\{{y}}\\{{')).toBeNull();
    expect(literalProblem('text', '\\q{{x}}')).toBeNull();
  });
});
