import type { SessionInfo } from '../../../contract/index.js';
import { isActive } from '../../../contract/index.js';
import { useCommandsStore } from '../stores/commands.js';
import type { MenuItem } from '../ui/index.js';
import { t } from '../language/index.js';

/** Why a session is not deleted, in a word or two; null where it may be. */
export function keptBecause(info: SessionInfo, open: ReadonlySet<string | null>): string | null {
  if (info.starred) return t('starred');
  if (isActive(info.state)) return t('recording##state');
  return open.has(info.id) ? t('open in a tab') : null;
}

/** What can be done to one session, or to several. */
export function sessionMenu(infos: readonly SessionInfo[], open: ReadonlySet<string | null>): MenuItem[] {
  const { keysOf } = useCommandsStore();
  const [first] = infos;
  if (first === undefined) return [];
  const many = infos.length > 1;
  const starred = infos.every((info) => info.starred);
  const reasons = infos.map((info) => keptBecause(info, open));
  const kept = reasons.filter((reason) => reason !== null).length;
  const [reason] = reasons;
  return [
    many
      ? { id: 'open', label: t('Open {count, plural, other {# sessions}}', { count: infos.length }) }
      : { id: 'open', label: t('Open'), shortcut: 'Enter' },
    ...(infos.length > 2
      ? []
      : [{ id: 'difference', label: many ? t('Compare these two') : t('Compare with…') }]),
    { separator: true },
    { id: 'rename', label: t('Rename'), shortcut: keysOf('place.rename'), disabled: many },
    {
      id: starred ? 'unstar' : 'star',
      label: starred ? t('Remove the star') : t('Star'),
      hint: starred ? undefined : t('never deleted'),
    },
    { id: 'export', label: t('Export…'), disabled: many },
    { id: 'comment', label: many || first.comment === '' ? t('Comment…') : t('Edit comment…') },
    { separator: true },
    {
      id: 'delete',
      label: !many
        ? t('Delete')
        : kept === 0
          ? t('Delete {count, plural, other {# sessions}}', { count: infos.length })
          : t('Delete {some} of {count, plural, other {# sessions}}', {
              some: String(infos.length - kept),
              count: infos.length,
            }),
      // One key and one hint would not fit beside each other.
      ...(!many && reason != null ? { hint: reason } : { shortcut: keysOf('place.delete') }),
      danger: true,
      disabled: kept === infos.length,
    },
  ];
}
