import { lstat, unlink } from 'node:fs/promises';
import { connect } from 'node:net';
import { dirname } from 'node:path';
import { RowKind } from '../../contract/index.js';
import type { EndpointHost } from './endpoint.js';
import { errorText, failureOf } from './failure.js';
import type { StageFailure } from './failure.js';

/** Bytes of a path that fit sun_path with its closing zero: 108 on Linux, 104 on macOS and the BSDs. */
const maxPathBytes = process.platform === 'linux' ? 107 : 103;

/** True for the name of a Windows pipe: `\\.\pipe\name`. */
export function isPipe(path: string): boolean {
  return /^[\\/]{2}[.?][\\/]pipe[\\/]./i.test(path);
}

/** What no system call needs to be asked about; null where the path will do. */
export function judgePath(path: string, platform: NodeJS.Platform = process.platform): StageFailure | null {
  if (path === '') return refusal('listen.no-path', 'no path: give the path of a local socket');
  if (platform === 'win32') {
    if (isPipe(path)) return null;
    return refusal(
      'listen.not-a-pipe',
      `${path} is not a pipe name: local sockets of Windows are \\\\.\\pipe\\NAME`,
    );
  }
  if (isPipe(path)) {
    return refusal('listen.no-pipes', `${path} is a pipe of Windows: give the path of a Unix socket here`);
  }
  const length = Buffer.byteLength(path);
  if (length <= maxPathBytes) return null;
  return refusal(
    'unix.path-too-long',
    `the path is ${length} bytes long, and a socket's may have ${maxPathBytes}: choose a shorter one (${path})`,
  );
}

/**
 * Sees to it that nothing is where a listener wants to be, and answers why something is. What a
 * listener holds, and whatever is no socket, is named and left alone; a stale socket file is
 * removed where `replaceStale` says so, and told.
 */
export async function makePlace(
  path: string,
  replaceStale: boolean,
  host: EndpointHost,
): Promise<StageFailure | null> {
  // Pipes leave no files, and the system says when one is taken.
  if (isPipe(path)) return null;
  const directory = await kindAt(dirname(path));
  if (directory === 'nothing') {
    return refusal(
      'listen.no-directory',
      `cannot listen on ${path}: directory ${dirname(path)} does not exist`,
    );
  }
  const kind = await kindAt(path);
  if (kind === 'nothing') return null;
  if (kind !== 'socket') {
    return refusal(
      'unix.not-a-socket',
      `${path} is ${kind}, not a socket: choose another path (it is left untouched)`,
    );
  }
  const errno = await probe(path);
  if (errno === null) {
    return refusal(
      'listen.in-use',
      `another program listens on ${path}: stop it, or choose another path`,
      'EADDRINUSE',
    );
  }
  if (errno === 'ENOENT') return null;
  if (errno !== 'ECONNREFUSED') {
    const failure = failureOf({ code: errno }, { stage: 'listen', path });
    return {
      ...failure,
      message: `a socket is at ${path} already, and asking it failed: ${failure.message}`,
    };
  }
  if (!replaceStale) {
    return refusal(
      'unix.stale-file',
      `a socket file nobody listens on is left at ${path}: remove it, or listen with replacing stale files`,
      'EADDRINUSE',
    );
  }
  return removeStale(path, host);
}

async function removeStale(path: string, host: EndpointHost): Promise<StageFailure | null> {
  // Looked at once more: between the question and here it may have become something else.
  if ((await kindAt(path)) !== 'socket' || (await probe(path)) !== 'ECONNREFUSED') {
    return refusal('listen.in-use', `${path} was taken while its stale socket file was about to be removed`);
  }
  try {
    await unlink(path);
  } catch (error) {
    const failure = failureOf(error, { stage: 'listen', path });
    return { ...failure, message: `the stale socket file cannot be removed: ${failure.message}` };
  }
  host.life(RowKind.note, 0, { text: `removed the stale socket file ${path}` });
  return null;
}

/** What is at a path, in words that follow "is"; a link is not followed. */
export async function kindAt(
  path: string,
): Promise<'nothing' | 'socket' | 'a directory' | 'a link' | 'a file'> {
  try {
    const found = await lstat(path);
    if (found.isSocket()) return 'socket';
    if (found.isDirectory()) return 'a directory';
    return found.isSymbolicLink() ? 'a link' : 'a file';
  } catch {
    // Unreadable is for the system to explain, at the bind.
    return 'nothing';
  }
}

/** Connects to see whether somebody listens: null for yes, else the errno. */
function probe(path: string): Promise<string | null> {
  return new Promise((settle) => {
    const socket = connect({ path });
    socket.once('connect', () => {
      socket.destroy();
      settle(null);
    });
    socket.once('error', (error) => {
      settle(errorText(error, 'code') ?? 'EIO');
    });
  });
}

function refusal(code: string, message: string, errno?: string): StageFailure {
  return { code, message, stage: 'listen', ...(errno !== undefined && { errno }) };
}
