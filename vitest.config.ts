import vue from '@vitejs/plugin-vue';
import { defineConfig } from 'vitest/config';

/*
 * codec     pure functions, tested beside their file. They leave nothing behind in the modules they load, so the files
 *           of a worker share those: loading them anew for each took longer than the tests
 * unit      node tests beside their file: contract, language, engine, main, preload, scripts
 * renderer  tests of what draws, beside their file, in happy-dom
 * stores    tests of what the page keeps and computes, in happy-dom too; a worker loads packages once for all of them
 * contract  one suite over every transport
 * soak      the same again and again: little of it here, for hours by `npm run soak`
 * peers     other people's programs on real sockets; some ports are fixed, so one file at a time
 */
/** Nothing here is judged by time: these end what hangs, on a machine however busy. */
const patient = {
  testTimeout: 120_000,
  hookTimeout: 120_000,
  expect: { poll: { timeout: 60_000 } },
  // A failure is read in a log: it says the values, not "{ Object (protocol, ...) }".
  chaiConfig: { truncateThreshold: 2_000 },
};

/**
 * Vue and the editor keep the document that they were loaded with: what draws loads its own. A test draws when it is
 * named after a component (`HexView.test.ts`) or says so (`editor-search.draw.test.ts`); tests/fresh-modules.ts tells
 * one that draws under another name.
 */
const drawing = ['renderer/src/**/[A-Z]*.test.ts', 'renderer/src/**/*.draw.test.ts'];

export default defineConfig({
  test: {
    maxWorkers: 2,
    allowOnly: false,
    // Reports and coverage stay out of out/, which is what gets packaged.
    coverage: {
      provider: 'v8',
      reportsDirectory: 'coverage',
      include: [
        'contract/**/*.ts',
        'codec/**/*.ts',
        'language/**/*.ts',
        'engine/**/*.ts',
        'main/**/*.ts',
        'renderer/src/**',
      ],
      exclude: ['**/*.test.ts', '**/*.d.ts'],
    },
    projects: [
      {
        test: {
          ...patient,
          name: 'codec',
          environment: 'node',
          isolate: false,
          include: ['codec/**/*.test.ts'],
        },
      },
      {
        test: {
          ...patient,
          name: 'unit',
          environment: 'node',
          include: ['{contract,language,engine,main,preload,scripts}/**/*.test.ts'],
        },
      },
      {
        plugins: [vue()],
        test: {
          ...patient,
          name: 'renderer',
          environment: 'happy-dom',
          include: drawing,
        },
      },
      {
        plugins: [vue()],
        test: {
          ...patient,
          name: 'stores',
          environment: 'happy-dom',
          isolate: false,
          setupFiles: ['tests/fresh-modules.ts'],
          include: ['renderer/src/**/*.test.ts'],
          exclude: drawing,
        },
      },
      {
        test: { ...patient, name: 'contract', environment: 'node', include: ['tests/contract/**/*.test.ts'] },
      },
      {
        test: { ...patient, name: 'soak', environment: 'node', include: ['tests/soak/**/*.test.ts'] },
      },
      {
        test: { ...patient, name: 'package', environment: 'node', include: ['tests/package/**/*.test.ts'] },
      },
      {
        test: {
          ...patient,
          name: 'peers',
          environment: 'node',
          include: ['tests/peers/**/*.test.ts'],
          maxWorkers: 1,
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
});
