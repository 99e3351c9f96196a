import { isUnverified } from '../../contract/index.js';
import type { SocketAddress } from '../../contract/index.js';
import { unverifiedWords } from './format.js';
import type { ExportFacts, ExportFormat, ExportRow, RowWriter, StoryEvent } from './format.js';
import { wallClock } from './row.js';
import { WireBytes } from './wire-bytes.js';

/** As many connections as are listed; more than these nobody follows. */
const mostConnections = 100_000;
/** As Wireshark wraps it; divisible by 4, so that no line tears what belongs together. */
const lineCharacters = 76;

interface Connection {
  readonly from: number;
  readonly ours: number;
  readonly theirs: number;
}

/**
 * As Wireshark's Follow Stream writes it: `peers` with numbers, hosts and ports, then `packets` with the
 * peer that sent it, its index among the packets of that peer, a timestamp and `!!binary` data. A client
 * that dialed again, and a listener, have more peers than two. Of frames of the wire it has every byte.
 */
export const yaml: ExportFormat = {
  title: 'YAML',
  extension: 'yaml',
  type: 'application/yaml',
  story: 'before',
  head: ({ info }) => (isUnverified(info.config) ? `# ${unverifiedWords}\n` : ''),
  writer: (facts) => new YamlWriter(facts),
};

class YamlWriter implements RowWriter {
  readonly #facts: ExportFacts;
  readonly #wire: WireBytes;
  readonly #numbers = new Map<string, number>();
  readonly #places: { readonly host: string; readonly port: number }[] = [];
  readonly #connections = new Map<number, Connection[]>();
  readonly #indices = new Map<number, number>();
  #known = 0;
  #begun = false;
  #packets = 0;
  #line = 0;
  #rest: Uint8Array = new Uint8Array();

  constructor(facts: ExportFacts) {
    this.#facts = facts;
    this.#wire = new WireBytes(facts);
    for (const { peer, local, remote } of facts.peers) {
      if (facts.info.config.protocol === 'udp') this.#add(peer, 0, local, remote);
    }
  }

  know({ row, detail }: StoryEvent): string {
    const { kind } = row;
    const begins = kind === 'connect' || kind === 'accept' || kind === 'open';
    if (!begins || detail === null || detail.error !== undefined || detail.remote === undefined) return '';
    if (kind === 'accept' && row.peer === 0) return '';
    this.#add(row.peer === 0 ? 1 : row.peer, row.seq, detail.local, detail.remote);
    return '';
  }

  #add(
    peer: number,
    from: number,
    local: SocketAddress | null | undefined,
    remote: SocketAddress | null,
  ): Connection {
    const list = this.#connections.get(peer) ?? [];
    // A client listens to nobody: the one who asked stands first, as Wireshark has it.
    const ours = (): number => this.#number(local ?? null, 'local');
    const theirs = (): number => this.#number(remote, `peer ${peer}`);
    const [first, second] = this.#facts.info.config.role === 'client' ? [ours, theirs] : [theirs, ours];
    const numbers = [first(), second()] as const;
    const made =
      this.#facts.info.config.role === 'client'
        ? { from, ours: numbers[0], theirs: numbers[1] }
        : { from, theirs: numbers[0], ours: numbers[1] };
    const last = list.at(-1);
    if (last?.ours === made.ours && last.theirs === made.theirs) return last;
    if (this.#known >= mostConnections) return made;
    this.#known++;
    list.push(made);
    this.#connections.set(peer, list);
    return made;
  }

  #number(address: SocketAddress | null, otherwise: string): number {
    const place = { host: address?.host ?? otherwise, port: address?.port ?? 0 };
    const key = `${place.host} ${place.port}`;
    const known = this.#numbers.get(key);
    if (known !== undefined) return known;
    const number = this.#places.length;
    this.#numbers.set(key, number);
    this.#places.push(place);
    return number;
  }

  begin(row: ExportRow): string {
    const { ours, theirs } = this.#connectionOf(row);
    const number = row.direction === 'out' ? ours : theirs;
    const index = this.#indices.get(number) ?? 0;
    this.#indices.set(number, index + 1);
    this.#packets++;
    const { ms, ns } = wallClock(this.#facts.clockOrigin, row.offsetNs);
    const seconds = Math.floor(ms / 1_000);
    const fraction = String((ms - seconds * 1_000) * 1e6 + ns).padStart(9, '0');
    this.#line = 0;
    const head = this.#facts.wire ? this.#wire.begin(row) : new Uint8Array();
    this.#rest = Uint8Array.from(head);
    const comment = row.mark === null ? '' : `    comment: ${JSON.stringify(row.mark)}\n`;
    return (
      this.#head() +
      `  - packet: ${this.#packets}\n    peer: ${number}\n    index: ${index}\n` +
      `    timestamp: ${seconds}.${fraction}\n${comment}    data: !!binary |\n`
    );
  }

  /** Peers are listed where the first packet is written; one that appears later has its place by then. */
  #head(): string {
    if (this.#begun) return '';
    this.#begun = true;
    const peers = this.#places.map(
      ({ host, port }, i) => `  - peer: ${i}\n    host: ${yamlText(host)}\n    port: ${port}\n`,
    );
    return `peers:${peers.length === 0 ? ' []\n' : `\n${peers.join('')}`}packets:\n`;
  }

  #connectionOf(row: ExportRow): Connection {
    const peer = row.peer === 0 ? 1 : row.peer;
    const list = this.#connections.get(peer) ?? [];
    let found = list[0];
    for (const one of list) if (one.from <= row.seq) found = one;
    if (found !== undefined) return found;
    // Of a log that does not say; the list of peers may be written by now.
    return this.#begun
      ? { from: 0, ours: 0, theirs: Math.min(1, this.#places.length - 1) }
      : this.#add(peer, 0, null, null);
  }

  piece(bytes: Uint8Array, last: boolean): string {
    const masked = this.#facts.wire ? this.#wire.piece(bytes) : bytes;
    const all = this.#rest.length === 0 ? masked : Buffer.concat([this.#rest, masked]);
    const whole = last ? all.length : all.length - (all.length % 3);
    this.#rest = Uint8Array.from(all.subarray(whole));
    const base64 = Buffer.from(all.buffer, all.byteOffset, whole).toString('base64');
    let text = '';
    for (let at = 0; at < base64.length;) {
      if (this.#line === 0) text += '      ';
      const end = Math.min(base64.length, at + lineCharacters - this.#line);
      text += base64.slice(at, end);
      this.#line = (this.#line + end - at) % lineCharacters;
      if (this.#line === 0) text += '\n';
      at = end;
    }
    return text;
  }

  end(): string {
    return this.#line === 0 ? '' : '\n';
  }

  life(): string {
    return '';
  }

  finish(): string {
    if (this.#packets > 0) return '';
    return this.#head().replace(/packets:\n$/, 'packets: []\n');
  }
}

/** Hosts are plain but for IPv6, paths and names of other people's making. */
function yamlText(text: string): string {
  return /^[\w.-]*[a-z0-9][\w.-]*$/i.test(text) && !/^[\d.]*$|^(true|false|null|yes|no|on|off)$/i.test(text)
    ? text
    : /^\d+\.\d+\.\d+\.\d+$/.test(text)
      ? text
      : JSON.stringify(text);
}
