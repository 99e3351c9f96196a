import { describe, expect, it } from 'vitest';
import { contextMenuTemplate } from './context-menu.js';

const editFlags = {
  canUndo: true,
  canRedo: false,
  canCut: true,
  canCopy: true,
  canPaste: false,
  canDelete: true,
  canSelectAll: true,
  canEditRichly: true,
};
const shown = (asked: { isEditable: boolean; selectionText: string }): string[] =>
  contextMenuTemplate({ ...asked, editFlags }).map(
    ({ type, role, enabled }) => `${type ?? role}${enabled === false ? ' (greyed)' : ''}`,
  );

describe('contextMenuTemplate', () => {
  it('offers a field what can be done in it, and greys the rest', () => {
    expect(shown({ isEditable: true, selectionText: '' })).toEqual([
      'undo',
      'redo (greyed)',
      'separator',
      'cut',
      'copy',
      'paste (greyed)',
      'delete',
      'separator',
      'selectAll',
    ]);
  });

  it('offers to copy what is selected', () => {
    expect(shown({ isEditable: false, selectionText: 'a row' })).toEqual(['copy', 'separator', 'selectAll']);
  });

  it.each(['', ' \n'])('leaves what is neither to the page (%j)', (selectionText) => {
    expect(shown({ isEditable: false, selectionText })).toEqual([]);
  });
});
