import type { Failure } from '../../../contract/index.js';
import { t, told } from '../language/index.js';

export interface HostWords {
  readonly title: string;
  readonly cure: string;
  /** Only a new page can help. */
  readonly reload: boolean;
}

/** What a page without its host tells the person before it. */
export function cureOf(failure: Failure): HostWords {
  switch (failure.code) {
    case 'transport.refused':
      return {
        title: t('The host refuses this page'),
        cure: t(
          'It has been started anew with another token. Open the last address that it printed where it was started.',
        ),
        reload: false,
      };
    case 'transport.version':
      return {
        title: t('Page and host are of different versions'),
        cure: t('Reload the page to get the one that belongs to this host.'),
        reload: true,
      };
    case 'transport.closed':
      return {
        title: t('The host cannot be reached'),
        cure: t(
          'Sockets and recordings live in the host. Start it again; this page goes on by itself when it is back.',
        ),
        reload: false,
      };
    default:
      return { title: t('Wirebench could not start'), cure: told(failure.message), reload: false };
  }
}
