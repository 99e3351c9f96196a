import { isListener, isUdp, type OptionSection } from './table.js';
import { phrase } from '../../language/index.js';

export const listenSection: OptionSection = {
  id: 'listen',
  title: phrase('Listener'),
  applies: isListener,
  fields: [
    {
      group: 'listen',
      name: 'echo',
      label: phrase('Echo'),
      hint: phrase('answers each message with itself'),
      kind: 'switch',
    },
    {
      group: 'listen',
      name: 'maxPeers',
      label: phrase('Most peers at a time'),
      kind: 'number',
      min: 1,
      max: 100_000,
    },
    {
      group: 'listen',
      name: 'greeting',
      label: phrase('Greeting'),
      hint: phrase('sent to each peer when it opens'),
      kind: 'greeting',
      applies: (kind) => !isUdp(kind),
    },
  ],
};
