import { constants } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import { basename, extname, resolve } from 'node:path';
import { fail, ok, openingChunkBytes } from '../contract/index.js';
import type { Input, Opening, OpeningContent, Output, Result } from '../contract/index.js';
import { plainLine } from '../contract/trouble.js';
import { isSurelyWorkspace, kindOfDirectory, nameOfWorkspace } from '../engine/index.js';
import type { PointedAt } from './bounds.js';

const scheme = 'wirebench:';
/** What is opened by its name. More can be imported, by the dialog or by dropping it on the window. */
const extensions = ['.wirebench', '.har', '.pcapng', '.pcap'];
const isOurs = (path: string): boolean =>
  extensions.includes(extname(path).toLowerCase()) || path.toLowerCase().endsWith('.wirebench.json');
/** Kept as they came; codec/link.ts says how long a link may be. */
const mostLinkCharacters = 4_096;
const mostPathCharacters = 1_000;
/** Waiting at once, and links in a while: a web page can follow hundreds of them. */
const mostWaiting = 20;
const mostLinks = 5;
const linksMs = 10_000;

interface KnownFile {
  readonly path: string;
  readonly size: number;
  readonly mtimeMs: number;
  readonly ino: number;
}

/** What the system asked the app to open, until a page takes it and shows it. Nothing is acted on here. */
export class Openings {
  readonly #waiting: Opening[] = [];
  readonly #files = new Map<number, readonly KnownFile[]>();
  #recent: number[] = [];
  #next = 1;
  #onWaiting: () => void = () => undefined;

  constructor(
    /** Directories that pages may open from then on: the person pointed at them. */
    private readonly bounds: Pick<PointedAt, 'add'>,
    private readonly now: () => number = Date.now,
  ) {}

  /** Told when something waits for a page. */
  listen(onWaiting: () => void): void {
    this.#onWaiting = onWaiting;
  }

  /** Arguments of a command line: links, files and directories. What is none of them is left to others. */
  async offerArguments(args: readonly string[], directory: string): Promise<void> {
    const paths: string[] = [];
    for (const arg of args) {
      if (arg.toLowerCase().startsWith(scheme)) this.offerLink(arg);
      else if (arg !== '' && !arg.startsWith('-')) paths.push(resolve(directory, arg));
    }
    await this.#offerPaths(paths, false);
  }

  /**
   * Files that a person named, all of them or none: `opening.refused` names the first that is missing, or of no kind that
   * is opened. A link may be among them.
   */
  async offerNamed(names: readonly string[], directory: string): Promise<Result<void>> {
    const links = names.filter((name) => name.toLowerCase().startsWith(scheme));
    const files: KnownFile[] = [];
    for (const name of names) {
      if (links.includes(name)) continue;
      const path = resolve(directory, name);
      const found = await examine(path);
      if (found.kind === 'file') files.push(found.file);
      else {
        const why = found.kind === 'refused' ? found.message : 'It is a workspace: name it with --workspace.';
        return fail('opening.refused', `${plainLine(path, mostPathCharacters)} is not opened. ${why}`);
      }
    }
    for (const link of links) this.offerLink(link);
    this.#offerFiles(files);
    return ok();
  }

  /** A file or directory that the system hands over by itself. */
  offerFile(path: string): Promise<void> {
    return this.#offerPaths([path], true);
  }

  /**
   * Folders that were dropped on a window together, each asked about by itself. Where one of them is no workspace beyond
   * doubt, all are left to the page, which imports them or says why not.
   */
  async offerDropped(paths: readonly string[]): Promise<void> {
    const found = await Promise.all(
      paths.map(async (path) => ({ path, workspace: await isSurelyWorkspace(path) })),
    );
    for (const { path, workspace } of found) if (!workspace.ok) this.#refuse(path, workspace.error.message);
    if (!found.every(({ workspace }) => workspace.ok && workspace.value)) return;
    for (const { path } of found) this.#offerWorkspace(path, (await nameOfWorkspace(path)) ?? basename(path));
  }

  offerLink(link: string): void {
    const now = this.now();
    this.#recent = this.#recent.filter((at) => at > now - linksMs);
    this.#recent.push(now);
    if (this.#recent.length === mostLinks + 1) {
      const message = `More than ${mostLinks} links came within ${linksMs / 1000} seconds: the rest of them is not shown.`;
      this.#add({ kind: 'refused', title: 'Too many links', message });
    }
    if (this.#recent.length > mostLinks) return;
    if (this.#waiting.some((one) => one.kind === 'link' && one.link === link)) return;
    if (link.length <= mostLinkCharacters) this.#add({ kind: 'link', link });
    else {
      const message = `It has ${link.length} characters, and begins with ${plainLine(link, 60)}`;
      this.#add({ kind: 'refused', title: 'The link is too long', message });
    }
  }

  next(): Opening | null {
    return this.#waiting.shift() ?? null;
  }

  async read({ opening, file, from, to }: Input<'opening.read'>): Promise<Result<Output<'opening.read'>>> {
    const known = this.#files.get(opening)?.[file];
    if (known === undefined) return fail('opening.unknown', 'This file is not open any more: open it again.');
    try {
      // A pipe that took its place would be waited for.
      const handle = await open(known.path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
      try {
        const now = await handle.stat();
        if (now.size !== known.size || now.mtimeMs !== known.mtimeMs || now.ino !== known.ino) {
          return fail('opening.changed', `${known.path} has changed since it was opened: open it again.`);
        }
        const length = Math.max(0, Math.min(to, known.size, from + openingChunkBytes) - from);
        const data = new Uint8Array(length);
        const { bytesRead } = await handle.read(data, 0, length, from);
        return ok({ data: data.subarray(0, bytesRead) });
      } finally {
        await handle.close();
      }
    } catch (error) {
      return fail('opening.unreadable', `${known.path} cannot be read: ${codeOf(error)}`);
    }
  }

  end(opening: number): void {
    this.#files.delete(opening);
  }

  async #offerPaths(paths: readonly string[], all: boolean): Promise<void> {
    const files: KnownFile[] = [];
    for (const path of paths) {
      const found = await examine(path);
      if (found.kind === 'file') files.push(found.file);
      else if (found.kind === 'workspace') this.#offerWorkspace(path, found.name);
      // Words of a command line that are no file of ours are somebody else's.
      else if (all || found.there || isOurs(path)) this.#refuse(path, found.message);
    }
    this.#offerFiles(files);
  }

  #offerFiles(files: readonly KnownFile[]): void {
    if (files.length === 0) return;
    const shown = files.map(({ path, size }) => ({ path: basename(path), size }));
    const id = this.#add({ kind: 'files', files: shown });
    if (id !== null) this.#files.set(id, files);
  }

  #offerWorkspace(directory: string, name: string): void {
    this.bounds.add(directory);
    this.#add({ kind: 'workspace', directory, name });
  }

  #refuse(path: string, message: string): void {
    this.#add({ kind: 'refused', title: `${plainLine(basename(path), 200)} is not opened`, message });
  }

  /** Null where so many wait that it is left out; the last of them then says so. */
  #add(opening: OpeningContent): number | null {
    if (this.#waiting.length >= mostWaiting) return null;
    const full = this.#waiting.length === mostWaiting - 1;
    const id = this.#next++;
    const last = {
      kind: 'refused' as const,
      title: 'Too much to open at once',
      message: 'The rest is left out.',
    };
    this.#waiting.push({ ...(full ? last : opening), id });
    this.#onWaiting();
    return full ? null : id;
  }
}

type Found =
  | { readonly kind: 'file'; readonly file: KnownFile }
  | { readonly kind: 'workspace'; readonly name: string }
  | { readonly kind: 'refused'; readonly message: string; readonly there: boolean };

/** What a path leads to; nothing of it is read. */
async function examine(path: string): Promise<Found> {
  const refused = (message: string, there = true): Found => ({ kind: 'refused', message, there });
  const found = await stat(path).catch(codeOf);
  if (typeof found === 'string') {
    return refused(found === 'ENOENT' ? 'It is not there.' : `It cannot be read: ${found}`, false);
  }
  if (found.isDirectory()) {
    const kind = await kindOfDirectory(path);
    if (!kind.ok || kind.value !== 'workspace') return refused('It is a directory that holds no workspace.');
    return { kind: 'workspace', name: (await nameOfWorkspace(path)) ?? basename(path) };
  }
  if (!found.isFile()) return refused('It is no regular file.');
  if (!isOurs(path)) {
    return refused(
      `Files that are opened end in ${extensions.join(', ')}. Others can be imported: drop them on the window.`,
    );
  }
  const { size, mtimeMs, ino } = found;
  return { kind: 'file', file: { path, size, mtimeMs, ino } };
}

function codeOf(error: unknown): string {
  return (error as NodeJS.ErrnoException).code ?? String(error);
}
