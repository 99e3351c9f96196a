import type { windowRequests } from '../../contract/window-requests.js';
import { PageWindows } from '../page-windows.js';
import type { House } from './house.js';
import type { Handling } from './table.js';

/** Windows, their tabs, and what each of them remembers. */
export function windowHandlers({
  engine: { workspace },
  openWindow,
}: Pick<House, 'engine' | 'openWindow'>): Handling<
  keyof typeof windowRequests | 'state.read' | 'state.write'
> {
  const windows = new PageWindows(workspace, openWindow);
  return {
    'state.read': ({ window }) => workspace.readState(window),
    'state.write': ({ state, window }) => windows.write(state, window),
    'window.enter': ({ window }, _page, client) => windows.enter(client, window),
    'window.open': (input) => windows.open(input),
    'window.move': (input) => windows.move(input),
    'window.want': (input) => windows.want(input),
  };
}
