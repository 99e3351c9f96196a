import { describe, expect, it } from 'vitest';
import type { SavedMessage } from '../../../contract/index.js';
import { findNode, messagesIn, messageTree } from './message-tree.js';
import type { MessageTreeNode } from './message-tree.js';

const message = (id: string, part: Partial<SavedMessage> = {}): SavedMessage => ({
  id,
  name: id,
  mode: 'text',
  kind: 'text',
  body: `body of ${id}`,
  ...part,
});
const shelf = {
  messages: [
    message('top'),
    message('login', { folder: 'Session', description: 'Says who we are' }),
    message('buy', { folder: 'Orders/New' }),
  ],
  folders: ['Orders', 'Empty'],
};

/** `Orders[New[buy]]`: the shape in one line. */
function shape(nodes: readonly MessageTreeNode[]): string {
  return nodes
    .map((one) => (one.kind === 'folder' ? `${one.label}[${shape(one.children)}]` : one.label))
    .join(' ');
}

describe('messageTree', () => {
  it('puts folders first, in their order, those that only a message names included', () => {
    expect(shape(messageTree(shelf, ''))).toBe('Orders[New[buy]] Empty[] Session[login] top');
  });

  it('leaves what matches, and the folders on the way to it', () => {
    expect(shape(messageTree(shelf, 'ORDERS'))).toBe('Orders[New[buy]]');
    expect(shape(messageTree(shelf, 'who are'))).toBe('Session[login]');
    expect(shape(messageTree(shelf, ' body top '))).toBe('top');
    expect(shape(messageTree(shelf, 'nothing like it'))).toBe('');
  });

  it('tells a description where a message is pointed at', () => {
    const nodes = messageTree(shelf, '');
    expect(findNode(nodes, 'message:login')?.title).toBe('login\nSays who we are');
    expect(findNode(nodes, 'message:buy')?.title).toBeUndefined();
    expect(findNode(nodes, 'message:gone')).toBeNull();
    expect(messagesIn(findNode(nodes, 'folder:Orders')!).map(({ id }) => id)).toEqual(['buy']);
  });
});
