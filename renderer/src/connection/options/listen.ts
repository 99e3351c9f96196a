import { isListener, isUdp, type OptionSection } from './table.js';

export const listenSection: OptionSection = {
  id: 'listen',
  title: 'Listener',
  applies: isListener,
  fields: [
    {
      group: 'listen',
      name: 'echo',
      label: 'Echo',
      hint: 'answers each message with itself',
      kind: 'switch',
    },
    {
      group: 'listen',
      name: 'maxPeers',
      label: 'Most peers at a time',
      kind: 'number',
      min: 1,
      max: 100_000,
    },
    {
      group: 'listen',
      name: 'greeting',
      label: 'Greeting',
      hint: 'sent to each peer when it opens',
      kind: 'greeting',
      applies: (kind) => !isUdp(kind),
    },
  ],
};
