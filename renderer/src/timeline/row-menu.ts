import { Direction, RowKind, isLife } from '../../../contract/index.js';
import type { Row } from '../stores/row-cache.js';
import type { MenuItem } from '../ui/index.js';
import { copyForms } from '../stores/copy.js';
import { t } from '../language/index.js';

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
  readonly related: 'Show message' | 'Show frames' | null;
  /** Times are measured from this row. */
  readonly origin?: boolean;
  /** Leads to what it answers, or to its answer. */
  readonly pair?: 'Show its request' | 'Show its answer' | null;
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
    ...copyForms.map((form) => ({ id: `copy.${form.id}`, label: `Copy as ${t(form.inSentence)}` })),
    { id: 'copy.row', label: 'Copy row' },
    { id: 'code', label: 'As code…', disabled: !message },
    { separator: true },
    { id: 'resend', label: 'Resend', disabled: !message || !facts.canSend },
    { id: 'edit', label: 'Edit and resend', disabled: !message },
    { id: 'edit.fields', label: 'Edit as fields', disabled: !message },
    { id: 'save', label: 'Save as message', disabled: !message },
  ];
  if (facts.manyPeers && row.peer > 0) {
    const reply = row.direction === Direction.in ? 'Reply to sender' : 'Send to this peer';
    items.push({ id: 'reply', label: reply });
  }
  items.push(
    { separator: true },
    { id: 'mark', label: facts.mark === null ? 'Mark' : 'Unmark' },
    { id: 'comment', label: facts.mark === null || facts.mark === '' ? 'Comment…' : 'Edit comment…' },
  );
  if (facts.mark !== null && facts.mark !== '') {
    items.push({ id: 'comment.remove', label: 'Remove comment' });
  }
  items.push({ id: 'time.from', label: facts.origin === true ? 'Time as before' : 'Time from here' });
  if (facts.pair != null) items.push({ id: 'pair', label: facts.pair });
  if (facts.related !== null) items.push({ separator: true }, { id: 'related', label: facts.related });
  items.push({ separator: true });
  if (facts.manyPeers && row.peer > 0) {
    items.push({ id: 'peer', label: 'Show only this peer', checked: facts.onePeer });
  }
  items.push(
    { id: 'filter.text', label: 'Filter by this text', disabled: row.preview.length === 0 },
    { id: 'filter.direction', label: directionItem(row) },
  );
  if (facts.filtered) items.push({ id: 'filter.none', label: 'Show every row' });
  return items;
}

function directionItem(row: Row): string {
  if (isControlRow(row)) return 'Show only control rows';
  return row.direction === Direction.out ? 'Show only sent rows' : 'Show only received rows';
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
