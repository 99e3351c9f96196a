import type {
  CertificateFiles,
  Failure,
  Input,
  NetworkInterface,
  QueueInfo,
  QueueItem,
  RepeatInfo,
  RepeatPlan,
  Result,
  RetentionPlan,
  RetentionPolicy,
  SearchSpec,
  SessionInfo,
  WayTried,
} from '../contract/index.js';
import type { Composing } from './composing.js';
import type { StartOptions } from './engine-options.js';
import type { Retention } from './retention.js';
import type { Search } from './search.js';
import type { SentHistory } from './sent-history.js';
import type { Off, Session } from './session.js';
import type { Shelf } from './shelf.js';
import type { SyncSetting } from './sync-setting.js';
import type { Workspace } from './workspace/index.js';

/** Everything a host needs: a workspace, its sessions, and what happens to them. */
export interface Engine {
  readonly info: {
    readonly directory: string;
    readonly stateDirectory: string;
    /** What was wrong at the start and could be lived with. */
    readonly problems: readonly Failure[];
  };
  readonly workspace: Workspace;
  /** Of Wirebench. */
  readonly version: string;
  /** Values of the secret variables there are here: what must not be told to anybody. */
  secretTexts(): readonly string[];
  /** Variables and generated values. */
  readonly composing: Composing;
  /** How long and how much is kept. */
  readonly retention: Retention;
  /** What a power cut may take. */
  readonly sync: SyncSetting;
  /** What a policy, or the one that is kept, would remove now. */
  retentionPlan(policy: RetentionPolicy | null): Promise<RetentionPlan>;
  /** Names, stars and comments of sessions, and the trash. */
  readonly shelf: Shelf;
  /** Looks through every session, newest first. `filter.invalid`. */
  search(spec: SearchSpec): Promise<Result<Search>>;
  readonly sent: SentHistory;
  /** Connects to an address by the way the settings lead there, and hangs up. `address.*`, `proxy.*`, as a connection fails. */
  tryWay(address: string): Promise<Result<WayTried>>;
  /** File transfers under way. */
  readonly transfers: number;
  /** Live ones first, then those on disk, both newest first. */
  list(): Promise<SessionInfo[]>;
  /** A session whose log is being written by this engine, at once. `session.unknown` for any other. */
  live(id: string): Result<Session>;
  /** Any session; one on disk is opened, and stays so while it is held. `session.unknown`, `log.*`. */
  session(id: string): Promise<Result<Session>>;
  /** What is known at once; null for a session that is not open here. */
  peek(id: string): SessionInfo | null;
  /** Connects or listens; see `session.start` of the contract. */
  start(input: Input<'session.start'>, options?: StartOptions): Promise<Result<SessionInfo>>;
  /** Sends a message of a session again and again; see `repeat.start` of the contract. */
  startRepeat(session: Session, plan: RepeatPlan): Promise<Result<RepeatInfo>>;
  /** Puts messages into the queue of a session; see `queue.add` of the contract. */
  enqueue(session: Session, items: readonly QueueItem[], go: boolean): Promise<Result<QueueInfo>>;
  /** Told that something about a session has changed, at most once per session and turn of the loop. */
  onSession(listener: (id: string) => void): Off;
  /** Told what goes wrong while nobody waits for an answer. */
  onProblem(listener: (problem: Failure) => void): Off;
  createCertificate(): Promise<Result<CertificateFiles>>;
  interfaces(): readonly NetworkInterface[];
  /** Ends every socket within 2 seconds, writes everything down, lets the workspace go. */
  close(): Promise<void>;
}
