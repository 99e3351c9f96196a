import type { Failure, FailureStage, SessionInfo } from '../../../contract/index.js';
import { phrase, type Phrase, t } from '../language/index.js';

/** Where a connection failed, in words. */
const stages: Readonly<Record<FailureStage, Phrase>> = {
  address: phrase('in the address'),
  options: phrase('in the options'),
  resolve: phrase('while resolving the name'),
  proxy: phrase('on the way through the proxy'),
  connect: phrase('while connecting'),
  tls: phrase('during the TLS handshake'),
  upgrade: phrase('during the WebSocket upgrade'),
  listen: phrase('while binding the listener'),
  open: phrase('while open'),
  log: phrase('in the recording'),
};

export interface Cure {
  readonly text: string;
  /** A button that does it. */
  readonly action: { readonly id: CureAction; readonly label: string } | null;
}
export type CureAction = 'again' | 'replace-stale' | 'any-port' | 'options';

const again = (): Cure['action'] => ({ id: 'again', label: t('Try again') });
const options = (): Cure['action'] => ({ id: 'options', label: t('Options') });

export function stageWords(stage: FailureStage): string {
  return t(stages[stage]);
}

/** Where on the screen the cure is; what happened and what to try the message has said itself. */
export function cureOf(failure: Failure): Cure {
  const { code } = failure;
  if (code === 'unix.stale-file') {
    return {
      text: t('It is left over from a program that has ended; removing it frees the path.'),
      action: { id: 'replace-stale', label: t('Remove the file and listen') },
    };
  }
  if (code === 'listen.in-use') {
    return {
      text: t('It may be another tab of this window. Port 0 takes whichever is free.'),
      action: { id: 'any-port', label: t('Listen on a free port') },
    };
  }
  if (/^tls\.(self-signed|unknown-authority|invalid-authority)$/.test(code)) {
    return {
      text: t(
        'To trust it, name the file of its authority or of itself (PEM) as Authorities (CA) under Options. Verification can also be switched off there, for this connection alone; that stays visible.',
      ),
      action: options(),
    };
  }
  if (code === 'tls.wrong-host') {
    return {
      text: t('The name that is verified can be set as Server name under Options.'),
      action: options(),
    };
  }
  if (code.startsWith('proxy.')) {
    return { text: t('Which proxy is used, if any, is set under Options.'), action: options() };
  }
  if (code.startsWith('tls.')) {
    return { text: t('Certificates and versions are set under Options.'), action: options() };
  }
  if (code.endsWith('.timeout')) return { text: t('The timeout is set under Options.'), action: again() };
  if (code.startsWith('address.') || code.startsWith('session.')) return { text: '', action: null };
  return { text: '', action: again() };
}

/** What the banner tells of a session that ended against our will; null where it did not. */
export function failureOf(session: SessionInfo | null): (Failure & { readonly stage: FailureStage }) | null {
  if (session === null || session.state === 'recorded') return null;
  const ended = session.state === 'failed' || session.state === 'closed' || session.state === 'reconnecting';
  return ended ? session.failure : null;
}
