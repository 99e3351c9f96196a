import { join } from 'node:path';
import * as z from 'zod/mini';
import { WindowNumber, MovingTab } from '../../contract/window-requests.js';
import type { Result } from '../../contract/result.js';
import { readWhole, writeWhole } from '../files/whole-file.js';

const Move = z.object({ from: WindowNumber, to: WindowNumber, tab: MovingTab });
const Moves = z.object({ version: z.literal(1), moves: z.array(z.unknown()) });
export type TabMove = z.output<typeof Move>;

/** What is known of a move since this process began. */
interface Known extends TabMove {
  landed: boolean;
  left: boolean;
}

/** Far above what is ever on its way at once: two windows that have not written yet. */
const mostBytes = 3 * 64 * 1024 * 1024;

/**
 * Tabs on their way from one window to another. A move is on disk before the first window lets go of the tab, and
 * until both have written what they show: whatever a crash leaves behind, the tab is in the window it went to.
 */
export class TabMoves {
  private constructor(
    private readonly path: string,
    private moves: Known[],
  ) {}

  static async open(directory: string): Promise<TabMoves> {
    const path = join(directory, 'moves.json');
    return new TabMoves(path, await readMoves(path));
  }

  async add(move: TabMove): Promise<Result<void>> {
    const before = this.moves;
    // A tab that goes on, or back, is where it went last.
    const rest = before.filter(({ tab }) => tab.id !== move.tab.id);
    this.moves = [...rest, { ...move, landed: false, left: false }];
    const written = await this.#write();
    if (!written.ok) this.moves = before;
    return written;
  }

  /** The tabs of a window as it kept them, without those that went and with those that came. */
  settle(window: number, tabs: readonly unknown[]): unknown[] {
    const gone = new Set(this.moves.filter(({ to }) => to !== window).map(({ tab }) => tab.id));
    const rest = tabs.filter((tab) => !gone.has(idOf(tab) ?? ''));
    const there = new Set(rest.map(idOf));
    return [
      ...rest,
      ...this.moves.filter(({ to, tab }) => to === window && !there.has(tab.id)).map(({ tab }) => tab),
    ];
  }

  /** A window has written these tabs. */
  async written(window: number, tabs: readonly unknown[]): Promise<void> {
    if (this.moves.length === 0) return;
    const there = new Set(tabs.map(idOf));
    for (const move of this.moves) {
      if (move.to === window && there.has(move.tab.id)) move.landed = true;
      if (move.from === window && !there.has(move.tab.id)) move.left = true;
    }
    const open = this.moves.filter(({ landed, left }) => !(landed && left));
    if (open.length === this.moves.length) return;
    this.moves = open;
    // One that stays on disk is settled again, with the same end.
    await this.#write();
  }

  #write(): Promise<Result<void>> {
    const moves = this.moves.map(({ from, to, tab }) => ({ from, to, tab }));
    return writeWhole(this.path, JSON.stringify({ version: 1, moves }), 0o600);
  }
}

function idOf(tab: unknown): string | undefined {
  if (typeof tab !== 'object' || tab === null || !('id' in tab)) return undefined;
  return typeof tab.id === 'string' ? tab.id : undefined;
}

async function readMoves(path: string): Promise<Known[]> {
  try {
    const bytes = await readWhole(path, mostBytes);
    if (typeof bytes === 'string') return [];
    const parsed = Moves.parse(JSON.parse(bytes.toString('utf8')));
    return parsed.moves.flatMap((one) => {
      const move = z.safeParse(Move, one);
      return move.success ? [{ ...move.data, landed: false, left: false }] : [];
    });
  } catch {
    return [];
  }
}
