/*
 * Who may import whom. The tsconfig of each room refuses most of this already; this table says it in one
 * place, also for .vue files, for type-only imports and for the places inside the renderer.
 */
const places =
  'timeline|composer|inspector|peers|connection|sidebar|tabs|palette|settings|header|footer|compare|difference|environments|exporting|importing|workspaces';
const rooms = 'contract|codec|language|engine|main|preload|renderer';
const inTests = '[.]test[.]ts$';

/** What a room may reach of ours; its own tests may also reach tests/. Packages are ruled further down. */
const reach = (room, allowed) => ({
  name: `${room}-reaches-${allowed.length ? allowed.join('-') : 'nothing'}`,
  severity: 'error',
  comment: `${room} imports ${allowed.length ? allowed.join(' and ') : 'nothing'} of ours.`,
  from: { path: `^${room}/`, pathNot: inTests },
  to: { path: `^(${rooms}|tests|scripts)/`, pathNot: `^(${[room, ...allowed].join('|')})/` },
});

/** Packages a room may name, as node_modules folders. */
const packages = (room, allowed) => ({
  name: `${room}-packages`,
  severity: 'error',
  comment: allowed.length ? `${room} may use ${allowed.join(', ')}.` : `${room} uses no package.`,
  from: { path: `^${room}/`, pathNot: inTests },
  to: {
    path: 'node_modules/',
    ...(allowed.length ? { pathNot: `node_modules/(@types/)?(${allowed.join('|')})/` } : {}),
  },
});

const noNode = (room) => ({
  name: `${room}-without-node`,
  severity: 'error',
  comment: `${room} runs where there is no Node.`,
  from: { path: `^${room}/`, pathNot: inTests },
  to: { dependencyTypes: ['core'] },
});

module.exports = {
  forbidden: [
    reach('contract', []),
    packages('contract', ['zod']),
    noNode('contract'),

    reach('codec', []),
    packages('codec', ['pako', 'saxes', 'xmlchars', 'protocol-buffers-schema', 'brotli']),
    noNode('codec'),

    reach('language', []),
    packages('language', ['intl-messageformat']),
    noNode('language'),

    reach('engine', ['contract', 'codec']),
    packages('engine', ['ws', '@peculiar/x509', 'reflect-metadata', 'zod', 'yaml']),

    // The terminal parses and prints bytes itself, so main/cli alone may also use codec.
    {
      ...reach('main', ['engine', 'contract', 'language']),
      from: { path: '^main/', pathNot: ['^main/cli/', '^main/cli[.]ts$', inTests] },
    },
    {
      ...reach('main', ['engine', 'contract', 'codec', 'language']),
      name: 'main-cli-reaches-engine-contract-codec',
      from: { path: ['^main/cli/', '^main/cli[.]ts$'], pathNot: inTests },
    },
    packages('main', ['ws', 'zod', 'electron', 'electron-updater']),

    reach('preload', []),
    packages('preload', ['electron']),
    noNode('preload'),

    reach('renderer', ['contract', 'codec', 'language']),
    noNode('renderer'),
    {
      name: 'renderer-packages',
      severity: 'error',
      comment: 'The page has no shell, no sockets and no build tools.',
      from: { path: '^renderer/', pathNot: inTests },
      to: {
        path: 'node_modules/(@types/)?(electron|electron-vite|electron-builder|ws|@peculiar/x509|vitest|happy-dom|fast-check|@playwright|@vue/test-utils)/',
      },
    },

    {
      name: 'electron-in-its-place',
      severity: 'error',
      comment: 'electron is imported in main/index.ts, main/electron and preload alone.',
      from: { pathNot: ['^main/index[.]ts$', '^main/electron/', '^preload/', '^tests/electron/'] },
      to: { path: '(^|node_modules/)electron(/|$)', pathNot: ['^main/electron/', '^tests/electron/'] },
    },
    {
      name: 'serve-and-cli-without-electron',
      severity: 'error',
      comment: 'The headless host and the terminal run where there is no Electron.',
      from: { path: '^main/(serve|cli)([.]ts$|/)' },
      to: {
        reachable: true,
        path: ['^main/electron/', '(^|node_modules/)electron(-updater)?(/|$)'],
        pathNot: inTests,
      },
    },

    {
      name: 'ui-knows-nothing',
      severity: 'error',
      comment:
        'renderer/src/ui is buttons, fields and panes in a language: it knows nothing of stores, places or hosts.',
      from: { path: '^renderer/src/ui/', pathNot: inTests },
      to: { path: ['^renderer/src/', '^contract/', '^codec/'], pathNot: '^renderer/src/(ui|language)/' },
    },
    {
      name: 'places-apart',
      severity: 'error',
      comment: 'Places do not import each other: they meet in stores.',
      from: { path: `^renderer/src/(${places})/`, pathNot: inTests },
      to: { path: `^renderer/src/(${places})/`, pathNot: '^renderer/src/$1/' },
    },
    {
      name: 'only-the-top-knows-places',
      severity: 'error',
      comment: 'Only App.vue and main.ts put places together.',
      from: {
        path: '^renderer/src/',
        pathNot: [
          `^renderer/src/(${places})/`,
          '^renderer/src/App[.]vue$',
          '^renderer/src/main[.]ts$',
          inTests,
        ],
      },
      to: { path: [`^renderer/src/(${places})/`, '^renderer/src/App[.]vue$'] },
    },
    {
      name: 'host-behind-stores',
      severity: 'error',
      comment: 'Only stores and main.ts speak to the host; places ask a store.',
      from: {
        path: '^renderer/src/',
        pathNot: ['^renderer/src/(host|stores)/', '^renderer/src/main[.]ts$', inTests],
      },
      to: { path: '^renderer/src/host/' },
    },

    {
      name: 'no-circular',
      severity: 'error',
      comment: 'A circle of imports runs in an order nobody chose.',
      from: {},
      to: { circular: true },
    },
    {
      name: 'not-to-unresolvable',
      severity: 'error',
      comment: 'This import resolves to nothing.',
      from: {},
      to: { couldNotResolve: true, pathNot: '[?](raw|url|worker)' },
    },
    {
      name: 'not-to-tests',
      severity: 'error',
      comment: 'What ships never imports a test.',
      from: { pathNot: [inTests, '^tests/', '^scripts/'] },
      to: { path: [inTests, '^tests/'] },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: ['^out/', '^release/', '^test-results/'] },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.base.json' },
    combinedDependencies: false,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
      extensions: ['.ts', '.vue', '.d.ts', '.mjs', '.js', '.cjs', '.json'],
      mainFields: ['module', 'main', 'types'],
    },
  },
};
