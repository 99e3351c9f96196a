import type { Failure, FailureStage, SessionInfo } from '../../../contract/index.js';

/** Where a connection failed, in words. */
const stages: Readonly<Record<FailureStage, string>> = {
  address: 'in the address',
  resolve: 'while resolving the name',
  proxy: 'on the way through the proxy',
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

/** Where on the screen the cure is; what happened and what to try the message has said itself. */
export function cureOf(failure: Failure): Cure {
  const { code } = failure;
  if (code === 'unix.stale-file') {
    return {
      text: 'It is left over from a program that has ended; removing it frees the path.',
      action: { id: 'replace-stale', label: 'Remove the file and listen' },
    };
  }
  if (code === 'listen.in-use') {
    return {
      text: 'It may be another tab of this window. Port 0 takes whichever is free.',
      action: { id: 'any-port', label: 'Listen on a free port' },
    };
  }
  if (/^tls\.(self-signed|unknown-authority|invalid-authority)$/.test(code)) {
    return {
      text: 'To trust it, name the file of its authority or of itself (PEM) as Authorities (CA) under Options. Verification can also be switched off there, for this connection alone; that stays visible.',
      action: options,
    };
  }
  if (code === 'tls.wrong-host') {
    return { text: 'The name that is verified can be set as Server name under Options.', action: options };
  }
  if (code.startsWith('proxy.')) {
    return { text: 'Which proxy is used, if any, is set under Options.', action: options };
  }
  if (code.startsWith('tls.')) {
    return { text: 'Certificates and versions are set under Options.', action: options };
  }
  if (code.endsWith('.timeout')) return { text: 'The timeout is set under Options.', action: again };
  if (code.startsWith('address.') || code.startsWith('session.')) return { text: '', action: null };
  return { text: '', action: again };
}

/** What the banner tells of a session that ended against our will; null where it did not. */
export function failureOf(session: SessionInfo | null): (Failure & { readonly stage: FailureStage }) | null {
  if (session === null || session.state === 'recorded') return null;
  const ended = session.state === 'failed' || session.state === 'closed' || session.state === 'reconnecting';
  return ended ? session.failure : null;
}
