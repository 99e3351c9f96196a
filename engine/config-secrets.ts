import { withoutProxyPassword } from '../codec/index.js';
import type { ConnectionOptions } from '../contract/index.js';

/** What of a connection's options is told to nobody: kept beside the workspace, in no file that is shared and no log. */
export interface ConfigSecrets {
  /** Of a key. */
  readonly passphrase?: string;
  readonly proxyPassword?: string;
}

/** Options as they may be written and shown, and what was taken out of them. */
export function splitSecrets(options: ConnectionOptions): {
  readonly options: ConnectionOptions;
  readonly secrets: ConfigSecrets;
} {
  const { tls, proxy } = options;
  const { passphrase = '', ...openTls } = tls ?? {};
  const { password: typed = '', url, ...openProxy } = proxy ?? {};
  const split = withoutProxyPassword(url ?? '');
  const proxyPassword = typed === '' ? split.password : typed;
  if (
    passphrase === '' &&
    proxyPassword === '' &&
    tls?.passphrase === undefined &&
    proxy?.password === undefined
  )
    return { options, secrets: {} };
  const shownProxy = { ...openProxy, ...(url !== undefined && { url: split.url }) };
  // The groups keep their places, so that a file's diff shows nothing else.
  const open = Object.entries({ ...options, tls: openTls, proxy: shownProxy }).filter(
    ([name, group]) => (name !== 'tls' && name !== 'proxy') || Object.keys(group ?? {}).length > 0,
  );
  return {
    options: Object.fromEntries(open),
    secrets: { ...(passphrase !== '' && { passphrase }), ...(proxyPassword !== '' && { proxyPassword }) },
  };
}

/** Options as their owner sees them. A password that somebody wrote into a file by hand is shown nowhere either. */
export function withSecrets(options: ConnectionOptions, kept: ConfigSecrets): ConnectionOptions {
  const { options: open, secrets } = splitSecrets(options);
  const { passphrase, proxyPassword } = { ...secrets, ...kept };
  return {
    ...open,
    ...(passphrase !== undefined && { tls: { ...open.tls, passphrase } }),
    ...(proxyPassword !== undefined && { proxy: { ...open.proxy, password: proxyPassword } }),
  };
}
