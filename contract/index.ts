import type * as z from 'zod/mini';
import { attentionRequests } from './attention-requests.js';
import { automaticRequests } from './automatic-requests.js';
import { compareRequests } from './compare-requests.js';
import type { CompareReport } from './compare.js';
import { differenceRequests } from './difference-requests.js';
import type { DifferenceInfo } from './difference.js';
import { event } from './define.js';
import { exportRequests } from './export-requests.js';
import type { EventDefinition, RequestDefinition } from './define.js';
import type { SentNews } from './history.js';
import type { ImportProgress } from './import.js';
import { importRequests } from './import-requests.js';
import { hostRequests } from './host-requests.js';
import { marksRequests } from './marks-requests.js';
import { menuRequests } from './menu-requests.js';
import type { MenuChoice } from './menu-requests.js';
import type { CorrelationInfo } from './correlation.js';
import { openingRequests } from './opening-requests.js';
import { networkRequests } from './network-requests.js';
import { overviewRequests } from './overview-requests.js';
import type { MinimapInfo, PlotInfo } from './overview.js';
import { recordingRequests } from './recording-requests.js';
import type { SessionsNews } from './recordings.js';
import type { Restored } from './restored.js';
import { sendingRequests } from './sending-requests.js';
import { sessionRequests } from './session-requests.js';
import type { SessionInfo, ViewInfo } from './session.js';
import { troubleRequests } from './trouble-requests.js';
import { diagnosticsRequests } from './diagnostics-requests.js';
import { settingsRequests } from './settings-requests.js';
import type { SettingsInfo } from './settings.js';
import { updateRequests } from './update-requests.js';
import type { UpdateState } from './updates.js';
import { viewRequests } from './view-requests.js';
import { workspaceRequests } from './workspace-requests.js';
import { windowRequests } from './window-requests.js';
import type { TabArrival, TabWish, WindowsInfo } from './window-requests.js';
import { workspacesRequests } from './workspaces-requests.js';

export * from './compare.js';
export * from './connection.js';
export * from './correlation.js';
export * from './craft.js';
export * from './difference.js';
export * from './export.js';
export type { ExportStep } from './export-requests.js';
export type { CertificateFiles, HostInfo } from './host-requests.js';
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
export type * from './restored.js';
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

/**
 * Every request a page may make. Adding one is a line in the file of its subject and a line in `main/handlers/`.
 *
 * `view` 0 is the messages of the log; other views come from `view.open`. Positions count from 0
 * within a view, row numbers (`seq`) from 1 within the log: a view leaves out what is not its layer's.
 */
export const requests = {
  ...hostRequests,
  ...workspaceRequests,
  ...workspacesRequests,
  ...networkRequests,
  ...settingsRequests,
  ...diagnosticsRequests,
  ...importRequests,
  ...sessionRequests,
  ...sendingRequests,
  ...automaticRequests,
  ...recordingRequests,
  ...marksRequests,
  ...viewRequests,
  ...overviewRequests,
  ...exportRequests,
  ...menuRequests,
  ...windowRequests,
  ...compareRequests,
  ...differenceRequests,
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
  'host.problem': event<HostProblem>(),
} as const satisfies Record<string, EventDefinition<unknown>>;

interface HostProblem {
  readonly code: string;
  readonly message: string;
  readonly session?: string;
  /** What is back after a crash (`host.crashed`). */
  readonly restored?: Restored;
}

export type RequestName = keyof typeof requests;
export type EventName = keyof typeof events;
export type Input<Name extends RequestName> = z.output<(typeof requests)[Name]['input']>;
export type Output<Name extends RequestName> =
  (typeof requests)[Name] extends RequestDefinition<z.ZodMiniType, infer Value> ? Value : never;
export type EventValue<Name extends EventName> =
  (typeof events)[Name] extends EventDefinition<infer Value> ? Value : never;
