import { describe, expect, it } from 'vitest';
import { importLimits } from '../../../contract/index.js';
import { Collector, cleanName, folderPath } from './collector.js';

describe('Collector', () => {
  it('counts notes beyond its limit instead of keeping them', () => {
    const to = new Collector();
    for (let i = 0; i < importLimits.notes + 7; i++) to.lost('x', 'p', 'why');
    const done = to.finish();
    expect(done.ok && done.value.notes.length).toBe(importLimits.notes + 1);
    expect(done.ok && done.value.notes.at(-1)?.why).toBe('7 more notes like these are not listed');
  });

  it('drops values and messages that are too long, by name', () => {
    const to = new Collector();
    to.environment({
      name: 'E',
      suggested: 'new',
      place: 'p',
      variables: [{ name: 'v', value: 'x'.repeat(65_537), secret: false, place: 'q' }],
    });
    to.connection({
      name: 'C',
      folder: ['a/b', ' '],
      description: '',
      protocol: 'tcp',
      role: 'client',
      address: 'h:1',
      options: { tcp: { localPort: 70_000 } },
      headers: [],
      variables: [],
      messages: [
        {
          name: 'm',
          mode: 'text',
          kind: 'binary',
          body: 'x'.repeat(importLimits.messageCharacters + 1),
          place: 'r',
        },
      ],
      place: 'p',
    });
    const done = to.finish();
    expect(done.ok && done.value.connections[0]).toMatchObject({ folder: 'a-b', options: {}, messages: [] });
    expect(done.ok && done.value.notes.map(({ place, why }) => `${place} ${why}`)).toEqual([
      'q its value is longer than 65536 characters',
      'p the option tcp.localPort is out of its range',
      'r it is longer than 4 MiB: send it as a file',
    ]);
  });
});

describe('names', () => {
  it('are one line without marks that mislead', () => {
    expect(cleanName(' a\u202e\n\tb\u0007 ', 'x')).toBe('a b');
    expect(cleanName('\u0000', 'x')).toBe('x');
    expect(cleanName('y'.repeat(300), 'x')).toHaveLength(200);
    expect(folderPath(['a', '', 'b/c', '..'])).toBe('a/b-c/..');
    expect(folderPath(Array.from({ length: 100 }, () => 'z'.repeat(50))).length).toBeLessThanOrEqual(1_000);
  });
});
