import { describe, expect, it } from 'vitest';
import { httpTemplates, insomniaTemplates, yaakTemplates } from './template-dialects.js';
import { type TemplateDialect, rewriteTemplate } from './templates.js';

function lostOf(text: string, dialect: TemplateDialect): string[] {
  const lost: string[] = [];
  expect(rewriteTemplate(text, dialect, (_, why) => lost.push(why))).toContain(text);
  return lost;
}

describe('placeholders of other tools', () => {
  it.each<[string, TemplateDialect, string]>([
    [
      '{{ _.user.name }}{% now "iso-8601" %}{% timestamp %}',
      insomniaTemplates,
      '{{user.name}}{{$timestamp iso}}{{$timestamp iso}}',
    ],
    [
      "{% hash 'sha256', 'hex', 'a' %}{% now 'unix' %}",
      insomniaTemplates,
      '{{$hash sha256 "a"}}{{$timestamp}}',
    ],
    [
      '${[ token ]} ${[ uuid.v4() ]} ${[timestamp.unixMillis()]}',
      yaakTemplates,
      '{{token}} {{$uuid}} {{$timestamp ms}}',
    ],
    [
      '{{$random.integer(1, 10)}} {{$random.alphabetic(4)}}',
      httpTemplates,
      '{{$random int 1 9}} {{$random string 4}}',
    ],
    [
      '{{$processEnv HOME}} {{$env.HOME}} {{$datetime iso8601}}',
      httpTemplates,
      '{{$env "HOME"}} {{$env "HOME"}} {{$timestamp iso}}',
    ],
  ])('rewrites %s', (text, dialect, ours) => {
    expect(rewriteTemplate(text, dialect, () => undefined)).toBe(ours);
  });

  it.each<[string, TemplateDialect, RegExp]>([
    ["{% uuid 'v1' %}", insomniaTemplates, /only random UUIDs/],
    ["{% base64 'decode', 'normal', 'YQ==' %}", insomniaTemplates, /not decoded/],
    ["{% response 'body', 'x' %}", insomniaTemplates, /no template tag response/],
    ['{{ vault.key }}', insomniaTemplates, /vault/],
    ['{{ a | upper }}', insomniaTemplates, /filters and expressions/],
    ['${[ response.body(id=x) ]}', yaakTemplates, /no function response.body/],
    ['{{ a + b }}', httpTemplates, /scripts and expressions/],
  ])('says why %s stays', (text, dialect, why) => {
    expect(lostOf(text, dialect)[0]).toMatch(why);
  });
});
