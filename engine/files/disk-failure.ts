import { type Failure, fail } from '../../contract/result.js';

/** errno of a rejected file operation, or `undefined` for what no file system says. */
export function errnoOf(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null || !('code' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}

const reasons: Readonly<Record<string, { code: string; words: string }>> = {
  ENOSPC: { code: 'log.disk-full', words: 'the disk is full; free some space' },
  EDQUOT: { code: 'log.disk-full', words: 'the disk quota is used up; free some space' },
  EFBIG: { code: 'log.disk-full', words: 'the file has reached the largest size allowed' },
  EROFS: { code: 'log.read-only', words: 'the disk is read-only' },
  EACCES: { code: 'log.no-permission', words: 'permission was denied' },
  EPERM: { code: 'log.no-permission', words: 'permission was denied' },
  ENOENT: { code: 'log.not-found', words: 'it does not exist' },
  REMOVED: {
    code: 'log.removed',
    words: 'somebody removed it; export what is recorded before the session ends, or it is lost',
  },
  EEXIST: { code: 'log.exists', words: 'it exists already' },
};

/** Puts a file error into words. An error without an errno is a bug of ours and is thrown on. */
export function diskFailure(doing: string, path: string, error: unknown): Failure {
  const errno = errnoOf(error);
  if (errno === undefined) throw error;
  const reason = reasons[errno] ?? { code: 'log.io', words: `the disk answered ${errno}` };
  return fail(reason.code, `Cannot ${doing} ${path}: ${reason.words}.`, { errno, path }).error;
}
