import { isActive } from '../../contract/index.js';
import type { SessionInfo } from '../../contract/index.js';
import { plainLine } from '../../contract/trouble.js';
import type { Engine } from '../../engine/index.js';
import { t } from './speech.js';

/** What a person chose of it. */
export interface AttentionChoice {
  readonly notifyErrors: boolean;
  readonly notifyLost: boolean;
  readonly notifyPeer: boolean;
  readonly notifyFound: boolean;
  readonly badge: boolean;
  readonly keepAwake: boolean;
}

/** What the system can do; Electron's, handed in so that this runs without it. */
export interface AttentionSystem {
  readonly notify: (title: string, body: string) => void;
  readonly badge: (count: number) => void;
  readonly keepAwake: (on: boolean) => void;
  /** Whether a person has a window of ours in front: what happens there needs no notification. */
  readonly inFront: () => boolean;
}

/** Notifications in a minute; of what comes on top the next one tells how many there were. */
const mostInMinute = 5;
const minuteMs = 60_000;
const nameChars = 80;
const bodyChars = 200;

interface Seen {
  readonly state: SessionInfo['state'];
  readonly peers: number;
  readonly hadPeer: boolean;
  readonly diskFailed: boolean;
}

/** What tells a person who looks elsewhere: notifications, the number on the icon, and a machine that stays awake. */
export class Attention {
  readonly #seen = new Map<string, Seen>();
  readonly #unread = new Map<object, number>();
  #recent: number[] = [];
  #untold = 0;
  #awake = false;
  #shown = 0;
  #engine: Pick<Engine, 'peek' | 'onSession'> | null = null;
  #off: () => void = () => undefined;

  constructor(
    private readonly choice: () => AttentionChoice,
    private readonly system: AttentionSystem,
    private readonly now: () => number = Date.now,
  ) {}

  /** Sessions that are active now. */
  get live(): number {
    return [...this.#seen.values()].filter(({ state }) => isActive(state)).length;
  }

  /** Looks at the sessions of this engine from now on, and of no other. */
  follow(engine: Pick<Engine, 'peek' | 'onSession'>, onChange: () => void = () => undefined): void {
    this.#off();
    this.#seen.clear();
    this.#engine = engine;
    this.#off = engine.onSession((id) => {
      this.#look(id);
      onChange();
    });
    this.update();
  }

  /** The choice changed. */
  update(): void {
    const awake = this.choice().keepAwake && this.live > 0;
    if (awake !== this.#awake) this.system.keepAwake((this.#awake = awake));
    const total = [...this.#unread.values()].reduce((sum, one) => sum + one, 0);
    const shown = this.choice().badge ? total : 0;
    if (shown !== this.#shown) this.system.badge((this.#shown = shown));
  }

  /** What a page has that nobody has looked at; null where the page went. */
  unread(page: object, count: number | null): void {
    if (count === null) this.#unread.delete(page);
    else this.#unread.set(page, count);
    this.update();
  }

  /** A filter that has a name found a row: which, and not what is in it. */
  found(session: SessionInfo, filter: string): void {
    if (this.choice().notifyFound) this.#notify(t('A filter found a row'), session, filter);
  }

  #look(id: string): void {
    const info = this.#engine?.peek(id) ?? null;
    if (info === null) {
      this.#seen.delete(id);
      return this.update();
    }
    const before = this.#seen.get(id);
    const { state, peers } = info;
    const diskFailed = info.diskFailure !== null;
    const hadPeer = isActive(state) && (before?.hadPeer === true || peers > 0);
    if (!isActive(state) && !diskFailed) this.#seen.delete(id);
    else this.#seen.set(id, { state, peers, hadPeer, diskFailed });
    this.#tell(info, before);
    this.update();
  }

  #tell(info: SessionInfo, before: Seen | undefined): void {
    const choice = this.choice();
    const listens = info.config.role === 'server';
    const was = before?.state ?? 'closed';
    const wasOpen = isActive(was) && was !== 'reconnecting';
    const isLost = info.failure !== null && (!isActive(info.state) || info.state === 'reconnecting');
    if (info.diskFailure !== null && before?.diskFailed !== true) {
      if (choice.notifyErrors) this.#notify(t('Recording is held up'), info, info.diskFailure.message);
    } else if (wasOpen && isLost) {
      if (choice.notifyLost)
        this.#notify(listens ? t('A listener failed') : t('A connection failed'), info, info.failure.message);
    } else if (listens && info.peers > 0 && before?.hadPeer !== true && isActive(info.state)) {
      if (choice.notifyPeer) this.#notify(t('A listener has its first peer'), info, '');
    }
  }

  /** Names and reasons, and never a byte of what was sent or received. */
  #notify(title: string, { name, config }: SessionInfo, reason: string): void {
    if (this.system.inFront()) return;
    const now = this.now();
    this.#recent = this.#recent.filter((at) => at > now - minuteMs);
    if (this.#recent.length >= mostInMinute) {
      this.#untold++;
      return;
    }
    this.#recent.push(now);
    const others =
      this.#untold === 0
        ? ''
        : ` (${t('{count, plural, other {# more were not shown}}', { count: this.#untold })})`;
    this.#untold = 0;
    const who = plainLine(name === '' ? config.address : name, nameChars);
    this.system.notify(title, plainLine(reason === '' ? who : `${who}: ${reason}`, bodyChars) + others);
  }
}
