/** What is back after a host that did not end properly: facts, which the page tells in its language. */
export interface Restored {
  /** The workspace's name. */
  readonly workspace: string;
  readonly windows: readonly RestoredWindow[];
  /** Recordings that were cut off and have been ended. */
  readonly recordings: readonly RestoredRecording[];
}

export interface RestoredWindow {
  readonly window: number;
  readonly tabs: number;
  /** Of the tab in front; '' where it has none. */
  readonly title: string;
}

export interface RestoredRecording {
  readonly name: string;
  readonly rows: number;
}
