import type { Failure, FailureStage, SessionInfo } from '../../../contract/index.js';

/** Where a connection failed, in words. */
const stages: Readonly<Record<FailureStage, string>> = {
  address: 'in the address',
  resolve: 'while resolving the name',
  connect: 'while connecting',
  tls: 'during the TLS handshake',
  upgrade: 'during the WebSocket upgrade',
  listen: 'while binding the listener',
  open: 'while open',
  log: 'in the recording',
};

export interface Cure {
  readonly text: string;
  /** A button that does it. */
  readonly action: { readonly id: CureAction; readonly label: string } | null;
}
export type CureAction = 'again' | 'replace-stale' | 'any-port' | 'options';

const again = { id: 'again', label: 'Try again' } as const;
const options = { id: 'options', label: 'Options' } as const;

export function stageWords(stage: FailureStage): string {
  return stages[stage];
}

/** What to try against a failure, by its code; the message itself has said what happened. */
export function cureOf(failure: Failure): Cure {
  const { code } = failure;
  if (code === 'unix.stale-file') {
    return {
      text: 'Nobody answers on that file: it is left over from a program that has ended. Removing it frees the path.',
      action: { id: 'replace-stale', label: 'Remove the file and listen' },
    };
  }
  if (code === 'listen.in-use') {
    return {
      text: 'Another program listens there, perhaps another tab. Stop it, or choose another port; port 0 takes a free one.',
      action: { id: 'any-port', label: 'Listen on a free port' },
    };
  }
  if (code === 'connect.refused') {
    return { text: 'Nothing listens there. Start the server, or check host and port.', action: again };
  }
  if (/^(tls\.(self-signed|unknown-authority|invalid-authority))$/.test(code)) {
    return {
      text: "To trust it, give the authority's certificate (PEM) as Authorities (CA) under Options. Switching verification off also works, for this connection alone, and stays visible.",
      action: options,
    };
  }
  if (code === 'tls.wrong-host') {
    return {
      text: 'Use a name the certificate is for, in the address or as Server name under Options.',
      action: options,
    };
  }
  if (code.startsWith('tls.'))
    return { text: 'Certificates and versions are set under Options.', action: options };
  if (code.startsWith('resolve.'))
    return { text: 'Check the spelling of the name, and the network.', action: again };
  if (code.endsWith('.timeout')) {
    return { text: 'A firewall may drop the packets. The timeout is set under Options.', action: again };
  }
  if (code.startsWith('address.') || code.startsWith('session.')) return { text: '', action: null };
  return { text: '', action: again };
}

/** What the banner tells of a session that ended against our will; null where it did not. */
export function failureOf(session: SessionInfo | null): (Failure & { readonly stage: FailureStage }) | null {
  if (session === null || session.state === 'recorded') return null;
  const ended = session.state === 'failed' || session.state === 'closed' || session.state === 'reconnecting';
  return ended ? session.failure : null;
}
