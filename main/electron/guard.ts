import type { App, Session, WebContents } from 'electron';
import { isPage } from './app-protocol.js';

/**
 * What a page of ours is never given, whatever runs in it: another page, another window, a webview, a file from
 * elsewhere, or a permission. Writing text to the clipboard on a click is the one exception, as copying a row needs it.
 */
export function guard(app: App, session: Session, page: string): void {
  app.on('web-contents-created', (_event, contents) => guardContents(contents, page));
  session.setPermissionRequestHandler((_contents, permission, answer, { requestingUrl, isMainFrame }) => {
    answer(permission === 'clipboard-sanitized-write' && isMainFrame && isPage(requestingUrl, page));
  });
  session.setPermissionCheckHandler((_contents, permission, requestingOrigin, { isMainFrame }) => {
    return permission === 'clipboard-sanitized-write' && isMainFrame && isPage(requestingOrigin, page);
  });
  session.setDevicePermissionHandler(() => false);
  session.on('will-download', (event, item) => {
    // What our page made itself and a person asked for; recordings are written by the host, through a dialog.
    if (!isOwnFile(item.getURL(), page) || !item.hasUserGesture()) event.preventDefault();
  });
}

/** Whether an address is of a file that our page made: `blob:` and the page's own origin. */
export function isOwnFile(url: string, page: string): boolean {
  return url.startsWith('blob:') && isPage(url.slice('blob:'.length), page);
}

function guardContents(contents: WebContents, page: string): void {
  contents.setWindowOpenHandler(() => ({ action: 'deny' }));
  contents.on('will-navigate', (event) => {
    if (!isPage(event.url, page)) event.preventDefault();
  });
  contents.on('will-redirect', (event) => {
    if (!isPage(event.url, page)) event.preventDefault();
  });
  contents.on('will-frame-navigate', (event) => {
    // Our page has no frames, so nothing may load in one.
    if (!event.isMainFrame || !isPage(event.url, page)) event.preventDefault();
  });
  contents.on('will-attach-webview', (event) => event.preventDefault());
}
