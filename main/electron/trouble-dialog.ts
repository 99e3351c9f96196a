import type { MessageBoxOptions } from 'electron';
import { troubleKey, troubleText } from '../../contract/trouble.js';
import type { Trouble } from '../../contract/trouble.js';
import { t } from './speech.js';
import { hostTrouble, isWorthTelling } from '../unhandled.js';

interface TroubleDialogOptions {
  /** Asks without holding the host up; the number of the button. */
  readonly ask: (question: MessageBoxOptions) => Promise<number>;
  readonly showLog: () => void;
  readonly restart: () => void;
  /** For those that get no dialog of their own. */
  readonly tellPages: (message: string) => void;
  readonly logFile: string;
  readonly now?: () => number;
}

/** One dialog in this time: what fails again and again must leave the person their screen. Milliseconds. */
const pauseMs = 30_000;

/**
 * Tells the person of a failure that nobody handled, and lets them choose. One dialog at a time, one a failure, and
 * not one upon another; the rest is told in the pages, so that none goes by in silence.
 */
export class TroubleDialog {
  readonly #asked = new Set<string>();
  #open = false;
  #quietUntil = 0;

  constructor(private readonly options: TroubleDialogOptions) {}

  async tell(trouble: Trouble, times: number): Promise<void> {
    const { ask, showLog, restart, tellPages, logFile, now = Date.now } = this.options;
    const key = troubleKey(trouble);
    if (this.#open || this.#asked.has(key) || now() < this.#quietUntil) {
      if (isWorthTelling(times)) tellPages(hostTrouble(trouble, times, logFile));
      return;
    }
    this.#open = true;
    this.#asked.add(key);
    const answer = await ask({
      type: 'error',
      title: 'Wirebench',
      message: t('Something in Wirebench failed.'),
      detail: `${troubleText(trouble)}\n\n${t('Sockets and recordings that have nothing to do with it go on. What was being done when it failed may be incomplete. The log notes it: {file}', { file: logFile })}`,
      buttons: [t('Go on'), t('Show the log'), t('Restart')],
      defaultId: 0,
      cancelId: 0,
      noLink: true,
    }).catch(() => 0);
    this.#open = false;
    this.#quietUntil = now() + pauseMs;
    if (answer === 1) showLog();
    else if (answer === 2) restart();
  }
}
