import vue from '@vitejs/plugin-vue';
import { defineConfig } from 'vitest/config';

/*
 * unit      node tests beside their file: contract, codec, engine, main, preload, scripts
 * renderer  component and store tests beside their file, in happy-dom
 * contract  one suite over every transport
 * peers     other people's programs on real sockets; some ports are fixed, so one file at a time
 */
export default defineConfig({
  test: {
    maxWorkers: 2,
    allowOnly: false,
    // Reports and coverage stay out of out/, which is what gets packaged.
    coverage: {
      provider: 'v8',
      reportsDirectory: 'coverage',
      include: ['contract/**/*.ts', 'codec/**/*.ts', 'engine/**/*.ts', 'main/**/*.ts', 'renderer/src/**'],
      exclude: ['**/*.test.ts', '**/*.d.ts'],
    },
    projects: [
      {
        test: {
          name: 'unit',
          environment: 'node',
          include: ['{contract,codec,engine,main,preload,scripts}/**/*.test.ts'],
        },
      },
      {
        plugins: [vue()],
        test: { name: 'renderer', environment: 'happy-dom', include: ['renderer/src/**/*.test.ts'] },
      },
      {
        test: { name: 'contract', environment: 'node', include: ['tests/contract/**/*.test.ts'] },
      },
      {
        test: {
          name: 'peers',
          environment: 'node',
          include: ['tests/peers/**/*.test.ts'],
          // A peer is a process that has to start first; python on a loaded machine takes seconds.
          testTimeout: 20_000,
          hookTimeout: 20_000,
          maxWorkers: 1,
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
});
