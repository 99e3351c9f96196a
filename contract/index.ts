import * as z from 'zod/mini';
import { attentionRequests } from './attention-requests.js';
import { automaticRequests } from './automatic-requests.js';
import { Bytes } from './bytes.js';
import { compareRequests } from './compare-requests.js';
import type { CompareReport } from './compare.js';
import { ConnectionConfig } from './connection.js';
import { CraftedFrame, CraftKeys, CraftPieces } from './craft.js';
import { differenceRequests } from './difference-requests.js';
import type { DifferenceInfo } from './difference.js';
import { event, request } from './define.js';
import { exportRequests } from './export-requests.js';
import type { EventDefinition, RequestDefinition } from './define.js';
import type { SentNews } from './history.js';
import type { ImportProgress } from './import.js';
import { importRequests } from './import-requests.js';
import { MarkChange, maxMarkChanges } from './marks.js';
import { menuRequests } from './menu-requests.js';
import type { MenuChoice } from './menu-requests.js';
import type { MarksChanged, SessionMarks } from './marks.js';
import type { CorrelationInfo } from './correlation.js';
import { openingRequests } from './opening-requests.js';
import { networkRequests } from './network-requests.js';
import { overviewRequests } from './overview-requests.js';
import type { MinimapInfo, PlotInfo } from './overview.js';
import { recordingRequests } from './recording-requests.js';
import type { SessionsNews } from './recordings.js';
import { Recipients } from './recipients.js';
import { Outgoing, SessionId } from './session.js';
import type { PeerInfo, SendReport, SessionInfo, ViewInfo } from './session.js';
import { Composition, Draw } from './variables.js';
import type { MessagePreview } from './variables.js';
import { troubleRequests } from './trouble-requests.js';
import { diagnosticsRequests } from './diagnostics-requests.js';
import { settingsRequests } from './settings-requests.js';
import type { SettingsInfo } from './settings.js';
import { updateRequests } from './update-requests.js';
import type { UpdateState } from './updates.js';
import { viewRequests } from './view-requests.js';
import { workspaceRequests } from './workspace-requests.js';
import type { NetworkInterface } from './network-interface.js';
import { Id } from './workspace.js';
import { windowRequests } from './window-requests.js';
import type { TabArrival, TabWish, WindowsInfo } from './window-requests.js';
import { writing } from './writing.js';
import { workspacesRequests } from './workspaces-requests.js';

export * from './compare.js';
export * from './connection.js';
export * from './correlation.js';
export * from './craft.js';
export * from './difference.js';
export * from './export.js';
export type { ExportStep } from './export-requests.js';
export * from './import.js';
export * from './history.js';
export * from './layout.js';
export * from './life.js';
export * from './marks.js';
export * from './menu-requests.js';
export type { NetworkInterface } from './network-interface.js';
export type { WayTried } from './network-try.js';
export * from './opening.js';
export * from './overview.js';
export * from './pair-facts.js';
export * from './payload.js';
export * from './recordings.js';
export * from './queue.js';
export * from './repeat.js';
export * from './result.js';
export * from './retention.js';
export * from './row.js';
export * from './rows.js';
export * from './search.js';
export * from './recipients.js';
export * from './session.js';
export * from './settings.js';
export type { Diagnostics } from './diagnostics-requests.js';
export * from './sync.js';
export * from './trouble.js';
export * from './updates.js';
export * from './variables.js';
export * from './version.js';
export * from './window-names.js';
export * from './window-requests.js';
export * from './workspace-batch.js';
export * from './workspace.js';
export type { RecentWorkspace, TransferReport, WorkspacesInfo } from './workspaces.js';

/** What this host can do. The page asks these and never which platform it is on. */
export interface HostInfo {
  readonly contract: number;
  readonly version: string;
  readonly capabilities: {
    /** The host owns its window: tabs may take Ctrl+T, Ctrl+W and Ctrl+Tab. */
    readonly ownWindow: boolean;
    /** Windows named pipes rather than paths for local sockets. */
    readonly namedPipes: boolean;
    /** The host shows the system's own dialogs for directories. */
    readonly nativeDialogs: boolean;
    /** The host opens addresses outside; else the page's browser does. */
    readonly openLinks: boolean;
    /** The host shows what the page can do in the system's menu; absent is no. */
    readonly nativeMenu?: boolean;
    /** The host has a browser that runs PAC files; absent is no. */
    readonly pac?: boolean;
    /** A workspace's folder that is dropped on the window reaches the host, which asks; absent is no. */
    readonly droppedFolders?: boolean;
  };
  readonly runtime: string;
  readonly interfaces: readonly NetworkInterface[];
}

export interface CertificateFiles {
  readonly certFile: string;
  readonly keyFile: string;
  /** SHA-256 of the certificate. */
  readonly fingerprint: string;
  readonly validTo: string;
}

const session = SessionId;
const handle = z.int().check(z.gte(0));
const nothing = z.strictObject({});

/**
 * Every request a page may make. Adding one is a line here and a line in `main/handlers/`.
 *
 * `view` 0 is the messages of the log; other views come from `view.open`. Positions count from 0
 * within a view, row numbers (`seq`) from 1 within the log: a view leaves out what is not its layer's.
 */
export const requests = {
  'host.info': request<HostInfo>()(nothing),

  ...workspaceRequests,
  ...workspacesRequests,
  ...networkRequests,
  ...settingsRequests,
  ...diagnosticsRequests,
  ...importRequests,

  'session.list': request<readonly SessionInfo[]>()(nothing),
  'session.info': request<SessionInfo>()(z.strictObject({ session }), ['session.unknown']),
  /**
   * Connects or listens. With the id of a live session it goes on in the same log, else it begins
   * a new one. It answers at once; what follows arrives as rows and `session.changed`, and the
   * codes from `resolve.*` on are those of `failure` there. `{{name}}` in the address and in options
   * stands for a variable or a generated value; the session is shown, and kept, as it was typed.
   */
  'session.start': request<SessionInfo>()(
    z.strictObject({
      session: z.nullable(session),
      name: z.string().check(z.maxLength(200)),
      connection: z.nullable(Id),
      config: ConnectionConfig,
      /** Whose variables hold besides those of the workspace and the connection. */
      environment: z.exactOptional(z.nullable(Id)),
      /** Remove a local socket's stale file that nobody answers on. */
      replaceStale: z.exactOptional(z.boolean()),
    }),
    [
      'session.active',
      'session.recorded',
      'session.limit',
      'address.*',
      'environment.unknown',
      'template.*',
      'log.*',
      'resolve.*',
      'proxy.*',
      'connect.*',
      'listen.*',
      'unix.*',
      'udp.*',
      'tls.*',
      'upgrade.*',
      'ws.*',
      'open.*',
    ],
  ),
  /** Cancels, disconnects or stops listening. A WebSocket closes with `code`, 1000 unless given. */
  'session.stop': request<void>()(
    z.strictObject({
      session,
      code: z.exactOptional(z.int().check(z.gte(0), z.lte(65_535))),
      reason: z.exactOptional(z.string().check(z.maxLength(1_024))),
      reset: z.exactOptional(z.boolean()),
    }),
    ['session.unknown', 'session.idle'],
  ),
  /** Answers when the kernel has taken the bytes or refused them; what failed at one peer is in the report. */
  'session.send': request<SendReport>()(z.strictObject({ session, to: Recipients, message: Outgoing }), [
    'session.unknown',
    'session.idle',
    'close.*',
    ...writing,
  ]),
  /**
   * Sends a message as it was typed: the host puts variables and generated values in and makes bytes
   * of it, so that secrets, files and its environment stay out of the page. Counters go on by one.
   */
  'message.send': request<SendReport>()(
    z.strictObject({
      session,
      to: Recipients,
      kind: z.enum(['data', 'text', 'binary', 'ping', 'pong', 'close']),
      text: Composition,
      /** close, as in `Outgoing`; the reason is a template too. */
      code: z.exactOptional(z.int().check(z.gte(0), z.lte(65_535))),
      reason: z.exactOptional(z.string().check(z.maxLength(1_024))),
      /** UDP, as `to` of `Outgoing`; a template too. */
      destination: z.exactOptional(z.string().check(z.maxLength(1_024))),
      /** Present: `text` is the payload of frames crafted by hand, which leave as by `session.craft`. */
      frame: z.exactOptional(CraftedFrame),
      /** Of those frames; what is missing is drawn at random. */
      keys: z.exactOptional(CraftKeys),
      environment: z.nullable(Id),
      draw: Draw,
    }),
    [
      'session.unknown',
      'session.idle',
      'environment.unknown',
      'template.*',
      'hex.*',
      'base64.*',
      'fields.*',
      'close.*',
      'craft.*',
      ...writing,
    ],
  ),
  /** The bytes `message.send` with the same draw would send now. Nothing advances. */
  'message.preview': request<MessagePreview>()(
    z.strictObject({
      /** Null before there is one. */
      session: z.nullable(session),
      connection: z.nullable(Id),
      text: Composition,
      /** Present: the texts of that frame too. */
      frame: z.exactOptional(CraftedFrame),
      environment: z.nullable(Id),
      draw: Draw,
      /** Show the bytes of secrets too. */
      reveal: z.boolean(),
    }),
    ['environment.unknown', 'template.*', 'hex.*', 'base64.*', 'fields.*', 'craft.*'],
  ),
  /**
   * Writes raw bytes beside the protocol library (WebSocket only), each piece a row flagged crafted.
   * The host keeps the delays and answers when the kernel has taken the last piece, or when the
   * session or `session.uncraft` ended it before; one list of pieces at a time for each peer.
   */
  'session.craft': request<SendReport>()(z.strictObject({ session, to: Recipients, pieces: CraftPieces }), [
    'session.unknown',
    'session.idle',
    'craft.*',
    ...writing,
  ]),
  /** Gives up what still waits of crafted pieces; `session.craft` then answers `craft.cancelled`. */
  'session.uncraft': request<void>()(z.strictObject({ session }), ['session.unknown', 'session.idle']),
  ...automaticRequests,

  'session.peers': request<readonly PeerInfo[]>()(z.strictObject({ session }), ['session.unknown']),
  /** Ends one direction (FIN), closes or resets (RST) peers of a session. */
  'session.end': request<SendReport>()(
    z.strictObject({
      session,
      to: Recipients,
      how: z.enum(['half-close', 'close', 'reset']),
      code: z.exactOptional(z.int().check(z.gte(0), z.lte(65_535))),
      reason: z.exactOptional(z.string().check(z.maxLength(1_024))),
    }),
    ['session.unknown', 'session.idle', 'send.*', 'close.*'],
  ),
  /** Joins or leaves a multicast group on an open UDP session. */
  'session.membership': request<void>()(
    z.strictObject({
      session,
      action: z.enum(['join', 'leave']),
      group: z.string().check(z.maxLength(255)),
      interface: z.string().check(z.maxLength(255)),
    }),
    ['session.unknown', 'session.idle', 'udp.*'],
  ),

  ...recordingRequests,

  /** Every mark and comment: asked once, and again when `marksRevision` has moved by others. */
  'session.marks': request<SessionMarks>()(z.strictObject({ session }), ['session.unknown', 'log.*']),
  /** Marks, comments and unmarks rows: all of the changes or none. */
  'session.mark': request<MarksChanged>()(
    z.strictObject({
      session,
      changes: z.array(MarkChange).check(z.minLength(1), z.maxLength(maxMarkChanges)),
    }),
    ['session.unknown', 'row.unknown', 'marks.*', 'log.*'],
  ),

  /**
   * Streams a file: begin, then chunks one after the other (each answered when taken, which is the
   * flow control), then end. On a WebSocket it is one message, fragmented where it takes several chunks.
   */
  'transfer.begin': request<{ readonly transfer: number }>()(
    z.strictObject({
      session,
      to: Recipients,
      kind: z.enum(['data', 'text', 'binary']),
      name: z.string().check(z.maxLength(1_024)),
      size: z.int().check(z.gte(0)),
      /** UDP, as in `Outgoing`; a template. */
      destination: z.exactOptional(z.string().check(z.maxLength(1_024))),
      /** Whose variables the destination has. */
      environment: z.exactOptional(z.nullable(Id)),
    }),
    [
      ...(['session.unknown', 'session.idle', 'transfer.busy', 'environment.unknown', 'template.*'] as const),
      ...(['send.*', 'address.*'] as const),
    ],
  ),
  'transfer.chunk': request<{ readonly sent: number }>()(z.strictObject({ transfer: handle, data: Bytes }), [
    'transfer.unknown',
    'transfer.cancelled',
    ...writing,
  ]),
  'transfer.end': request<SendReport>()(z.strictObject({ transfer: handle, cancel: z.boolean() }), [
    'transfer.unknown',
    'transfer.cancelled',
    ...writing,
  ]),

  /** Sessions whose changes this page wants at full rate (20 a second); others come twice a second. */
  'session.watch': request<void>()(z.strictObject({ sessions: z.array(session).check(z.maxLength(100)) })),

  ...viewRequests,

  ...overviewRequests,

  ...exportRequests,

  ...menuRequests,
  ...windowRequests,

  ...compareRequests,
  ...differenceRequests,

  /** Makes a self-signed certificate for localhost, 127.0.0.1 and ::1, kept beside the workspace. */
  'certificate.create': request<CertificateFiles>()(nothing, ['certificate.write']),

  ...attentionRequests,
  ...openingRequests,
  ...troubleRequests,
  ...updateRequests,
} as const satisfies Record<string, RequestDefinition<z.ZodMiniType, unknown>>;

/** Every event a host may push. */
export const events = {
  'session.changed': event<SessionInfo>(),
  /** Recorded sessions were described, counted, restored (`changed`) or removed. */
  'sessions.changed': event<SessionsNews>(),
  /** Something was noted as sent, by the host or by any page. */
  'history.added': event<SentNews>(),
  'view.changed': event<ViewInfo>(),
  'correlation.changed': event<CorrelationInfo>(),
  'plot.changed': event<PlotInfo>(),
  'minimap.changed': event<MinimapInfo>(),
  'compare.changed': event<CompareReport>(),
  'difference.changed': event<DifferenceInfo>(),
  /** A file of the workspace changed under us, or another page saved; `workspace.read` has the new state. */
  'workspace.changed': event<{ readonly outside: boolean }>(),
  /** This host has another workspace open now: what a page knew is of the one before. */
  'workspace.switched': event<{ readonly directory: string; readonly name: string }>(),
  /** Somebody changed the settings: a page, another host, or a person in the file. */
  'settings.changed': event<SettingsInfo>(),
  'import.changed': event<ImportProgress>(),
  /** Something was chosen in the system's menu while the page's window was in front. */
  'menu.run': event<MenuChoice>(),
  /** The system asked the app to open something: `opening.next` has it. */
  'opening.waiting': event<Record<string, never>>(),
  /** What is known of a newer version, and what is being done about it. */
  'update.changed': event<UpdateState>(),
  /** A window was opened or closed, or shows something else in front. */
  'windows.changed': event<WindowsInfo>(),
  /** A tab was given to this window. */
  'tab.arrived': event<TabArrival>(),
  /** Another window wants a tab of this one: `window.move` gives it. */
  'tab.wanted': event<TabWish>(),
  /** Something went wrong that no request waits for; of a session whose own state says so too, which. */
  'host.problem': event<{ readonly code: string; readonly message: string; readonly session?: string }>(),
} as const satisfies Record<string, EventDefinition<unknown>>;

export type RequestName = keyof typeof requests;
export type EventName = keyof typeof events;
export type Input<Name extends RequestName> = z.output<(typeof requests)[Name]['input']>;
export type Output<Name extends RequestName> =
  (typeof requests)[Name] extends RequestDefinition<z.ZodMiniType, infer Value> ? Value : never;
export type EventValue<Name extends EventName> =
  (typeof events)[Name] extends EventDefinition<infer Value> ? Value : never;
