import {
  closeSync,
  constants,
  fchmodSync,
  fstatSync,
  mkdirSync,
  openSync,
  renameSync,
  writeSync,
} from 'node:fs';
import { dirname } from 'node:path';

interface Bounds {
  /** Of one file. */
  readonly maxBytes: number;
  /** All of them, the one that is written included. */
  readonly files: number;
}

/** Some thousand entries with their frames: enough to look back on, too little to fill a disk. */
const usual: Bounds = { maxBytes: 1024 * 1024, files: 4 };
const { O_APPEND, O_CREAT, O_WRONLY } = constants;
/** Not followed: what lies there as a link is not ours. Windows has neither. */
const flags = O_APPEND | O_CREAT | O_WRONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);

/**
 * A log in a few files of bounded size, its owner's alone: `NAME.log`, and `NAME.1.log` and so on for what came
 * before. Written at once, since what is noted may be the last thing that happens. A place that cannot be
 * written costs the log and nothing else.
 */
export class LogFile {
  constructor(
    readonly file: string,
    private readonly bounds: Bounds = usual,
  ) {}

  append(entry: string): void {
    const bytes = Buffer.from(entry.endsWith('\n') ? entry : `${entry}\n`);
    try {
      mkdirSync(dirname(this.file), { recursive: true, mode: 0o700 });
      let opened = this.#open();
      if (opened.size > 0 && opened.size + bytes.length > this.bounds.maxBytes) {
        closeSync(opened.descriptor);
        this.#rotate();
        opened = this.#open();
      }
      try {
        writeSync(opened.descriptor, bytes);
      } finally {
        closeSync(opened.descriptor);
      }
    } catch {
      return;
    }
  }

  #open(): { readonly descriptor: number; readonly size: number } {
    const descriptor = openSync(this.file, flags, 0o600);
    const stat = fstatSync(descriptor);
    if (!stat.isFile()) {
      closeSync(descriptor);
      throw new TypeError('The log is no regular file');
    }
    // Of what is open, whatever lies at its path by now.
    if (process.platform !== 'win32' && (stat.mode & 0o077) !== 0) fchmodSync(descriptor, 0o600);
    return { descriptor, size: stat.size };
  }

  /** The oldest goes; another process may be doing the same, and then finds one of them gone. */
  #rotate(): void {
    for (let n = this.bounds.files - 1; n > 0; n--) {
      try {
        renameSync(this.#name(n - 1), this.#name(n));
      } catch {
        continue;
      }
    }
  }

  #name(n: number): string {
    return n === 0 ? this.file : this.file.replace(/(\.[^.]*)?$/, `.${n}$1`);
  }
}
