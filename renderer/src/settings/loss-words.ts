import { formatCount, isolated, t } from '../language/index.js';

/** What a sync policy means to who loses power, and what it costs. */
export function lossWords(ms: number): string {
  if (ms === 0) {
    return t(
      'The disk is synced after every write: a power cut loses some tens of milliseconds at most. A flood is recorded more slowly, and a slow disk holds sockets back sooner.',
    );
  }
  return t(
    'A power cut loses at most {time} of rows, and nothing of a session that has ended and is saved.',
    { time: windowText(ms) },
  );
}

function windowText(ms: number): string {
  return isolated(ms % 1_000 === 0 ? `${ms / 1_000} s` : `${ms < 1_000 ? ms : formatCount(ms)} ms`);
}
