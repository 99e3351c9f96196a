import { randomBytes } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import { fail, ok } from '../../contract/result.js';
import type { Result } from '../../contract/result.js';
import type { ExportPlace } from '../export-place.js';
import { securityHeaders } from '../static.js';

/** Where exports are fetched; a secret follows. */
export const downloadPath = '/export/';

/** How long a browser may take to fetch what it was given, milliseconds. A person may be asked where to save. */
const fetchMs = 120_000;
/** Exports nobody has fetched yet, of all pages. */
const mostWaiting = 64;

/** Exports on their way to a browser's downloads: each address answers once. */
export class Downloads {
  readonly #waiting = new Map<string, Download>();
  readonly #fetchMs: number;

  constructor(patienceMs = fetchMs) {
    this.#fetchMs = patienceMs;
  }

  /** An address below the page's, of 128 bits that nobody can guess; it still takes the cookie to fetch it. */
  place(name: string, type: string): ExportPlace {
    const secret = randomBytes(16).toString('base64url');
    const [oldest] = this.#waiting.values();
    if (this.#waiting.size >= mostWaiting) void oldest?.abandon();
    const download = new Download(`${downloadPath.slice(1)}${secret}`, name, type, this.#fetchMs, () =>
      this.#waiting.delete(secret),
    );
    this.#waiting.set(secret, download);
    return download;
  }

  /** Streams the export of that path into a response; false where there is none, or was fetched already. */
  answer(path: string, response: ServerResponse): boolean {
    const secret = path.slice(downloadPath.length);
    const download = this.#waiting.get(secret);
    if (download === undefined) return false;
    this.#waiting.delete(secret);
    download.fetched(response);
    return true;
  }
}

class Download implements ExportPlace {
  readonly url: string;
  readonly #name: string;
  readonly #type: string;
  readonly #forget: () => void;
  readonly #response: Promise<ServerResponse | null>;
  #settle: (response: ServerResponse | null) => void = () => undefined;
  readonly #timer: NodeJS.Timeout;
  #finished = false;
  #late = false;

  constructor(url: string, name: string, type: string, patienceMs: number, forget: () => void) {
    this.url = url;
    this.#name = name;
    this.#type = type;
    this.#forget = forget;
    this.#response = new Promise((resolve) => (this.#settle = resolve));
    this.#timer = setTimeout(() => {
      this.#late = true;
      this.#settle(null);
      this.#forget();
    }, patienceMs);
    this.#timer.unref();
  }

  fetched(response: ServerResponse): void {
    clearTimeout(this.#timer);
    response.writeHead(200, {
      ...securityHeaders,
      'content-type': this.#type,
      'content-disposition': disposition(this.#name),
    });
    // The browser knows at once what it is getting, however long the first piece takes.
    response.flushHeaders();
    this.#settle(response);
  }

  async write(data: Uint8Array): Promise<Result<void>> {
    const response = await this.#response;
    if (response === null || response.destroyed) return this.#stopped();
    if (data.length === 0 || response.write(data)) return ok();
    return (await happens(response, 'drain')) ? ok() : this.#stopped();
  }

  async finish(): Promise<Result<void>> {
    const response = await this.#response;
    if (response === null || response.destroyed) return this.#stopped();
    this.#finished = true;
    const done = happens(response, 'finish');
    response.end();
    return (await done) ? ok() : this.#stopped();
  }

  async abandon(): Promise<void> {
    clearTimeout(this.#timer);
    this.#forget();
    this.#settle(null);
    if (this.#finished) return;
    // Cut off without its last chunk: the browser takes it for failed and keeps nothing.
    (await this.#response)?.destroy();
  }

  #stopped(): Result<never> {
    return this.#late
      ? fail(
          'export.download',
          'The browser did not fetch the file: allow downloads from this page, and export again.',
        )
      : fail('export.download', 'The browser stopped the download, and kept nothing of it: export again.');
  }
}

/** True once it has happened; false where the response closed before. */
function happens(response: ServerResponse, event: 'drain' | 'finish'): Promise<boolean> {
  return new Promise((resolve) => {
    const settle = (happened: boolean) => {
      response.off(event, yes);
      response.off('close', no);
      resolve(happened);
    };
    const yes = () => settle(true);
    const no = () => settle(false);
    response.on(event, yes);
    response.on('close', no);
  });
}

/** A name for every browser (RFC 6266): plain letters, and the whole of it in UTF-8 for those that read it. */
export function disposition(name: string): string {
  const plain = name.replace(/[^A-Za-z0-9._-]/g, '_');
  // With the flag these are only the halves that stand alone, which no UTF-8 can hold.
  const whole = encodeURIComponent(name.replace(/[\ud800-\udfff]/gu, '_')).replace(
    /['()*!]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16)}`,
  );
  return `attachment; filename="${plain}"; filename*=UTF-8''${whole}`;
}
