import type { SessionInfo } from '../../contract/index.js';
import type { ExportFacts } from './format.js';

const info: SessionInfo = {
  id: '20261121-140233-test',
  name: 'a session',
  starred: false,
  comment: '',
  connection: null,
  config: { protocol: 'tcp', role: 'client', address: '127.0.0.1:7', options: {} },
  state: 'recorded',
  since: 0,
  startedAt: Date.UTC(2026, 10, 21, 14, 2, 33),
  endedAt: null,
  rows: 0,
  wireRows: 0,
  lastSeq: 0,
  bytesIn: 0,
  bytesOut: 0,
  messagesIn: 0,
  messagesOut: 0,
  rates: { messagesIn: 0, messagesOut: 0, bytesIn: 0, bytesOut: 0 },
  peers: 0,
  peersRevision: 0,
  local: null,
  remote: null,
  tls: null,
  subprotocol: null,
  extensions: null,
  roundTripMs: null,
  missedPongs: 0,
  failure: null,
  marks: 0,
  marksRevision: 0,
  queuedBytes: 0,
  repeat: null,
  queue: null,
  diskBytes: 0,
  diskFailure: null,
  droppedBytes: 0,
  directory: '',
};

/** What tests of formats know of a session: a TCP client's, unless they say otherwise. */
export function factsFor(
  facts: Omit<Partial<ExportFacts>, 'info'> & { readonly info?: Partial<SessionInfo> } = {},
): ExportFacts {
  return {
    peers: [],
    version: '0.0.0',
    clockOrigin: info.startedAt,
    wire: false,
    whole: true,
    redact: false,
    ...facts,
    info: { ...info, ...facts.info },
  };
}
