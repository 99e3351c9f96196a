import { isTemplate, parseAddress } from '../../../codec/index.js';
import type { SessionInfo } from '../../../contract/index.js';
import { isActive } from '../../../contract/index.js';
import type { TabState } from '../stores/tab.js';

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
      return { title: 'This session is gone', text: 'Its recording is no longer on disk.' };
    }
    const listener = tab.config.role === 'server';
    // What variables make of an address only the host knows.
    const ready = isTemplate(tab.config.address) || parseAddress(tab.config.address, tab.config).ok;
    const verb = listener ? 'Listen' : 'Connect';
    return {
      title: ready ? `Press ${verb} to begin` : 'Where to?',
      text: ready
        ? 'Every byte that crosses the socket becomes a row here, with its time.'
        : listener
          ? 'Type a port to listen on, such as 12345. It binds loopback unless you say otherwise.'
          : 'Type host:port, or paste a URL or a wscat, ncat or curl line into the address.',
      action: { label: ready ? 'Edit the address' : 'Type an address', does: 'address' },
    };
  }
  if (tab.filter.afterSeq > 0 && tab.filter.text === '' && tab.filter.direction === 'all') {
    return {
      title: 'Cleared',
      text: 'Rows that come from now on show here. Nothing was deleted.',
      action: { label: 'Show cleared rows', does: 'show-all' },
    };
  }
  if (tab.filter.direction === 'marked' && tab.filter.text === '') {
    const many = session.marks === 1 ? 'The marked row is' : `The ${session.marks} marked rows are`;
    return {
      title: session.marks === 0 ? 'No row is marked' : 'No marked row here',
      text:
        session.marks === 0
          ? 'Ctrl+M marks the selected row; a right-click comments on one.'
          : `${many} in the other layer, of another peer, or cleared.`,
      action: { label: 'Show every row', does: 'clear-filter' },
    };
  }
  if (filtered) {
    return {
      title: 'No row matches',
      text: 'The whole payload of every row was searched.',
      action: { label: 'Clear filter', does: 'clear-filter' },
    };
  }
  return isActive(session.state)
    ? { title: 'Nothing yet', text: 'The first row shows here as soon as something happens.' }
    : { title: 'No rows', text: 'Nothing happened in this session.' };
}
