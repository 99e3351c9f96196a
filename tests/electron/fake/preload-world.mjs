/*
 * What surrounds the preload bundle in its isolated world of the page: a `require` that knows electron and
 * nothing else, an ipcRenderer, and MessagePorts whose other end is in the process that plays main.
 */

/**
 * @param {string} bundle source of the preload bundle
 * @param {string} binding name of the function that carries JSON to the main process
 */
export function preloadWorld(bundle, binding) {
  return `(${world.toString()})(${JSON.stringify(binding)}, (require, module, exports, process) => { ${bundle}\n });`;
}

/** Runs in the page. */
function world(
  /** @type {string} */ binding,
  /** @type {(require: unknown, module: unknown, exports: unknown, process: undefined) => void} */ run,
) {
  // Electron runs a preload in the top frame alone, unless nodeIntegrationInSubFrames is on.
  if (window !== window.top) return;
  const scope = /** @type {any} */ (globalThis);
  const say = (/** @type {object} */ message) => scope[binding](JSON.stringify(message));
  /** @type {Map<string, Set<(event: object, ...args: unknown[]) => void>>} */
  const listeners = new Map();
  /** @type {Map<number, MessagePort>} */
  const ports = new Map();

  const on = (/** @type {string} */ channel, /** @type {(event: object) => void} */ listener) => {
    const set = listeners.get(channel) ?? new Set();
    listeners.set(channel, set.add(listener));
  };
  const ipcRenderer = {
    send: (/** @type {string} */ channel, /** @type {unknown[]} */ ...args) =>
      say({ kind: 'ipc', channel, args }),
    on,
    once: (/** @type {string} */ channel, /** @type {(event: object) => void} */ listener) => {
      const once = (/** @type {object} */ event) => {
        listeners.get(channel)?.delete(once);
        listener(event);
      };
      on(channel, once);
    },
  };

  // Chromium tells no script where a file is: a spec's drop says it beforehand.
  /** @type {Record<string, string>} */
  let dropped = {};
  const webUtils = {
    getPathForFile: (/** @type {File} */ { name }) => dropped[name] ?? '',
  };

  scope.__fromMain = (/** @type {any} */ message) => {
    if (message.kind === 'port-data') {
      ports.get(message.port)?.postMessage(Uint8Array.from(atob(message.data), (c) => c.charCodeAt(0)));
    } else if (message.kind === 'port-close') {
      ports.get(message.port)?.close();
    } else if (message.kind === 'paths') {
      dropped = message.paths;
    } else {
      const handed = message.ports.map((/** @type {number} */ id) => {
        const { port1, port2 } = new MessageChannel();
        ports.set(id, port1);
        port1.onmessage = ({ data }) => {
          if (!(data instanceof Uint8Array)) return say({ kind: 'port-odd', port: id, type: typeof data });
          let text = '';
          for (const byte of data) text += String.fromCharCode(byte);
          say({ kind: 'port-data', port: id, data: btoa(text) });
        };
        port1.addEventListener('close', () => say({ kind: 'port-close', port: id }));
        return port2;
      });
      for (const listener of [...(listeners.get(message.channel) ?? [])])
        listener({ ports: handed }, ...message.args);
    }
  };

  const module = { exports: {} };
  run(
    (/** @type {string} */ name) => {
      if (name === 'electron') return { ipcRenderer, webUtils };
      throw new Error(`A sandboxed preload cannot require ${name}`);
    },
    module,
    module.exports,
    undefined,
  );
}
