import { isTemplate, parseAddress } from '../../../codec/index.js';
import type { SessionInfo } from '../../../contract/index.js';
import { isActive } from '../../../contract/index.js';
import type { TabState } from '../stores/tab.js';
import { t } from '../language/index.js';

/** What an empty timeline says, and the one thing it offers. */
export interface EmptyWords {
  readonly title: string;
  readonly text: string;
  readonly action?: { readonly label: string; readonly does: 'address' | 'clear-filter' | 'show-all' };
}

/** Words for a timeline without rows. `filtered`: rows are there, but the filter leaves none. */
export function emptyWords(tab: TabState, session: SessionInfo | null, filtered: boolean): EmptyWords {
  if (session === null) {
    if (tab.session !== null) {
      return { title: t('This session is gone'), text: t('Its recording is no longer on disk.') };
    }
    const listener = tab.config.role === 'server';
    // What variables make of an address only the host knows.
    const ready = isTemplate(tab.config.address) || parseAddress(tab.config.address, tab.config).ok;
    return {
      title: !ready ? t('Where to?') : listener ? t('Press Listen to begin') : t('Press Connect to begin'),
      text: ready
        ? t('Every byte that crosses the socket becomes a row here, with its time.')
        : listener
          ? t('Type a port to listen on, such as 12345. It binds loopback unless you say otherwise.')
          : t('Type host:port, or paste a URL or a wscat, ncat or curl line into the address.'),
      action: { label: ready ? t('Edit the address') : t('Type an address'), does: 'address' },
    };
  }
  if (tab.filter.afterSeq > 0 && tab.filter.text === '' && tab.filter.direction === 'all') {
    return {
      title: t('Cleared'),
      text: t('Rows that come from now on show here. Nothing was deleted.'),
      action: { label: t('Show cleared rows'), does: 'show-all' },
    };
  }
  if (tab.filter.direction === 'marked' && tab.filter.text === '') {
    return {
      title: session.marks === 0 ? t('No row is marked') : t('No marked row here'),
      text:
        session.marks === 0
          ? t('Ctrl+M marks the selected row; a right-click comments on one.')
          : t(
              '{count, plural, one {The marked row is} other {The # marked rows are}} in the other layer, of another peer, or cleared.',
              { count: session.marks },
            ),
      action: { label: t('Show every row'), does: 'clear-filter' },
    };
  }
  if (filtered) {
    return {
      title: t('No row matches'),
      text: t('The whole payload of every row was searched.'),
      action: { label: t('Clear filter'), does: 'clear-filter' },
    };
  }
  return isActive(session.state)
    ? { title: t('Nothing yet'), text: t('The first row shows here as soon as something happens.') }
    : { title: t('No rows'), text: t('Nothing happened in this session.') };
}
