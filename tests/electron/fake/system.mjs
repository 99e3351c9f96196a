import { EventEmitter } from 'node:events';
import { facts } from './state.mjs';

/** What the system shows beside windows, as far as the app tells it. */
export class Notification extends EventEmitter {
  static isSupported = () => true;
  constructor(/** @type {{ title: string, body: string }} */ options) {
    super();
    this.options = options;
  }
  show() {
    facts.notifications.push(this.options);
  }
}

let next = 1;
/** @type {Map<number, string>} */
const blockers = new Map();
export const powerSaveBlocker = {
  start(/** @type {string} */ type) {
    blockers.set(next, type);
    facts.blockers = [...blockers.values()];
    return next++;
  },
  stop(/** @type {number} */ id) {
    blockers.delete(id);
    facts.blockers = [...blockers.values()];
  },
};

/** Those that are shown, for the specs to press. @type {Set<Tray>} */
export const trays = new Set();
export class Tray extends EventEmitter {
  tip = '';
  /** @type {any} */
  menu = null;
  constructor(/** @type {{ data: string }} */ image) {
    super();
    if (!image.data.startsWith('data:image/png;base64,')) throw new Error('The tray has no picture');
    trays.add(this);
  }
  setToolTip = (/** @type {string} */ tip) => {
    this.tip = tip;
    this.#tell();
  };
  setContextMenu = (/** @type {any} */ menu) => {
    this.menu = menu;
    this.#tell();
  };
  destroy() {
    trays.delete(this);
    facts.tray = null;
  }
  #tell() {
    const items = [...(this.menu?.template ?? [])].filter(({ label }) => label);
    facts.tray = { tip: this.tip, items: items.map(({ label }) => label) };
  }
  /** Chooses an item by its words. */
  press(/** @type {string} */ label) {
    const items = [...(this.menu?.template ?? [])];
    items.find((item) => item.label === label)?.click();
  }
}

export const nativeImage = {
  createFromDataURL: (/** @type {string} */ data) => ({ data, resize: () => ({ data }) }),
  createFromBitmap: () => ({ data: '' }),
};
