import { describe, expect, it } from 'vitest';
import { ok } from '../../../contract/index.js';
import { openTestHost } from './test-host.js';
import { useTroublesStore } from './troubles.js';

describe('what failed unexpectedly', () => {
  it('is shown, told the host once and counted in steps when it comes again', () => {
    const host = openTestHost({ 'trouble.report': () => ok() });
    const store = useTroublesStore();
    const again = new TypeError('x is not a function');
    for (let n = 0; n < 250; n++) store.note(again);
    expect(store.list).toMatchObject([{ where: 'page', text: 'TypeError: x is not a function', times: 100 }]);
    expect(host.of('trouble.report')).toHaveLength(3);
    store.goOn();
    expect(store.list).toEqual([]);
  });

  it('ends after some failures that are told apart, so that telling of one cannot bring the next for ever', () => {
    const host = openTestHost({ 'trouble.report': () => ok() });
    const store = useTroublesStore();
    for (let n = 0; n < 100; n++) store.note(new Error(`number ${n}`));
    expect(store.list).toHaveLength(20);
    expect(host.of('trouble.report')).toHaveLength(20);
  });

  it('keeps what the host tells of itself beside it, and reports both without payloads', () => {
    openTestHost({ 'trouble.report': () => ok() });
    const store = useTroublesStore();
    store.noteHost('RangeError: late. The log notes it: /logs/serve.log');
    let thrown: unknown;
    try {
      JSON.parse('{"password": swordfish');
    } catch (error) {
      thrown = error;
    }
    store.note(thrown);
    const report = store.report();
    expect(report).toContain('In the host, once: RangeError: late.');
    expect(report).toContain('In the page, once: SyntaxError\n    at ');
    expect(report).not.toContain('swordfish');
  });

  it('passes over what browsers report though nothing failed', () => {
    openTestHost({});
    const store = useTroublesStore();
    store.note('ResizeObserver loop completed with undelivered notifications.');
    expect(store.list).toEqual([]);
  });
});
