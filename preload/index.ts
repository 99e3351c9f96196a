import { ipcRenderer } from 'electron';

/*
 * Passes one MessagePort into the page, and nothing else, ever: no function, no object, no fact of the
 * system. The word is the name of the channel (main/electron/port.ts) and of the message that the page
 * waits for (renderer/src/host/port-source.ts).
 */
const word = 'wirebench:port';

ipcRenderer.once(word, ({ ports }) => {
  // To our own origin: a page that came in between gets nothing.
  window.postMessage(word, location.origin, [...ports]);
});

// By then the page's modules have run, so that whoever waits for the port is listening.
window.addEventListener('DOMContentLoaded', () => ipcRenderer.send(word), { once: true });
