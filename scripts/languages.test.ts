import { describe, expect, it } from 'vitest';
import { catalogueFaults } from './catalogue-faults.mjs';
import { textsOf, unreadIn } from './texts.mjs';

const said = (file: string, content: string): string[] => textsOf(file, content).map(({ text }) => text);

describe('texts of the sources', () => {
  it('are what t and phrase write down, in scripts and templates, whichever of two', () => {
    const vue = `<script setup lang="ts">
const title = computed(() => t('Send {n}', { n }));
const table = [{ title: phrase('Copy') }, { title: 'no text' }];
</script>
<template><p v-if="on" :title="t('A title')">{{ here ? t('Here') : t(where ? 'There' : 'Nowhere') }}</p></template>`;
    expect(said('renderer/src/some/Some.vue', vue)).toEqual([
      'Send {n}',
      'Copy',
      'A title',
      'Here',
      'There',
      'Nowhere',
    ]);
    expect(textsOf('renderer/src/some/Some.vue', vue)[0]).toMatchObject({ line: 2 });
  });

  it('are read to the end of a file that has a generic arrow', () => {
    const code = `
const more = { kind: 'more' } as const;
const done = <T>(value: T, used: number): { kind: 'done'; value: T; used: number } => ({ kind: 'done', value, used });
const late = fail('x.y', \`no answer from \${where}\`);`;
    expect(said('engine/some.ts', code)).toEqual(['no answer from {0}']);
  });

  it('are messages of failures, values by their place, in rooms that make them', () => {
    const code = `
const a = fail('x.y', \`no answer from \${where}: try \${what}\`);
const words = ['connect.refused', dark ? 'nobody listens there' : \`\${path} is stale, \` + 'start it'];
function why() { return 'it is a link'; }
const id = 'some-id';`;
    expect(said('engine/some.ts', code)).toEqual([
      'no answer from {0}: try {1}',
      'nobody listens there',
      '{0} is stale, start it',
      'it is a link',
    ]);
    expect(said('codec/dissectors/some.ts', code)).toEqual([]);
    expect(said('renderer/src/some.ts', code)).toEqual([]);
  });

  it('are what the filter explains, one word or a sentence, and no signs', () => {
    const code = `
const flagSays = { marked: 'rows with a mark' };
const kinds = [{ name: 'text', kind: 'text', says: 'listening' }];
const some = [done('10s', 'seconds'), goesOn('$.', \`at most \${most} steps\`)];
if (wrong) return { at, expected: 'a sign' };
if (bare) throw new PatternFault(at, "')'");
return reader.expect('a term') ?? listed(text, at, 'in or out', read);`;
    const words = [
      'rows with a mark',
      'listening',
      'seconds',
      'at most {0} steps',
      'a sign',
      'a term',
      'in or out',
    ];
    expect(said('codec/filter/some.ts', code)).toEqual(words);
    expect(said('codec/json/some.ts', code)).toEqual([]);
  });
});

describe('texts of messages', () => {
  it('are whole where words are chosen within them, by a condition, a constant or a table', () => {
    const code = `
const ends = { done: 'is done', failed: 'has failed' } as const;
function a() {
  const by = who === null ? '' : \` by \${who}\`;
  return fail('x.y', \`the peer closed\${by}\`);
}
const b = fail('x.y', \`the run \${ends[state]} after \${ms} ms\`);
const c = fail('x.y', \`not written: \${cause ?? 'the disk was slow'}\`);`;
    expect(said('engine/some.ts', code)).toEqual([
      'the peer closed',
      'the peer closed by {0}',
      'the run is done after {0} ms',
      'the run has failed after {0} ms',
      'not written: {0}',
      'the disk was slow',
    ]);
  });

  it('are found where a function is given one, or answers one', () => {
    const code = `
function broken(path: string, why: string) { return fail('x.y', \`\${path} cannot be read: \${why}.\`); }
const a = broken(file, 'it is cut short');
function count(n: number) { return n === 1 ? \`try \${n} of one\` : \`try \${n} of \${most}\`; }
const b = fail('x.y', \`given up after that: \${count(2)}\`);`;
    expect(said('engine/some.ts', code)).toEqual([
      '{0} cannot be read: {1}.',
      'it is cut short',
      'try {0} of one',
      'try {0} of {1}',
      'given up after that: {0}',
    ]);
  });

  it('are those of rows too, with forms of one word and parts of lists apart', () => {
    const code = `
host.life(RowKind.accept, 1, { text: \`accepted \${place}\` });
host.life(RowKind.open, 1, { text: local ? 'open here' : \`open to \${place}\` });
const parts = [\`sent \${n}\`, late === null ? null : \`late by \${late}\`];
session.note('Reading is paused');`;
    expect(said('engine/some.ts', code)).toEqual([
      'accepted {0}##row',
      'open here',
      'open to {0}',
      'sent {0}##part',
      'late by {0}##part',
      'Reading is paused',
    ]);
  });

  it('are told apart from those that nobody can read', () => {
    const unread = (code: string): string[] =>
      unreadIn('engine/some.ts', code).map(({ text, line }) => `${line}: ${text}`);
    expect(unread("const a = fail('x.y', words.join(' and '));")).toEqual(["1: words.join(' and ')"]);
    expect(unread("function a() {\n  let why = 'no'; why += more;\n  return fail('x.y', why);\n}")).toEqual([
      '3: why',
    ]);
    expect(unread("const a = fail('x.y', `${one} ${two} ${three}`);")).toEqual([
      '1: `${one} ${two} ${three}`',
    ]);
    expect(
      unread(`
const a = fail('x.y', error.message);
const b = fail('x.y', why(code));
const c = fail('x.y', \`\${file}: \${error.message}\`);
const d = fail('x.y', here ? 'it is here' : 'it is there');`),
    ).toEqual([]);
  });
});

describe('a catalogue', () => {
  const texts = (...all: string[]) => new Map(all.map((text) => [text, { text, file: 'a.ts', line: 7 }]));
  const count = '{n, plural, one {# row} other {# rows}}';

  it('is right with every text, its values and the plurals of its language', () => {
    const ru = {
      Send: 'Отправить',
      [count]: '{n, plural, one {# a} few {# b} many {# c} other {# d}}',
      '{0} is {1}': '{1}: {0}',
      'Write {{name}}': 'Напишите {{name}}',
      'a count such as {2,5}': 'количество, например {2,5}',
    };
    expect(catalogueFaults(texts(...Object.keys(ru)), { ru })).toEqual([]);
  });

  it('is wrong without a text, or with one that nobody says', () => {
    expect(catalogueFaults(texts('Send'), { de: { Listen: 'Lauschen' } })).toEqual([
      'de lacks "Send" (a.ts:7)',
      'de: "Listen" is said nowhere',
    ]);
  });

  it('is wrong where a value or a plural is missing, too many or misspelt, or nothing is said', () => {
    const of = (text: string, translation: string): string[] =>
      catalogueFaults(texts(text), { ru: { [text]: translation } });
    expect(of('{name} is gone', 'нет')).toEqual(['ru: "{name} is gone" lacks the value {name}']);
    expect(of('{name} is gone', '{name} {nane}')).toEqual([
      'ru: "{name} is gone" has the value {nane}, which the text has not',
    ]);
    expect(of(count, '{n, plural, one {#} other {#}}')[0]).toContain('lacks the plural few, many');
    expect(of(count, '{n, plural, one {#')[0]).toContain('cannot be read');
    expect(of('{0} is {1}', '{0}')).toEqual(['ru: "{0} is {1}" has {0} instead of {0} {1}']);
    const rows = '{0} rows of {1}';
    expect(of(rows, '{0, plural, one {#} few {#} many {#} other {#}} из {1}')).toEqual([]);
    expect(of(rows, '{0, plural, one {#} other {#}} из {1}')[0]).toContain('lacks the plural few, many');
    expect(of(rows, '{0, plural, one {#} few {#} many {#} other {#}}')[0]).toContain('lacks the value {1}');
    expect(of('Open##state', 'Открыто##state')[0]).toContain('##');
    expect(of('Send', ' ')).toEqual(['ru: "Send" is empty']);
  });

  it('is no cure for a text that cannot be read', () => {
    expect(catalogueFaults(texts('{n, plural, one {x}'), {})[0]).toContain('a.ts:7: ');
  });
});
