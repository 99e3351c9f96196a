import type { importLimits } from '../../../../contract/index.js';
import type { Collector } from '../collector.js';
import type { GivenFile } from '../given-file.js';
import type { SourceFile } from '../source.js';
import type { Shared } from './conversation.js';
import type { SessionSink } from './model.js';

/** What reading a capture needs besides the file. */
export interface Reading {
  readonly sink: SessionSink;
  readonly shared: Shared;
  /** Bytes that were read since the last time. */
  readonly told: (bytes: number) => void;
}

/** A format that becomes recorded sessions: read piece by piece, since it may be longer than memory. */
export interface CaptureFormat {
  /** For people: `HAR`. */
  readonly title: string;
  /** The limit of how long such a file may be. */
  readonly most: keyof Pick<typeof importLimits, 'captureBytes' | 'harBytes'>;
  /** Whether a file is of this format, by its first bytes. */
  claims(head: SourceFile): boolean;
  read(file: GivenFile, to: Collector, reading: Reading): Promise<void>;
}
