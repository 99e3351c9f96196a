import { ok } from '../../contract/index.js';
import type { networkRequests } from '../../contract/network-requests.js';
import { authoritiesIn, identityIn } from '../../engine/index.js';
import type { House } from './house.js';
import type { Handling } from './table.js';

/** Proxies and certificates of the app that are not its settings. */
export function networkHandlers({
  appSecrets,
  engine,
}: Pick<House, 'appSecrets' | 'engine'>): Handling<keyof typeof networkRequests> {
  return {
    'network.secret': ({ name, value }) => appSecrets.set(name, value),
    'network.secrets': () => ok(appSecrets.names),
    'network.try': ({ address }) => engine.tryWay(address),
    'certificate.authorities': ({ file }) => authoritiesIn(file),
    'certificate.identity': ({ hosts, passphrase, ...files }) => {
      const kept = hosts === undefined ? '' : appSecrets.value(`certificate:${hosts}`);
      return identityIn({ ...files, passphrase: passphrase === '' ? kept : passphrase });
    },
  };
}
