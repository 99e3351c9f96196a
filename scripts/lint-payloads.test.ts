import { fileURLToPath } from 'node:url';
import { ESLint, Linter } from 'eslint';
import vue from 'eslint-plugin-vue';
import { describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../', import.meta.url));
const rules = ['vue/no-v-html', 'vue/no-v-text-v-html-on-component', 'no-restricted-syntax'];

/** The plugin brings the parser of components along. */
const parser = vue.configs['flat/base'].find((part) => part.languageOptions?.parser)?.languageOptions?.parser;

/** What our own configuration says of a file of the page, by the rules that keep strings strings. */
async function judged(code: string, name: string): Promise<string[]> {
  const config = (await new ESLint({ cwd: root }).calculateConfigForFile(`${root}renderer/src/${name}`)) as {
    rules: Record<string, Linter.RuleEntry>;
  };
  const chosen = rules.map((rule) => [rule, config.rules[rule] ?? 'off'] as const);
  return new Linter()
    .verify(
      code,
      [
        {
          files: ['**/*.vue', '**/*.ts'],
          plugins: { vue: vue },
          languageOptions: { ...(name.endsWith('.vue') ? { parser } : {}) },
          rules: Object.fromEntries(
            chosen.filter(([rule]) => name.endsWith('.vue') || !rule.startsWith('vue/')),
          ),
        },
      ] as Linter.Config[],
      name,
    )
    .map(({ ruleId, message }) => ruleId ?? message);
}

describe('what the linter says of strings that would become markup', () => {
  it.each([
    ['<template><div v-html="x" /></template>', 'vue/no-v-html'],
    ['<template><MyPart v-html="x" /></template>', 'vue/no-v-html'],
    ['<script setup>element.innerHTML = text;</script>', 'no-restricted-syntax'],
    ['<script setup>frame.srcdoc = text;</script>', 'no-restricted-syntax'],
    ["<script setup>element.insertAdjacentHTML('beforeend', text);</script>", 'no-restricted-syntax'],
  ])('refuses %s', async (code, rule) => {
    expect(await judged(code, 'App.vue')).toContain(rule);
  });

  it.each([
    'element.innerHTML = text;',
    'element.outerHTML += text;',
    'document.write(text);',
    'range.createContextualFragment(text);',
    'element.setHTMLUnsafe(text);',
  ])('refuses %s', async (code) => {
    expect(await judged(code, 'main.ts')).toContain('no-restricted-syntax');
  });

  it('has nothing against text', async () => {
    expect(await judged('<template><div>{{ x }}</div></template>', 'App.vue')).toEqual([]);
    expect(await judged('element.textContent = text;', 'main.ts')).toEqual([]);
  });
});
