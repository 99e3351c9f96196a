import type { IpcMain, IpcMainEvent, MessageChannelMain, WebContents } from 'electron';
import { messagePortTransport } from '../../contract/message-port.js';
import type { Transport } from '../../contract/transport.js';
import type { Log } from '../log.js';
import { isPage } from './app-protocol.js';

/** Also written in preload/index.ts, which can import nothing of ours. */
const channel = 'wirebench:port';

interface PortOptions {
  /** Makes a channel; Electron's class, handed in so that this file runs without it. */
  readonly createChannel: () => MessageChannelMain;
  readonly page: string;
  readonly onPage: (transport: Transport, contents: WebContents) => void;
  readonly log: Log;
}

/** Hands a MessagePort to whoever asks, if that is our own page at the top of its window; each has one. */
export function handOverPorts(ipc: IpcMain, { createChannel, page, onPage, log }: PortOptions): void {
  // A page has one: whoever asks again, however often, has given the last one up.
  const last = new WeakMap<WebContents, Transport>();
  ipc.on(channel, (event) => {
    const frame = topFrameOf(event, page);
    if (frame === null) return log('A frame that is not our page asked for a port');
    const { port1, port2 } = createChannel();
    frame.postMessage(channel, null, [port2]);
    last.get(event.sender)?.close();
    const transport = messagePortTransport(port1);
    last.set(event.sender, transport);
    onPage(transport, event.sender);
  });
}

/** The frame that sent this, where it is our page at the top of its window. */
export function topFrameOf({ senderFrame, sender }: IpcMainEvent, page: string) {
  // Null where the frame has navigated or gone since it asked.
  if (senderFrame === null || senderFrame !== sender.mainFrame || senderFrame.parent !== null) return null;
  return isPage(senderFrame.url, page) ? senderFrame : null;
}
