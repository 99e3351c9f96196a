import {
  bypasses,
  fitOf,
  parseBypass,
  parseHostPattern,
  parseProxy,
  readResolvedProxy,
} from '../../codec/index.js';
import type { ProxyAddress } from '../../codec/index.js';
import { fail, ok } from '../../contract/index.js';
import type { ClientCertificateSetting, Result } from '../../contract/index.js';
import type { AppCertificates, Network, NetworkTarget } from '../endpoint/network.js';

/** How the app goes to the network, as its settings have it. */
export interface ProxySettings {
  readonly mode: 'none' | 'system' | 'manual' | 'pac';
  /** Of `manual`. */
  readonly url: string;
  /** Of the user in `url`. */
  readonly password: string;
  readonly bypass: string;
  /** Of `pac`: an address or a file. */
  readonly pac: string;
}

/** Certificates of the app, as its settings have them. */
export interface CertificateSettings {
  readonly authorities: readonly string[];
  readonly clients: readonly (ClientCertificateSetting & { readonly passphrase: string })[];
}

/** What a host knows of the system it runs on. */
export interface SystemProxies {
  /** The proxy that the system, or its environment, has for a target. */
  system(target: NetworkTarget): Promise<Result<ProxyAddress | null>>;
  /** The same by a PAC file. Null where this host runs none: it is a program of somebody else. */
  readonly pac: ((script: string, target: NetworkTarget) => Promise<Result<ProxyAddress | null>>) | null;
}

/** The network of the app: settings are read anew for each connection, so that a change takes effect with the next. */
export class AppNetwork implements Network {
  constructor(
    private readonly settings: () => ProxySettings & CertificateSettings,
    private readonly proxies: SystemProxies,
    readonly settled: () => Promise<void> = () => Promise.resolve(),
  ) {}

  async proxyFor(target: NetworkTarget): Promise<Result<ProxyAddress | null>> {
    const { mode, url, password, bypass, pac } = this.settings();
    if (mode === 'none') return ok(null);
    const rules = parseBypass(bypass);
    if (!rules.ok) return fail('proxy.bypass', `Settings, Network, exceptions: ${rules.error.message}`);
    if (bypasses(rules.value, target.host, target.port)) return ok(null);
    if (mode === 'system') return this.proxies.system(target);
    if (mode === 'pac') {
      if (this.proxies.pac !== null) return this.proxies.pac(pac, target);
      return fail(
        'proxy.pac',
        'Settings, Network: a PAC file is a program of somebody else, and only the desktop app runs one, in its browser; here name the proxy itself',
      );
    }
    const parsed = parseProxy(url, password);
    return parsed.ok ? parsed : fail('proxy.url', `Settings, Network: ${parsed.error.message}`);
  }

  /** Of several that fit, the one that says most. */
  certificatesFor({ host, port }: NetworkTarget): AppCertificates {
    const { authorities, clients } = this.settings();
    const fitting = clients.flatMap((client) => {
      const pattern = parseHostPattern(client.hosts);
      const fit = pattern.ok ? fitOf(pattern.value, host, port) : 0;
      return fit === 0 ? [] : [{ client, fit }];
    });
    const [best] = fitting.sort((one, other) => other.fit - one.fit);
    if (best === undefined) return { authorities, client: null };
    const { hosts, ...files } = best.client;
    return { authorities, client: { pattern: hosts, files } };
  }
}

/** What a system or a PAC file answers for a target, as a proxy of ours. */
export function proxyOfAnswer(answer: string, by: string): Result<ProxyAddress | null> {
  const read = readResolvedProxy(answer);
  if (read.kind === 'direct') return ok(null);
  if (read.kind === 'proxy') return ok(read.proxy);
  return fail('proxy.scheme', `${by} names only proxies that are not spoken to here: ${read.said}`);
}

/** The URL by which a system is asked for the proxy of a target: a bare stream tunnels, as https does. */
export function questionFor({ protocol, host, port }: NetworkTarget): string {
  const scheme = protocol === 'ws' || protocol === 'wss' ? protocol : 'https';
  return `${scheme}://${host.includes(':') ? `[${host.replace(/%.*/, '')}]` : host}:${port}/`;
}
