import { EventEmitter } from 'node:events';
import { describe, expect, it } from 'vitest';
import { troubleText } from '../contract/trouble.js';
import { HostNews } from './host-news.js';
import { watchUnhandled } from './unhandled.js';

function watch() {
  const process = new EventEmitter();
  const seen: string[] = [];
  const watching = watchUnhandled(process, {
    log: (problem) => seen.push(problem),
    tell: (trouble, times) => {
      seen.push(`${troubleText(trouble)} ${times}`);
      // Telling fails as well.
      process.emit('uncaughtException', new Error('inner'));
    },
    fatal: (trouble) => seen.push(`fatal ${troubleText(trouble)}`),
  });
  return { process, seen, watching };
}

describe('watchUnhandled', () => {
  it('ends a host that is not there yet', () => {
    const { process, seen } = watch();
    process.emit('uncaughtException', new Error('early'));
    expect(seen).toEqual(['Nobody handled an error', 'fatal Error: early']);
  });

  it('notes and tells once the host runs, counts what comes again, and does not go round in circles', () => {
    const { process, seen, watching } = watch();
    watching.started();
    const again = new RangeError('late');
    process.emit('uncaughtException', again);
    process.emit('unhandledRejection', again);
    process.emit('unhandledRejection', 'a word');
    expect(seen).toEqual([
      'Nobody handled an error; the host goes on',
      'RangeError: late 1',
      'Nobody handled a rejected promise; the host goes on',
      'RangeError: late 2',
      'Nobody handled a rejected promise; the host goes on',
      'string: a word 1',
    ]);
  });

  it('tells failures apart up to a bound', () => {
    const { process, seen, watching } = watch();
    watching.started();
    for (let n = 0; n < 205; n++) process.emit('uncaughtException', new Error(String(n)));
    expect(seen.at(-1)).toBe('Error: 204 5');
  });
});

describe('HostNews', () => {
  const problem = (message: string) => ({ code: 'host.unhandled', message });

  it('tells the pages that are there, and keeps what nobody heard for the next', () => {
    const news = new HostNews();
    const heard: string[] = [];
    news.tell(problem('before'));
    const off = news.listen(({ message }) => heard.push(message));
    news.tell(problem('during'));
    news.tellNext(problem('for the next'));
    off();
    expect(heard).toEqual(['before', 'during']);
    news.listen(({ message }) => heard.push(message));
    expect(heard).toEqual(['before', 'during', 'for the next']);
  });

  it('keeps the last of many', () => {
    const news = new HostNews();
    for (let n = 0; n < 50; n++) news.tell(problem(String(n)));
    const heard: string[] = [];
    news.listen(({ message }) => heard.push(message));
    expect([heard.length, heard[0]]).toEqual([20, '30']);
  });
});
