// A process that does what it is asked and answers, one of a bench's two or three.
import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';

export class Child {
  #process;
  #last = 0;
  /** @type {Map<number, { resolve: (answer: any) => void, reject: (error: Error) => void }>} */
  #waiting = new Map();

  /** @param {string} script @param {string[]} args */
  constructor(script, args = []) {
    const path = fileURLToPath(new URL(script, import.meta.url));
    this.#process = fork(path, args, { execArgv: ['--expose-gc'], stdio: ['ignore', 2, 2, 'ipc'] });
    this.#process.on('message', (/** @type {{ id: number, answer: object }} */ { id, answer }) => {
      this.#waiting.get(id)?.resolve(answer);
      this.#waiting.delete(id);
    });
    this.#process.once('exit', (code) => {
      for (const { reject } of this.#waiting.values()) reject(new Error(`${script} ended with code ${code}`));
    });
  }

  /** @param {object} asked @returns {Promise<any>} */
  ask(asked) {
    const id = ++this.#last;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      this.#process.send({ id, ...asked });
    });
  }

  /** Kills it with SIGKILL, as a crash does, and resolves when it is gone. */
  end() {
    this.#process.removeAllListeners('exit');
    return new Promise((/** @type {(value: void) => void} */ resolve) => {
      this.#process.once('exit', () => resolve());
      this.#process.kill('SIGKILL');
    });
  }
}
