import type { Failure } from '../../contract/result.js';

/** Exit codes of the terminal; `--help` lists them. */
export const Exit = {
  ok: 0,
  /** Anything of this machine: files, ports in use, wrong options' values, a lost connection. */
  local: 1,
  usage: 2,
  refused: 3,
  timeout: 4,
  tls: 5,
  protocol: 6,
  unknownHost: 7,
} as const;
export type Exit = (typeof Exit)[keyof typeof Exit];

/** The exit code that tells a failure apart; `stage` is where a connection failed. */
export function exitFor(failure: Failure & { readonly stage?: string }): Exit {
  const { code, stage } = failure;
  if (/timeout/.test(code)) return Exit.timeout;
  if (code.startsWith('tls.') || stage === 'tls') return Exit.tls;
  if (code === 'proxy.tls') return Exit.tls;
  if (/^proxy\.(?:refused|auth|target|unreachable)$/.test(code)) return Exit.refused;
  if (/^proxy\.(?:url|name|bypass|environment|pac|scheme)$/.test(code)) return Exit.usage;
  if (code.startsWith('proxy.')) return Exit.protocol;
  if (code === 'connect.refused') return Exit.refused;
  if (code.startsWith('resolve.')) return Exit.unknownHost;
  if (/^(upgrade|websocket|ws|protocol|close)\./.test(code) || stage === 'upgrade') return Exit.protocol;
  if (code.startsWith('address.')) return Exit.usage;
  return Exit.local;
}
