import { fileURLToPath } from 'node:url';
import vue from '@vitejs/plugin-vue';
import { defineConfig } from 'electron-vite';
import type { Plugin } from 'vite';
import { noteBundled } from './scripts/bundled.mjs';
import { bridgeProxy } from './scripts/dev-proxy.mjs';

/** Set by scripts/dev-serve.mjs: where the headless host of the dev loop answers. */
const devHost = process.env['WIREBENCH_DEV_HOST'];

const workersBundled = noteBundled('workers');

/**
 * Vue makes a policy of its own for Trusted Types, by which any string may become markup. Nothing of ours has v-html,
 * and no template becomes static markup (below): the browser would refuse both.
 */
function withoutVuePolicy(): Plugin {
  const asked = 'typeof window !== "undefined" && window.trustedTypes';
  return {
    name: 'wirebench:without-vue-policy',
    apply: 'build',
    transform(code, id) {
      if (id.includes('/renderer/src/') && code.includes('createStaticVNode'))
        this.error(`Vue made markup of a part of ${id}, which Trusted Types refuse`);
      if (!/\/@vue\/runtime-dom\/dist\//.test(id)) return null;
      if (!code.includes(asked)) this.error('Vue asks for Trusted Types in other words than it did');
      return { code: code.replace(asked, 'undefined'), map: null };
    },
  };
}

/** Vue's compiler would keep long runs of plain elements as strings and set them as markup (`stringifyStatic`). */
const vueWithoutMarkup = vue({
  template: {
    compilerOptions: {
      nodeTransforms: [
        (_node, context) => {
          context.transformHoist = null;
        },
      ],
    },
  },
});

export default defineConfig({
  main: {
    plugins: [noteBundled('main')],
    build: {
      outDir: 'out/main',
      // Without it the target is Electron's own Node, and serve and cli get syntax that Node 20 lacks.
      target: 'node20.19',
      // Everything is bundled, so what is packaged is out/ and package.json: no node_modules.
      externalizeDeps: false,
      rolldownOptions: {
        input: {
          index: 'main/index.ts',
          serve: 'main/serve.ts',
          cli: 'main/cli.ts',
          // The program of a thread that all three begin.
          'import-worker': 'engine/exchange/import/worker.ts',
        },
        external: ['electron', /^node:/],
        output: { format: 'es', entryFileNames: '[name].js', chunkFileNames: 'chunks/[name]-[hash].js' },
      },
    },
  },
  preload: {
    plugins: [noteBundled('preload')],
    build: {
      outDir: 'out/preload',
      // A sandboxed preload can neither be an ES module nor require anything but electron.
      externalizeDeps: false,
      rolldownOptions: {
        input: { index: 'preload/index.ts' },
        external: ['electron'],
        output: { format: 'cjs', entryFileNames: '[name].cjs' },
      },
    },
  },
  renderer: {
    root: 'renderer',
    plugins: [vueWithoutMarkup, withoutVuePolicy(), noteBundled('renderer')],
    // Of one instance: each worker is a build of its own.
    worker: { plugins: () => [workersBundled] },
    server: { host: '127.0.0.1', proxy: devHost === undefined ? {} : bridgeProxy(devHost) },
    build: {
      outDir: 'out/renderer',
      minify: true,
      // Fonts and icons stay files: the page's CSP has no data: for fonts.
      assetsInlineLimit: 0,
      rolldownOptions: {
        // Absolute: the build reads it from here, the dev server from its own root.
        input: fileURLToPath(new URL('renderer/index.html', import.meta.url)),
      },
    },
  },
});
