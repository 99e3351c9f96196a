import { Direction, RowKind, isLife } from '../../../contract/index.js';
import type { Row } from '../stores/row-cache.js';
import type { MenuItem } from '../ui/index.js';
import { copyForms } from '../stores/copy.js';
import { t, type Phrase } from '../language/index.js';

/** What is known about the row's session when its menu opens. */
export interface MenuFacts {
  readonly canSend: boolean;
  /** The session has several peers, so one of them can be picked out. */
  readonly manyPeers: boolean;
  readonly onePeer: boolean;
  /** Some filter is on. */
  readonly filtered: boolean;
  /** The comment of the row, '' where its mark has none; null where it is not marked. */
  readonly mark: string | null;
  /** Leads to the other layer, where something of the row is there. */
  readonly related: Phrase | null;
  /** Times are measured from this row. */
  readonly origin?: boolean;
  /** Leads to what it answers, or to its answer. */
  readonly pair?: Phrase | null;
}

/** A message that can be sent again: data of either direction, not a handshake, a piece of one nor an event. */
export function isMessage(row: Row): boolean {
  const { kind } = row;
  if (kind === RowKind.frame || kind === RowKind.bytes) return false;
  return !isLife(kind) && kind !== RowKind.request && kind !== RowKind.response;
}

/** The menu of a row. */
export function rowMenu(row: Row, facts: MenuFacts): readonly MenuItem[] {
  const message = isMessage(row);
  const items: MenuItem[] = [
    ...copyForms.map((form) => ({
      id: `copy.${form.id}`,
      label: t('Copy as {form}', { form: t(form.inSentence) }),
    })),
    { id: 'copy.row', label: t('Copy row') },
    { id: 'code', label: t('As code…'), disabled: !message },
    { separator: true },
    { id: 'resend', label: t('Resend'), disabled: !message || !facts.canSend },
    { id: 'edit', label: t('Edit and resend'), disabled: !message },
    { id: 'edit.fields', label: t('Edit as fields'), disabled: !message },
    { id: 'save', label: t('Save as message'), disabled: !message },
  ];
  if (facts.manyPeers && row.peer > 0) {
    const reply = row.direction === Direction.in ? t('Reply to sender') : t('Send to this peer');
    items.push({ id: 'reply', label: reply });
  }
  items.push(
    { separator: true },
    { id: 'mark', label: facts.mark === null ? t('Mark') : t('Unmark') },
    { id: 'comment', label: facts.mark === null || facts.mark === '' ? t('Comment…') : t('Edit comment…') },
  );
  if (facts.mark !== null && facts.mark !== '') {
    items.push({ id: 'comment.remove', label: t('Remove comment') });
  }
  items.push({ id: 'time.from', label: facts.origin === true ? t('Time as before') : t('Time from here') });
  if (facts.pair != null) items.push({ id: 'pair', label: t(facts.pair) });
  if (facts.related !== null) items.push({ separator: true }, { id: 'related', label: t(facts.related) });
  items.push({ separator: true });
  if (facts.manyPeers && row.peer > 0) {
    items.push({ id: 'peer', label: t('Show only this peer'), checked: facts.onePeer });
  }
  items.push(
    { id: 'filter.text', label: t('Filter by this text'), disabled: row.preview.length === 0 },
    { id: 'filter.direction', label: directionItem(row) },
  );
  if (facts.filtered) items.push({ id: 'filter.none', label: t('Show every row') });
  return items;
}

function directionItem(row: Row): string {
  if (isControlRow(row)) return t('Show only control rows');
  return row.direction === Direction.out ? t('Show only sent rows') : t('Show only received rows');
}

/** Control frames, handshakes and the life of the session, as the switch has them. */
function isControlRow({ kind }: Row): boolean {
  return isLife(kind) || (kind >= RowKind.ping && kind <= RowKind.response);
}

/** The direction switch that leaves rows like this one. */
export function directionOf(row: Row): 'in' | 'out' | 'control' {
  if (isControlRow(row)) return 'control';
  return row.direction === Direction.out ? 'out' : 'in';
}
