import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isTemplate, parseTemplate } from '../../../codec/index.js';
import { httpTemplates, insomniaTemplates, yaakTemplates } from './template-dialects.js';
import {
  brunoTemplates,
  hoppscotchTemplates,
  ownTemplates,
  packetSenderTemplates,
  plainText,
  postmanTemplates,
  quoted,
  rewriteTemplate,
  variableNameOf,
} from './templates.js';
import type { TemplateDialect } from './templates.js';

function rewritten(
  text: string,
  dialect: TemplateDialect,
): { readonly text: string; readonly lost: readonly string[] } {
  const lost: string[] = [];
  return { text: rewriteTemplate(text, dialect, (placeholder) => lost.push(placeholder)), lost };
}

describe('rewriteTemplate', () => {
  it.each<[string, TemplateDialect, string]>([
    ['ws://{{host}}/{{ base url }}', postmanTemplates, 'ws://{{host}}/{{base_url}}'],
    [
      '{{$guid}} {{$randomUUID}} {{$timestamp}} {{$isoTimestamp}} {{$randomInt}}',
      postmanTemplates,
      '{{$uuid}} {{$uuid}} {{$timestamp}} {{$timestamp iso}} {{$random int 0 1000}}',
    ],
    ['{{process.env.A_B}}', brunoTemplates, '{{$env "A_B"}}'],
    ['<<host>> <<$guid>> a << b', hoppscotchTemplates, '{{host}} {{$uuid}} a << b'],
    ["{{ _.a }} {{ b }} {{ _['c d'] }} {{ _.e.f[0] }}", insomniaTemplates, '{{a}} {{b}} {{c_d}} {{e.f.0}}'],
    [
      "{% uuid %}{% now 'millis' %}{% base64 'encode', 'normal', 'a\"b' %}{# note #}",
      insomniaTemplates,
      '{{$uuid}}{{$timestamp ms}}{{$base64 "a\\"b"}}',
    ],
    ["{% hash 'sha256', 'hex', 'x' %}", insomniaTemplates, '{{$hash sha256 "x"}}'],
    ['${[ host ]}:${[ timestamp.unixMillis() ]}', yaakTemplates, '{{host}}:{{$timestamp ms}}'],
    [
      '{{$random.integer(1, 7)}} {{$random.alphabetic(4)}} {{$env.X}} {{$dotenv %Y}}',
      httpTemplates,
      '{{$random int 1 6}} {{$random string 4}} {{$env "X"}} {{$env "Y"}}',
    ],
    ['{{DATE}} {{other}}', packetSenderTemplates, '{{$timestamp "YYYY-MM-DD"}} \\{{other}}'],
    ['{{UNIQUE}}', packetSenderTemplates, '{{$uuid}}'],
    ['{{a}} \\{{b', plainText, '\\{{a}} \\\\\\{{b'],
    ['{{a}} \\{{b', ownTemplates, '{{a}} \\{{b'],
    ['C:\\{{dir}}', postmanTemplates, 'C:\\\\{{dir}}'],
  ])('rewrites %j', (text, dialect, expected) => {
    expect(rewritten(text, dialect)).toEqual({ text: expected, lost: [] });
  });

  it.each<[string, TemplateDialect]>([
    ['{{$randomFirstName}}', postmanTemplates],
    ['{{vault:x}}', postmanTemplates],
    ['{{}}', postmanTemplates],
    ['{{?ask}}', brunoTemplates],
    ['{{ _.a | upper }}', insomniaTemplates],
    ["{% response 'body', 'x' %}", insomniaTemplates],
    ["{% uuid 'v1' %}", insomniaTemplates],
    ["${[ response.body.path(request='x') ]}", yaakTemplates],
    ['{{ a() }}', httpTemplates],
  ])('leaves %j as it stands and says so', (text, dialect) => {
    expect(rewritten(text, dialect)).toEqual({ text, lost: [text] });
  });

  it('makes of any text without placeholders one that means itself', () => {
    const plain = fc.string({ unit: fc.constantFrom('{', '}', '\\', 'a', '"', ' ') });
    fc.assert(
      fc.property(plain, (text) => {
        const parsed = parseTemplate(rewritten(text, plainText).text);
        const meant = parsed.ok
          ? parsed.value.parts.map((part) => (part.kind === 'text' ? part.text : '?')).join('')
          : parsed;
        expect(meant).toBe(text);
      }),
      { seed: 5, numRuns: 2_000 },
    );
  });
});

describe('quoted', () => {
  it('reads back to the text, placeholders aside', () => {
    const plain = fc
      .string({ unit: fc.constantFrom('{', '}', '\\', 'a', '"', ' ') })
      .filter((text) => !/\{\{[^{}]*\}\}/.test(text));
    fc.assert(
      fc.property(plain, (text) => {
        const parsed = parseTemplate(`{{$base64 ${quoted(text)}}}`);
        const call = parsed.ok ? parsed.value.parts[0] : undefined;
        const meant =
          call?.kind === 'call'
            ? call.args[0]?.parts.map((part) => (part.kind === 'text' ? part.text : '?')).join('')
            : parsed;
        expect(meant).toBe(text);
      }),
      { seed: 6, numRuns: 2_000 },
    );
  });
});

describe('variableNameOf', () => {
  it('makes a name that a placeholder can have of any', () => {
    expect(['base url', '-x', 'größe', '', 'a:b/c'].map(variableNameOf)).toEqual([
      'base_url',
      '_x',
      'größe',
      '_',
      'a_b_c',
    ]);
    fc.assert(
      fc.property(fc.string(), (name) => {
        const parsed = parseTemplate(`{{${variableNameOf(name)}}}`);
        expect(isTemplate(`{{${variableNameOf(name)}}}`) && parsed.ok).toBe(true);
      }),
      { seed: 7 },
    );
  });
});
