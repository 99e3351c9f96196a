import { expect, it } from 'vitest';
import type { SavedConnection } from '../../../contract/index.js';
import { connectionTree, countConnections, type SidebarNode } from './connection-tree.js';
import { sessionTime } from './session-time.js';

const connection = (id: string, folder: string, order: number, address = ''): SavedConnection => ({
  id,
  name: id,
  folder,
  order,
  config: { protocol: 'tcp', role: 'server', address, options: {} },
  messages: [],
});

/** `folder/(children)` in one line. */
const drawn = (nodes: readonly SidebarNode[]): string =>
  nodes
    .map((node) => (node.kind === 'folder' ? `${node.label}(${drawn(node.children)})` : node.label))
    .join(' ');

const all = [connection('b', 'x', 2), connection('a', 'x', 1, 'broker:1883'), connection('c', '', 1)];

it('puts folders first, nested, empty ones included, and connections in their order', () => {
  expect(drawn(connectionTree(['empty', 'x/deep'], all, ''))).toBe('empty() x(deep() a b) c');
});

it.each([
  ['broker', 'x(a)'],
  ['TCP listener', 'x(a b) c'],
  ['x b', 'x(a b)'],
  ['nowhere', ''],
])('filters by "%s" in name, address, folder and kind', (typed, expected) => {
  expect(drawn(connectionTree(['empty', 'x'], all, typed))).toBe(expected);
});

it('counts the connections, not the folders they are in', () => {
  expect(countConnections(connectionTree(['empty', 'x/deep'], all, ''))).toBe(3);
  expect(countConnections(connectionTree(['empty'], all, 'nowhere'))).toBe(0);
});

it('tells the time of a session as short as its age allows', () => {
  const now = new Date(2026, 4, 20, 12).getTime();
  expect(sessionTime(new Date(2026, 4, 20, 9, 5).getTime(), now)).toBe('09:05');
  expect(sessionTime(new Date(2026, 4, 19, 23, 59).getTime(), now)).toBe('Tue');
  expect(sessionTime(new Date(2026, 3, 1).getTime(), now)).toBe('01.04.');
});
