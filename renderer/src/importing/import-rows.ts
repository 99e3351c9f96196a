import { visibleText } from '../../../codec/index.js';
import type { ImportItem, ImportItemKind } from '../../../contract/index.js';
import { phrase, type Phrase, t } from '../language/index.js';

/** A row of the preview's tree: a folder that connections share, or an item. */
export interface ImportRow {
  readonly id: string;
  readonly level: number;
  readonly kind: ImportItemKind;
  readonly name: string;
  readonly detail: string;
  readonly clash: string | null;
  readonly place: string;
  /** Null where nothing is inside. */
  readonly expanded: boolean | null;
  readonly state: 'on' | 'off' | 'mixed';
  /** What it stands for: a click on its box leaves these out, or takes them in. */
  readonly items: readonly string[];
}

export const kindTitles: Readonly<Record<ImportRow['kind'], Phrase>> = {
  folder: phrase('folder##kind'),
  description: phrase('description##kind'),
  connection: phrase('connection##kind'),
  header: phrase('header##kind'),
  auth: phrase('auth##kind'),
  message: phrase('message##kind'),
  environment: phrase('environment##kind'),
  variable: phrase('variable##kind'),
  session: phrase('session##kind'),
};

/** What is shown under its folder. */
const inFolders: ReadonlySet<ImportItemKind> = new Set(['folder', 'description', 'connection']);

/** What is in a folder itself; one that only holds other folders needs no word. */
function countText(connections: number, empty: boolean): string {
  if (connections === 0) return empty ? t('empty') : '';
  return t('{count, plural, one {{n} connection} other {{n} connections}}', {
    count: connections,
    n: String(connections),
  });
}

/** The rows to show: connections by folder, what is inside an item where it is open. */
export function importRows(
  items: readonly ImportItem[],
  open: ReadonlySet<string>,
  without: ReadonlySet<string>,
): ImportRow[] {
  const inside = new Map<string, ImportItem[]>();
  for (const item of items) {
    if (item.parent === null) continue;
    const list = inside.get(item.parent) ?? [];
    list.push(item);
    inside.set(item.parent, list);
  }
  const rows: ImportRow[] = [];
  const add = (item: ImportItem, level: number): void => {
    const parts = inside.get(item.id) ?? [];
    const out = without.has(item.id) || (item.parent !== null && without.has(item.parent));
    const some = !out && parts.some((part) => without.has(part.id));
    const expanded = parts.length === 0 ? null : open.has(item.id);
    const { id, kind, clash } = item;
    // Somebody's words, which a person is to judge: nothing in them is hidden or turns the writing round.
    const [name, detail, place] = [visibleText(item.name), visibleText(item.detail), visibleText(item.place)];
    const state = out ? 'off' : some ? 'mixed' : 'on';
    rows.push({ id, level, kind, name, detail, clash, place, expanded, state, items: [id] });
    if (expanded === true) for (const part of parts) add(part, level + 1);
  };
  const top = items.filter((item) => item.parent === null);
  const folders = new Map<string, ImportItem[]>();
  for (const item of top) {
    if (inFolders.has(item.kind)) folders.set(item.folder, [...(folders.get(item.folder) ?? []), item]);
  }
  for (const [folder, list] of folders) {
    const shown = list.filter((item) => item.kind !== 'folder');
    if (folder !== '') {
      const off = list.filter((item) => without.has(item.id)).length;
      const id = `folder ${folder}`;
      const expanded = shown.length === 0 ? null : !open.has(`closed ${folder}`);
      const own = list.find((item) => item.kind === 'folder');
      rows.push({
        id,
        level: 1,
        kind: 'folder',
        name: visibleText(folder).replaceAll('/', ' / '),
        detail: countText(shown.filter((item) => item.kind === 'connection').length, own !== undefined),
        clash: own?.clash ?? null,
        place: visibleText(own?.place ?? ''),
        expanded,
        state: off === 0 ? 'on' : off === list.length ? 'off' : 'mixed',
        items: list.map((item) => item.id),
      });
      if (expanded !== true) continue;
    }
    for (const item of shown) add(item, folder === '' ? 1 : 2);
  }
  for (const item of top) if (item.kind === 'environment' || item.kind === 'session') add(item, 1);
  return rows;
}
