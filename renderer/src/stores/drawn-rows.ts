/** Rows that are drawn, by position: `to` is exclusive. */
export interface DrawnRange {
  readonly from: number;
  readonly to: number;
}

export interface DrawnRows {
  /** These rows are drawn. */
  readonly want: (from: number, to: number) => void;
  /** What is drawn may have changed. */
  readonly again: () => void;
}

/** Asks for what is drawn, one request at a time; what was wanted meanwhile is asked for behind it. */
export function readDrawn(read: (range: DrawnRange) => Promise<void>): DrawnRows {
  let wanted: DrawnRange = { from: 0, to: 0 };
  let reading = false;
  let stale = false;

  async function run(): Promise<void> {
    if (reading) {
      stale = true;
      return;
    }
    reading = true;
    do {
      stale = false;
      if (wanted.to > wanted.from) await read(wanted);
      // Set while the answer was under way, which the flow of this function alone does not show.
    } while (stale as boolean);
    reading = false;
  }

  return {
    want(from, to) {
      wanted = { from, to };
      void run();
    },
    again: () => void run(),
  };
}
