/** What carries the contract: an in-memory pair, a MessagePort or a WebSocket. Bytes on every one of them. */
export interface Transport {
  /** Queues one message. After the close it does nothing. */
  send(bytes: Uint8Array): void;
  /** One listener; messages that came before it is set are kept for it. */
  onMessage(listener: (bytes: Uint8Array) => void): void;
  /** Called once, also when the transport is closed already. */
  onClose(listener: () => void): void;
  close(): void;
}
