import type { ContextMenuParams, MenuItemConstructorOptions } from 'electron';
import { t } from './speech.js';

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
      { role: 'undo', label: t('Undo'), enabled: editFlags.canUndo },
      { role: 'redo', label: t('Redo'), enabled: editFlags.canRedo },
      { type: 'separator' },
      { role: 'cut', label: t('Cut'), enabled: editFlags.canCut },
      { role: 'copy', label: t('Copy'), enabled: editFlags.canCopy },
      { role: 'paste', label: t('Paste'), enabled: editFlags.canPaste },
      { role: 'delete', label: t('Delete'), enabled: editFlags.canDelete },
      { type: 'separator' },
      { role: 'selectAll', label: t('Select all'), enabled: editFlags.canSelectAll },
    ];
  if (selectionText.trim() === '') return [];
  return [
    { role: 'copy', label: t('Copy'), enabled: editFlags.canCopy },
    { type: 'separator' },
    { role: 'selectAll', label: t('Select all'), enabled: editFlags.canSelectAll },
  ];
}
