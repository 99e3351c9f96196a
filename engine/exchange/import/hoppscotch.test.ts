import { describe, expect, it } from 'vitest';
import { notesOf, readTexts } from './test-import.js';

describe('hoppscotch', () => {
  it('brings environments, one or several in a file, and names secrets without a value', async () => {
    const imported = await readTexts({
      'many.json': JSON.stringify([
        {
          v: 2,
          name: 'Staging',
          variables: [
            { key: 'host', initialValue: 'a', currentValue: 'b', secret: false },
            { key: 'url', value: 'ws://<<host>>/x' },
            { key: 'token', currentValue: '', secret: true },
          ],
        },
        { name: 'Globals', variables: [{ key: 'g', value: '1' }] },
      ]),
      'one.json': JSON.stringify({ name: 'One', variables: [] }),
    });
    expect(imported.environments).toMatchObject([
      {
        name: 'Staging',
        suggested: 'new',
        variables: [
          { name: 'host', value: 'b' },
          { name: 'url', value: 'ws://{{host}}/x' },
          { name: 'token', value: '', secret: true },
        ],
      },
      { name: 'Globals', suggested: 'workspace' },
      { name: 'One' },
    ]);
    expect(notesOf(imported)).toEqual([
      'changed token @ many.json › [0].variables[2]: Hoppscotch keeps the value of a secret to itself: fill it in here',
    ]);
  });
});
