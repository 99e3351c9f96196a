import { inflateRawSync } from 'node:zlib';
import { type Result, fail, importLimits, ok } from '../../../contract/index.js';
import { importPath } from './path.js';
import { SourceFile } from './source.js';

/** A file that unpacks to this many times its size is a bomb, unless it is small anyway. */
const maxRatio = 200;
const smallBytes = 1024 * 1024;
const utf8Names = 0x0800;
const encrypted = 0x0001;

/** Whether bytes begin as a ZIP does; an empty one begins with its end. */
export function isZip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x50 && bytes[1] === 0x4b && (bytes[2] === 3 || bytes[2] === 5);
}

/**
 * The files of a ZIP, as its directory lists them. Sizes are limited before anything is unpacked and while
 * it is; names that would leave their folder, encrypted files and unknown methods are refused. Codes:
 * `import.zip`, `import.too-large`, `import.path`.
 */
export function unzip(path: string, bytes: Uint8Array): Result<readonly SourceFile[]> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const end = endOfDirectory(view);
  if (end === null) return broken(path, 'it is cut short: its directory is missing');
  const count = view.getUint16(end + 10, true);
  const directoryAt = view.getUint32(end + 16, true);
  if (count === 0xffff || directoryAt === 0xffffffff) return broken(path, 'it is in the ZIP64 form');
  if (count > importLimits.files) {
    return fail('import.too-large', `${path} holds ${count} files; an import takes ${importLimits.files}.`);
  }
  const files: SourceFile[] = [];
  let total = 0;
  let at = directoryAt;
  for (let index = 0; index < count; index++) {
    if (at + 46 > bytes.length || view.getUint32(at, true) !== 0x02014b50) {
      return broken(path, `entry ${index + 1} of its directory is damaged`);
    }
    const flags = view.getUint16(at + 8, true);
    const method = view.getUint16(at + 10, true);
    const packed = view.getUint32(at + 20, true);
    const size = view.getUint32(at + 24, true);
    const nameLength = view.getUint16(at + 28, true);
    const nameBytes = bytes.subarray(at + 46, at + 46 + nameLength);
    const name = new TextDecoder((flags & utf8Names) === 0 ? 'windows-1252' : 'utf-8').decode(nameBytes);
    const local = view.getUint32(at + 42, true);
    at += 46 + nameLength + view.getUint16(at + 30, true) + view.getUint16(at + 32, true);
    if (name.endsWith('/') || isClutter(name)) continue;
    const shown = `${path}/${name.slice(0, 200)}`;
    const placed = importPath(name, path);
    if (!placed.ok) return placed;
    if ((flags & encrypted) !== 0) return broken(shown, 'it is encrypted: unpack it first');
    if (method !== 0 && method !== 8) return broken(shown, `it is packed by method ${method}`);
    total += size;
    if (total > importLimits.bytes) return tooLarge(path);
    if (size > smallBytes && size > packed * maxRatio) return bomb(shown, packed, size);
    const unpacked = unpack(bytes, view, { local, packed, size, method, shown });
    if (!unpacked.ok) return unpacked;
    files.push(new SourceFile(placed.value, unpacked.value));
  }
  return ok(files);
}

interface Entry {
  readonly local: number;
  readonly packed: number;
  readonly size: number;
  readonly method: number;
  readonly shown: string;
}

function unpack(bytes: Uint8Array, view: DataView, entry: Entry): Result<Uint8Array> {
  const { local, packed, size, method, shown } = entry;
  if (local + 30 > bytes.length || view.getUint32(local, true) !== 0x04034b50) {
    return broken(shown, 'its place in the archive is damaged');
  }
  const from = local + 30 + view.getUint16(local + 26, true) + view.getUint16(local + 28, true);
  const data = bytes.subarray(from, from + packed);
  if (data.length !== packed) return broken(shown, 'it is cut short');
  if (method === 0) return packed === size ? ok(data) : broken(shown, 'its sizes contradict each other');
  try {
    // The directory's word for the size is not trusted: inflating stops there.
    const inflated = inflateRawSync(data, { maxOutputLength: Math.max(1, size) });
    return inflated.length === size ? ok(inflated) : broken(shown, 'its sizes contradict each other');
  } catch (error) {
    const larger = error instanceof RangeError;
    return larger ? bomb(shown, packed, size) : broken(shown, 'its packed bytes are damaged');
  }
}

/** Where the end record is: a comment of up to 64 KiB may follow it. */
function endOfDirectory(view: DataView): number | null {
  const lowest = Math.max(0, view.byteLength - 22 - 0xffff);
  for (let at = view.byteLength - 22; at >= lowest; at--) {
    if (view.getUint32(at, true) === 0x06054b50) return at;
  }
  return null;
}

/** What macOS puts into archives beside the files. */
function isClutter(name: string): boolean {
  return name.startsWith('__MACOSX/') || /(^|\/)\.DS_Store$/.test(name);
}

function broken(path: string, why: string): Result<never> {
  return fail('import.zip', `${path} cannot be unpacked: ${why}.`, { file: path });
}

function bomb(path: string, packed: number, size: number): Result<never> {
  return fail(
    'import.too-large',
    `${path} would unpack from ${packed} to more than ${size} bytes as told, or ${maxRatio} times its size: it was not unpacked.`,
    { file: path },
  );
}

function tooLarge(path: string): Result<never> {
  const most = importLimits.bytes >> 20;
  return fail('import.too-large', `${path} unpacks to more than ${most} MiB, the most an import takes.`, {
    file: path,
  });
}
