import { onScopeDispose, watch } from 'vue';
import { useCommandsStore } from '../stores/commands.js';
import { useLayersStore } from '../stores/layers.js';
import { useLayoutStore } from '../stores/layout.js';
import { useSessionsStore } from '../stores/sessions.js';
import { useTabsStore } from '../stores/tabs.js';
import { useTimelinesStore } from '../stores/timelines.js';
import { useTourStore } from '../stores/tour.js';
import { type Phrase, phrase } from '../language/index.js';

export interface TourStep {
  readonly title: Phrase;
  readonly text: Phrase;
  /** What the button beside it says and does: the keyboard goes to where the step is done. */
  readonly act: Phrase;
  readonly run: () => void;
  /** Grows, or becomes another text that is not empty, when the thing is done. */
  readonly sign: () => number | string;
}

/** From a sample that waits to a row that was read and kept: what everything else builds upon. */
export function useTourSteps(): readonly TourStep[] {
  const commands = useCommandsStore();
  const layers = useLayersStore();
  const sessions = useSessionsStore();
  const timelines = useTimelinesStore();
  const tabs = useTabsStore();
  return [
    {
      title: phrase('Connect the sample'),
      text: phrase(
        'Press Listen in the tab of the echo listener, then Connect in the tab of the client. Nothing leaves this machine.',
      ),
      act: phrase('Go to the address'),
      run: () => void commands.run('connection.address'),
      sign: () =>
        sessions.live.filter(({ state, config }) => state === 'open' && config.role === 'client').length,
    },
    {
      title: phrase('Send a message'),
      text: phrase(
        'In the tab of the client a message is ready. Press Send, or Ctrl+Enter in the message. The echo comes back as a row.',
      ),
      act: phrase('Go to the message'),
      run: () => void layers.composerFocus++,
      sign: () =>
        sessions.live
          .filter(({ config }) => config.role === 'client')
          .reduce((sum, { messagesOut }) => sum + messagesOut, 0),
    },
    {
      title: phrase('Read the row'),
      text: phrase(
        'Choose a row: beside it are its payload, its frame bit by bit, the handshake and the timing. F7 and F8 go from row to row.',
      ),
      act: phrase('Choose the newest row'),
      run: () => void commands.run('timeline.next'),
      sign: () => {
        const row = timelines.current?.selectedRow.value ?? null;
        return row === null ? '' : `${timelines.current?.session} ${row.seq}`;
      },
    },
    {
      title: phrase('Find it again and keep it'),
      text: phrase(
        'Type into the filter to see only some rows. Ctrl+S keeps a connection, Ctrl+K finds everything, and ? shows every key.',
      ),
      act: phrase('Go to the filter'),
      run: () => void commands.run('timeline.filter'),
      sign: () => tabs.active?.filter.text ?? '',
    },
  ];
}

/** Goes on by itself where the thing of a step is done while it is shown, and offers the tour again. */
export function useTour(): void {
  const commands = useCommandsStore();
  const layout = useLayoutStore();
  const tour = useTourStore();
  const steps = useTourSteps();
  watch(
    () => [tour.step, tour.step === null ? '' : (steps[tour.step - 1]?.sign() ?? '')] as const,
    ([step, sign], [before, was]) => {
      // What was done before the step was come to, back by a button too, does not drive anybody on.
      if (step === null || step !== before) return;
      if (typeof sign === 'number' ? sign > Number(was) : sign !== '' && sign !== was) tour.did();
    },
  );
  onScopeDispose(
    commands.register({
      id: 'help.tour',
      title: phrase('Show the tour again'),
      group: 'Window',
      run: () => {
        layout.state.sidebarHidden = false;
        tour.show();
      },
    }),
  );
}
