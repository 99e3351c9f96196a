import { describe, expect, it } from 'vitest';
import { importedTitle, summaryText } from './import-text.js';

describe('what an import is told of', () => {
  it('counts what there is', () => {
    const none = {
      ...{
        connections: 0,
        messages: 0,
        environments: 0,
        variables: 0,
        sessions: 0,
        descriptions: 0,
        folders: 0,
      },
    };
    expect(summaryText({ ...none, connections: 1, messages: 2 })).toBe('1 connection, 2 messages');
    expect(summaryText(none)).toBe('Nothing is chosen');
    expect(importedTitle({ ...none, environments: 2 })).toBe('Import 2 environments');
    expect(importedTitle({ ...none, connections: 1 })).toBe('Import 1 connection');
    expect(importedTitle({ ...none, sessions: 2 })).toBe('Import 2 sessions');
    expect(summaryText({ ...none, descriptions: 2, folders: 1 })).toBe('2 descriptions, 1 empty folder');
    expect(importedTitle({ ...none, descriptions: 1 })).toBe('Import 1 description');
    expect(importedTitle(none)).toBe('Import');
  });
});
