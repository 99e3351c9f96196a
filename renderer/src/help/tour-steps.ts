import { useCommandsStore } from '../stores/commands.js';
import { useLayersStore } from '../stores/layers.js';

export interface TourStep {
  readonly title: string;
  readonly text: string;
  /** What the button beside it says and does: the keyboard goes to where the step is done. */
  readonly act: string;
  readonly run: () => void;
}

/** From a sample that waits to a row that was read and kept: what everything else builds upon. */
export function useTourSteps(): readonly TourStep[] {
  const commands = useCommandsStore();
  const layers = useLayersStore();
  return [
    {
      title: 'Connect the sample',
      text: 'Press Listen in the tab of the echo listener, then Connect in the tab of the client. Nothing leaves this machine.',
      act: 'Go to the address',
      run: () => void commands.run('connection.address'),
    },
    {
      title: 'Send a message',
      text: 'In the tab of the client a message is ready. Press Send, or Ctrl+Enter in the message. The echo comes back as a row.',
      act: 'Go to the message',
      run: () => void layers.composerFocus++,
    },
    {
      title: 'Read the row',
      text: 'Choose a row: beside it are its payload, its frame bit by bit, the handshake and the timing. F7 and F8 go from row to row.',
      act: 'Choose the newest row',
      run: () => void commands.run('timeline.next'),
    },
    {
      title: 'Find it again and keep it',
      text: 'Type into the filter to see only some rows. Ctrl+S keeps a connection, Ctrl+K finds everything, and ? shows every key.',
      act: 'Go to the filter',
      run: () => void commands.run('timeline.filter'),
    },
  ];
}
