import { describe, expect, it } from 'vitest';
import { ownThread, trustOwnThreads } from './trusted-types.js';

describe('ownThread', () => {
  it.each([
    ['http://127.0.0.1:8123/', 'http://127.0.0.1:8123/assets/json-worker-8F_-boTm.js'],
    [
      'http://127.0.0.1:8123/~AAAAAAAAAAAAAAAAAAAAAA/?window=2',
      'http://127.0.0.1:8123/~AAAAAAAAAAAAAAAAAAAAAA/assets/json-worker-8F_-boTm.js',
    ],
    ['app://wirebench/?transport=port', 'app://wirebench/assets/dissect-worker-Dp04hH5d.js'],
  ])('knows the threads of the page at %s', (page, url) => {
    expect(ownThread(url, page)).toBe(url);
  });

  it.each([
    '',
    'assets/json-worker-a.js',
    'http://127.0.0.1:8124/assets/json-worker-a.js',
    'https://127.0.0.1:8123/assets/json-worker-a.js',
    'http://evil.example/assets/json-worker-a.js',
    'http://127.0.0.1:8123/assets/index-a.js',
    'http://127.0.0.1:8123/assets/json-worker-a.js?x',
    'http://127.0.0.1:8123/assets/../export/json-worker-a.js',
    'http://127.0.0.1:8123/export/json-worker-a.js',
    `http://127.0.0.1:8123/~${'B'.repeat(22)}/assets/json-worker-a.js`,
    'data:text/javascript,1',
    'blob:http://127.0.0.1:8123/assets/json-worker-a.js',
    'vbscript:1',
  ])('does not take %j for one', (url) => {
    expect(ownThread(url, 'http://127.0.0.1:8123/')).toBeNull();
    expect(ownThread(url, 'http://127.0.0.1:8123/~AAAAAAAAAAAAAAAAAAAAAA/')).toBeNull();
  });
});

describe('trustOwnThreads', () => {
  it('makes one policy with no rule for markup or scripts', () => {
    const made: [string, object][] = [];
    trustOwnThreads({ createPolicy: (name, rules) => made.push([name, rules]) });
    expect(made.map(([name, rules]) => [name, Object.keys(rules)])).toEqual([
      ['default', ['createScriptURL']],
    ]);
  });

  it('does nothing where the browser has no such thing', () => {
    expect(() => trustOwnThreads(undefined)).not.toThrow();
  });
});
