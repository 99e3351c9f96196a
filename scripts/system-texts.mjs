/*
 * What the system says in Node's words (libuv's uv_strerror), where a message of ours quotes it: `ENOSPC: no space left on
 * device, write`. The set is closed, so that it is explained in every language beside its code, which stays.
 */
const words = {
  EACCES: 'permission denied',
  EADDRINUSE: 'address already in use',
  EADDRNOTAVAIL: 'address not available',
  EBUSY: 'resource busy or locked',
  ECONNREFUSED: 'connection refused',
  ECONNRESET: 'connection reset by peer',
  EEXIST: 'file already exists',
  EFBIG: 'file too large',
  EINVAL: 'invalid argument',
  EIO: 'i/o error',
  EISDIR: 'illegal operation on a directory',
  ELOOP: 'too many symbolic links encountered',
  EMFILE: 'too many open files',
  ENAMETOOLONG: 'name too long',
  ENFILE: 'file table overflow',
  ENODEV: 'no such device',
  ENOENT: 'no such file or directory',
  ENOMEM: 'not enough memory',
  ENOSPC: 'no space left on device',
  ENOTDIR: 'not a directory',
  ENOTEMPTY: 'directory not empty',
  ENXIO: 'no such device or address',
  EPERM: 'operation not permitted',
  EPIPE: 'broken pipe',
  EROFS: 'read-only file system',
  ETIMEDOUT: 'connection timed out',
  EXDEV: 'cross-device link not permitted',
};

/** The forms of them: what was being done stands behind a comma. */
export const systemTexts = Object.entries(words).map(([code, said]) => `${code}: ${said}, {0}`);
