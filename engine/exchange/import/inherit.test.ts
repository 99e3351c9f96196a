import { describe, expect, it } from 'vitest';
import { type Scope, inheritedHeaders, nearestAuth } from './inherit.js';

const header = (name: string, value: string, off = false) => ({ name, value, off });
const scope = (auth: Scope['auth'], ...headers: Scope['headers']): Scope => ({ auth, headers });
const bearer = (token: string) => ({ kind: 'bearer', token }) as const;

describe('nearestAuth', () => {
  it('takes its own, then that of the nearest folder that says something', () => {
    const scopes = [scope(bearer('collection')), scope(bearer('folder')), scope(null)];
    expect(nearestAuth(bearer('own'), scopes)).toEqual(bearer('own'));
    expect(nearestAuth(null, scopes)).toEqual(bearer('folder'));
    expect(nearestAuth(null, [scope(bearer('a')), scope({ kind: 'none' })])).toEqual({ kind: 'none' });
    expect(nearestAuth(null, [])).toEqual({ kind: 'none' });
  });
});

describe('inheritedHeaders', () => {
  it('puts those of folders before its own, one header a name', () => {
    const scopes = [
      scope(null, header('x-trace', '1'), header('User-Agent', 'a')),
      scope(null, header('X-Team', 't')),
    ];
    expect(inheritedHeaders([header('X-Trace', '2'), header('user-agent', 'b')], scopes)).toEqual([
      header('X-Trace', '1, 2'),
      header('user-agent', 'b'),
      header('X-Team', 't'),
    ]);
  });

  it('leaves out what a folder has switched off, and keeps what the request has, to be named', () => {
    const scopes = [scope(null, header('A', '1', true), header('', 'x'), header('B', '1'))];
    expect(inheritedHeaders([header('C', '1', true)], scopes)).toEqual([
      header('B', '1'),
      header('C', '1', true),
    ]);
  });
});
