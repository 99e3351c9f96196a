import { EventEmitter } from 'node:events';

/** Electron's MessagePortMain: queues until start(), events carry data, close reaches the other end. */
export class MessagePortMain extends EventEmitter {
  /** @type {MessagePortMain | undefined} */
  other;
  /** @type {unknown[]} */
  #waiting = [];
  #started = false;
  #closed = false;

  /** @param {unknown} message */
  postMessage(message) {
    const clone = structuredClone(message);
    setImmediate(() => this.other?.receive(clone));
  }

  /** @param {unknown} data */
  receive(data) {
    if (this.#closed) return;
    if (this.#started) this.emit('message', { data, ports: [] });
    else this.#waiting.push(data);
  }

  start() {
    this.#started = true;
    for (const data of this.#waiting.splice(0)) this.emit('message', { data, ports: [] });
  }

  close() {
    if (this.#closed) return;
    this.#closed = true;
    setImmediate(() => {
      this.emit('close');
      this.other?.close();
    });
  }
}

export class MessageChannelMain {
  port1 = new MessagePortMain();
  port2 = new MessagePortMain();

  constructor() {
    this.port1.other = this.port2;
    this.port2.other = this.port1;
  }
}
