import type { ConnectionOptions } from '../../../../contract/index.js';
import { isChanged } from '../../stores/options.js';
import { listenSection } from './listen.js';
import { proxySection } from './proxy.js';
import { reconnectSection } from './reconnect.js';
import { isStream, type Kind, type OptionField, type OptionSection } from './table.js';
import { tcpSection } from './tcp.js';
import { tlsSection } from './tls.js';
import { multicastSection, udpSection } from './udp.js';
import { handshakeSection, messagesSection } from './web-socket.js';

/** In the order of the drawer: what a protocol is asked about most comes first. */
const sections: readonly OptionSection[] = [
  handshakeSection,
  listenSection,
  tlsSection,
  messagesSection,
  udpSection,
  multicastSection,
  proxySection,
  tcpSection,
  reconnectSection,
];

/** The sections of a kind of connection, each with the fields that concern it; empty ones are left out. */
export function sectionsFor(kind: Kind): OptionSection[] {
  return sections
    .filter((section) => section.applies(kind))
    .map((section) => ({
      ...section,
      fields: section.fields.filter((field) => field.applies?.(kind) ?? true),
    }))
    .filter((section) => section.fields.length > 0);
}

/** The options that were changed and concern this kind: what the Options button counts. */
export function changedFields(kind: Kind, options: ConnectionOptions): OptionField[] {
  return sectionsFor(kind).flatMap((section) =>
    section.fields.filter((field) => isChanged(options, field.group, field.name)),
  );
}

export function countChanged(kind: Kind, options: ConnectionOptions): number {
  const framing = isStream(kind) && options.framing !== undefined && options.framing.kind !== 'raw';
  return changedFields(kind, options).length + (framing ? 1 : 0);
}
