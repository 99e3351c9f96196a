import type { SessionInfo } from '../../../contract/index.js';
import { isActive } from '../../../contract/index.js';
import type { MenuItem } from '../ui/index.js';

/** Why a session is not deleted, in a word or two; null where it may be. */
export function keptBecause(info: SessionInfo, open: ReadonlySet<string | null>): string | null {
  if (info.starred) return 'starred';
  if (isActive(info.state)) return 'recording';
  return open.has(info.id) ? 'open in a tab' : null;
}

/** What can be done to one session, or to several. */
export function sessionMenu(infos: readonly SessionInfo[], open: ReadonlySet<string | null>): MenuItem[] {
  const [first] = infos;
  if (first === undefined) return [];
  const many = infos.length > 1;
  const starred = infos.every((info) => info.starred);
  const reasons = infos.map((info) => keptBecause(info, open));
  const kept = reasons.filter((reason) => reason !== null).length;
  const [reason] = reasons;
  return [
    many
      ? { id: 'open', label: `Open ${infos.length} sessions` }
      : { id: 'open', label: 'Open', shortcut: 'Enter' },
    ...(infos.length > 2 ? [] : [{ id: 'difference', label: many ? 'Compare these two' : 'Compare with…' }]),
    { separator: true },
    { id: 'rename', label: 'Rename', shortcut: 'F2', disabled: many },
    {
      id: starred ? 'unstar' : 'star',
      label: starred ? 'Remove the star' : 'Star',
      hint: starred ? undefined : 'never deleted',
    },
    { id: 'export', label: 'Export…', disabled: many },
    { id: 'comment', label: many || first.comment === '' ? 'Comment…' : 'Edit comment…' },
    { separator: true },
    {
      id: 'delete',
      label: !many
        ? 'Delete'
        : kept === 0
          ? `Delete ${infos.length} sessions`
          : `Delete ${infos.length - kept} of ${infos.length} sessions`,
      // One key and one hint would not fit beside each other.
      ...(!many && reason != null ? { hint: reason } : { shortcut: 'Delete' }),
      danger: true,
      disabled: kept === infos.length,
    },
  ];
}
