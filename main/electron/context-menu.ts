import type { ContextMenuParams, MenuItemConstructorOptions } from 'electron';

type Asked = Pick<ContextMenuParams, 'isEditable' | 'selectionText' | 'editFlags'>;

/**
 * The system's own menu of a text field, or of text that is selected; empty for anything else, whose menu is
 * the page's. A page that shows its own has prevented this one, so that never both are open.
 */
export function contextMenuTemplate({
  isEditable,
  selectionText,
  editFlags,
}: Asked): MenuItemConstructorOptions[] {
  if (isEditable)
    return [
      { role: 'undo', enabled: editFlags.canUndo },
      { role: 'redo', enabled: editFlags.canRedo },
      { type: 'separator' },
      { role: 'cut', enabled: editFlags.canCut },
      { role: 'copy', enabled: editFlags.canCopy },
      { role: 'paste', enabled: editFlags.canPaste },
      { role: 'delete', enabled: editFlags.canDelete },
      { type: 'separator' },
      { role: 'selectAll', enabled: editFlags.canSelectAll },
    ];
  if (selectionText.trim() === '') return [];
  return [
    { role: 'copy', enabled: editFlags.canCopy },
    { type: 'separator' },
    { role: 'selectAll', enabled: editFlags.canSelectAll },
  ];
}
