import { dirname, join } from 'node:path';
import { AppNetwork } from '../../engine/index.js';
import type { SecretKeys, SettingsFile, SystemProxies } from '../../engine/index.js';
import { AppSecrets } from './app-secrets.js';

/** The network as the settings of the app have it, and the passwords that belong to them. */
export interface AppNetworking {
  readonly network: AppNetwork;
  readonly secrets: AppSecrets;
}

/** Both hosts begin with this: `proxies` is what theirs knows of its system. */
export async function beginNetwork(
  settings: SettingsFile,
  proxies: SystemProxies,
  keys: SecretKeys = {},
): Promise<AppNetworking> {
  const secrets = await AppSecrets.open(join(dirname(settings.info.file), 'settings.secrets.json'), keys);
  const network = new AppNetwork(
    () => {
      const { values } = settings;
      return {
        mode: values['network.proxy'],
        url: values['network.proxyUrl'],
        password: secrets.value('proxy'),
        bypass: values['network.bypass'],
        pac: values['network.pac'],
        authorities: values['certificates.authorities'],
        clients: values['certificates.clients'].map((client) => ({
          ...client,
          passphrase: secrets.value(`certificate:${client.hosts}`),
        })),
      };
    },
    proxies,
    () => settings.settled(),
  );
  return { network, secrets };
}
