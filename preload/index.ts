import { ipcRenderer, webUtils } from 'electron';

/*
 * Passes one MessagePort into the page, and nothing else, ever: no function, no object, no fact of the
 * system. The word is the name of the channel (main/electron/port.ts) and of the message that the page
 * waits for (renderer/src/host/port-source.ts).
 */
const word = 'wirebench:port';
/** Also written in main/electron/dropped.ts. */
const folder = 'wirebench:folder';

ipcRenderer.once(word, ({ ports }) => {
  // To our own origin: a page that came in between gets nothing.
  window.postMessage(word, location.origin, [...ports]);
});

// By then the page's modules have run, so that whoever waits for the port is listening.
window.addEventListener('DOMContentLoaded', () => ipcRenderer.send(word), { once: true });

/*
 * Where dropped folders are goes to the host, not into the page. Only the system can make a drop that is trusted and
 * holds a file with a path; scripts of a page cannot name one.
 */
window.addEventListener('drop', (event) => {
  const items = [...(event.dataTransfer?.items ?? [])];
  const files = [...(event.dataTransfer?.files ?? [])];
  if (!event.isTrusted || event.defaultPrevented || items.length === 0 || items.length !== files.length)
    return;
  if (items.some((item) => item.webkitGetAsEntry()?.isDirectory !== true)) return;
  const paths = files.map((file) => webUtils.getPathForFile(file));
  if (!paths.includes('')) ipcRenderer.send(folder, paths);
});
