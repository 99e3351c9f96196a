import { readRecord } from './programs/flood-records.mjs';

/** Complaints kept: the first few tell what went wrong. */
const mostProblems = 10;

/** Books every record that was read back, and says what is lost, doubled, out of order, damaged or of another peer. */
export class Ledger {
  records = 0;
  readonly problems: string[] = [];
  /** The number after the last one of each sender. */
  readonly #next = new Map<number, number>();
  /** Which sender speaks as which peer of the log. */
  readonly #senders = new Map<number, number>();

  /** With `gaps` a number may be missing, as where datagrams are dropped; none may come twice or late all the same. */
  constructor(readonly gaps = false) {}

  book(peer: number, bytes: Uint8Array): void {
    const record = readRecord(bytes);
    if (record === null) {
      this.#complain(`damaged after ${this.records} records: ${Buffer.from(bytes).toString('latin1')}`);
      return;
    }
    const { sender, number } = record;
    const known = this.#senders.get(peer);
    if (known === undefined) this.#senders.set(peer, sender);
    else if (known !== sender) this.#complain(`peer ${peer} is ${known} and ${sender}`);
    const next = this.#next.get(sender) ?? 0;
    if (number < next || (number > next && !this.gaps)) {
      this.#complain(`sender ${sender}: ${number} where ${next} is due`);
    }
    this.#next.set(sender, number + 1);
    this.records++;
  }

  /** How many senders were heard, each as one peer. */
  get senders(): number {
    return this.#senders.size === this.#next.size ? this.#next.size : -1;
  }

  #complain(text: string): void {
    if (this.problems.length < mostProblems) this.problems.push(text);
  }
}
