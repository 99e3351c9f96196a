import vue from 'eslint-plugin-vue';
import tseslint from 'typescript-eslint';

const tests = ['**/*.test.ts', 'tests/**/*.ts'];

/** Payloads are hostile: nothing may turn a string into markup or code. */
const stringsStayStrings = [
  {
    selector: 'AssignmentExpression > MemberExpression.left[property.name=/^(innerHTML|outerHTML|srcdoc)$/]',
    message: 'Payloads are hostile: use textContent.',
  },
  {
    selector:
      'CallExpression[callee.property.name=/^(insertAdjacentHTML|setHTMLUnsafe|createContextualFragment)$/]',
    message: 'Payloads are hostile: use textContent.',
  },
  {
    selector: "CallExpression[callee.object.name='document'][callee.property.name=/^(write|writeln)$/]",
    message: 'Payloads are hostile: use textContent.',
  },
];

const noDefaultExport = {
  selector: ':matches(ExportDefaultDeclaration, ExportSpecifier[exported.name="default"])',
  message: 'Named exports only: a name is the same wherever it is read.',
};

/** A skipped test is a hole nobody sees; a missing peer program goes through needs() in tests/peers/program.ts. */
const testsRun = [
  {
    selector:
      'CallExpression[callee.object.name=/^(it|test|describe)$/][callee.property.name=/^(only|skip|todo|fixme)$/]',
    message: 'No test is skipped or singled out.',
  },
  {
    selector: "CallExpression[callee.property.name='waitForTimeout']",
    message: 'Await the event, not the clock.',
  },
];

export default tseslint.config(
  { ignores: ['out/', 'release/', 'test-results/', 'coverage/', 'node_modules/', '.local/', '**/*.cjs'] },
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },

  ...tseslint.configs.recommendedTypeChecked,
  // Only the page is of Vue: its rules look through every function of what they are given.
  ...vue.configs['flat/essential'].map((one) =>
    one.files === undefined && one.rules !== undefined ? { ...one, files: ['renderer/**/*.{ts,vue}'] } : one,
  ),

  {
    files: ['**/*.ts', '**/*.vue'],
    languageOptions: {
      parserOptions: {
        projectService: true,
        tsconfigRootDir: import.meta.dirname,
        extraFileExtensions: ['.vue'],
        parser: tseslint.parser,
      },
    },
    rules: {
      '@typescript-eslint/no-explicit-any': ['error', { fixToUnknown: false }],
      '@typescript-eslint/no-non-null-assertion': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
      '@typescript-eslint/restrict-template-expressions': [
        'error',
        { allowNumber: true, allowBoolean: true, allowNullish: true },
      ],
      '@typescript-eslint/no-unused-vars': [
        'error',
        { argsIgnorePattern: '^_', varsIgnorePattern: '^_', ignoreRestSiblings: true },
      ],
      '@typescript-eslint/ban-ts-comment': 'error',
      '@typescript-eslint/prefer-optional-chain': 'error',
      '@typescript-eslint/no-import-type-side-effects': 'error',
      // An async function without await is how a synchronous answer joins an asynchronous interface.
      '@typescript-eslint/require-await': 'off',
    },
  },
  {
    rules: {
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      'no-var': 'error',
      'prefer-const': 'error',
      'no-debugger': 'error',
      'no-async-promise-executor': 'error',
      'no-case-declarations': 'error',
      'no-cond-assign': 'error',
      'no-constant-condition': ['error', { checkLoops: 'allExceptWhileTrue' }],
      'no-control-regex': 'error',
      'no-dupe-else-if': 'error',
      'no-duplicate-case': 'error',
      'no-empty': ['error', { allowEmptyCatch: false }],
      'no-empty-character-class': 'error',
      // Playwright tells what a fixture needs by destructuring, also where that is nothing.
      'no-empty-pattern': ['error', { allowObjectPatternsAsParameters: true }],
      'no-extra-boolean-cast': 'error',
      'no-fallthrough': 'error',
      'no-loss-of-precision': 'error',
      'no-misleading-character-class': 'error',
      'no-prototype-builtins': 'error',
      'no-regex-spaces': 'error',
      'no-self-assign': 'error',
      'no-self-compare': 'error',
      'no-sparse-arrays': 'error',
      'no-unreachable-loop': 'error',
      'no-unsafe-finally': 'error',
      'no-unsafe-optional-chaining': 'error',
      'no-unused-labels': 'error',
      'no-useless-backreference': 'error',
      'no-useless-catch': 'error',
      'no-useless-escape': 'error',
      'valid-typeof': 'error',
      'no-eval': 'error',
      'no-new-func': 'error',
      'no-script-url': 'error',
      'no-restricted-syntax': ['error', ...stringsStayStrings, noDefaultExport],
    },
  },
  {
    // Rooms write to a log or answer a Result; only what owns a terminal prints.
    files: [
      'contract/**/*.ts',
      'codec/**/*.ts',
      'language/**/*.ts',
      'engine/**/*.ts',
      'renderer/**/*.{ts,vue}',
      'preload/**/*.ts',
    ],
    rules: { 'no-console': 'error' },
  },
  {
    files: ['{contract,codec,language,engine,main,preload,renderer}/**/*.ts'],
    ignores: tests,
    rules: { 'max-lines': ['error', { max: 400 }] },
  },
  {
    files: ['**/*.vue'],
    rules: {
      'no-restricted-syntax': ['error', ...stringsStayStrings],
      'max-lines': ['error', { max: 250, skipBlankLines: true }],
      'vue/no-v-html': 'error',
      'vue/no-v-text-v-html-on-component': 'error',
      'vue/block-lang': ['error', { script: { lang: 'ts' } }],
      'vue/component-api-style': ['error', ['script-setup']],
      'vue/define-props-declaration': ['error', 'type-based'],
      'vue/define-emits-declaration': ['error', 'type-based'],
      'vue/no-unused-refs': 'error',
      'vue/no-unused-emit-declarations': 'error',
      'vue/require-explicit-emits': 'error',
      // A place is named by its folder: Timeline.vue says all there is to say.
      'vue/multi-word-component-names': 'off',
    },
  },
  {
    // The linter's own program sees a component as an unknown type; vue-tsc judges these uses with the real one.
    files: ['**/*.vue', 'renderer/src/main.ts', 'renderer/src/**/*.test.ts'],
    rules: {
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-call': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
    },
  },
  {
    files: tests,
    rules: {
      'no-restricted-syntax': ['error', noDefaultExport, ...testsRun],
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/unbound-method': 'off',
      '@typescript-eslint/no-empty-function': 'off',
    },
  },
  {
    // Real Electron is the one thing a machine may lack: the runner counts these as skipped, also in CI.
    files: [
      'tests/electron/real*.spec.ts',
      'tests/electron/*.real.spec.ts',
      'tests/electron/electron.spec.ts',
    ],
    rules: { 'no-restricted-syntax': ['error', noDefaultExport] },
  },
  {
    // Tools read their config from the default export.
    files: ['*.config.{ts,js}'],
    rules: { 'no-restricted-syntax': ['error', ...stringsStayStrings] },
  },
  {
    files: ['**/*.{js,mjs}'],
    ...tseslint.configs.disableTypeChecked,
    languageOptions: { parserOptions: { projectService: false, program: null, project: false } },
    rules: {
      ...tseslint.configs.disableTypeChecked.rules,
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
    },
  },
);
