export { readBounded } from './files/bounded-file.js';
export { startComparison } from './compare/comparison.js';
export type { Comparison } from './compare/comparison.js';
export { Difference } from './difference/difference.js';
export { exportPairs, pairFormats } from './difference/export-pairs.js';
export { readPairs } from './difference/pairs.js';
export { authoritiesIn, identityIn } from './endpoint/certificate-facts.js';
export { createEngine } from './create-engine.js';
export type { EngineOptions, StartOptions } from './engine-options.js';
export type { Engine } from './engine.js';
export { Cover } from './exchange/cover.js';
export { exportFormats, judgeExport } from './exchange/export.js';
export type { ExportPiece } from './exchange/export.js';
export type { ExportOptions } from './exchange/options.js';
export { Import, undoImport } from './exchange/import/importing.js';
export type { ImportChanges } from './exchange/import/apply.js';
export { workspaceFile } from './exchange/workspace-file.js';
export { networkInterfaces } from './interfaces.js';
export { Minimap, TimeHistogram, correlate } from './log/index.js';
export type { Correlation, LogReader, View } from './log/index.js';
export type { AppCertificates, ClientCertificate, Network, NetworkTarget } from './endpoint/network.js';
export { AppNetwork, proxyOfAnswer, questionFor } from './network/app-network.js';
export type { SystemProxies } from './network/app-network.js';
export { environmentProxies } from './network/environment.js';
export { openRecordedSession } from './recorded-session.js';
export type { RecordedSession } from './recorded-session.js';
export { countInPayload, findInPayload } from './payload/find.js';
export { jsonChildren } from './payload/json-children.js';
export { payloadRows } from './payload/rows.js';
export type { Off, Session } from './session.js';
export type { Search } from './search.js';
export type { Shelf } from './shelf.js';
export { SettingsFile } from './settings/settings-file.js';
export { keptSyncMs } from './sync-setting.js';
export type { VariableStore } from './variables/scope.js';
export { findStateDirectory } from './state-directory.js';
export { readVariables } from './variables/store.js';
export type { Expansible } from './variables/variables.js';
export type { Transfer, TransferHead, TransferRequest } from './transfer.js';
export { openWorkspace } from './workspace/index.js';
export {
  createWorkspace,
  duplicateWorkspace,
  isSurelyWorkspace,
  kindOfDirectory,
  nameOfWorkspace,
  takeBack,
  transfer,
} from './workspace/elsewhere.js';
export type { Workspace } from './workspace/index.js';
export { readSecretFile, writeSecretFile } from './workspace/secret-file.js';
export type { Keychain, SecretKeys } from './workspace/secret-file.js';
