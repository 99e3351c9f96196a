export { default as AppButton } from './AppButton.vue';
export { default as AppDialog } from './AppDialog.vue';
export { default as AppDrawer } from './AppDrawer.vue';
export { default as AppPopover } from './AppPopover.vue';
export { default as AppTooltip } from './AppTooltip.vue';
export { default as BitGrid } from './BitGrid.vue';
export { default as CheckField } from './CheckField.vue';
export { default as ConfirmDialog } from './ConfirmDialog.vue';
export { default as ContextMenu } from './ContextMenu.vue';
export { default as CountBadge } from './CountBadge.vue';
export { default as DropdownMenu } from './DropdownMenu.vue';
export { default as EmptyState } from './EmptyState.vue';
export { default as ErrorBanner } from './ErrorBanner.vue';
export { default as HexEditor } from './HexEditor.vue';
export { default as HexView } from './HexView.vue';
export { default as IconButton } from './IconButton.vue';
export { default as KbdHint } from './KbdHint.vue';
export { default as KeyValueList } from './KeyValueList.vue';
export { default as LoadingRows } from './LoadingRows.vue';
export { default as MarkdownView } from './MarkdownView.vue';
export { default as NoteDialog } from './NoteDialog.vue';
export { default as NumberField } from './NumberField.vue';
export { default as PillMenu } from './PillMenu.vue';
export { default as ProgressBar } from './ProgressBar.vue';
export { default as ProtocolTag } from './ProtocolTag.vue';
export { default as ScrollMap } from './ScrollMap.vue';
export { default as SearchBox } from './SearchBox.vue';
export { default as SegmentedControl } from './SegmentedControl.vue';
export { default as SelectField } from './SelectField.vue';
export { default as SparkLine } from './SparkLine.vue';
export { default as SplitPane } from './SplitPane.vue';
export { default as SpokenText } from './SpokenText.vue';
export { default as StatusDot } from './StatusDot.vue';
export { default as SwitchField } from './SwitchField.vue';
export { default as TabStrip } from './TabStrip.vue';
export { default as TextAreaField } from './TextAreaField.vue';
export { default as TextField } from './TextField.vue';
export { default as ToastStack } from './ToastStack.vue';
export { default as TreeList } from './TreeList.vue';
export { default as ValueList } from './ValueList.vue';
export { default as VariableChips } from './VariableChips.vue';
export { default as MarkedInput } from './MarkedInput.vue';
export { default as VirtualList } from './VirtualList.vue';
export type { BitCell } from './bit-cells.js';
export { HexBuffer } from './hex-buffer.js';
export { createHexPages, type HexPages } from './hex-pages.js';
export { offsetDigits } from './hex-text.js';
export type { ByteRange, HexHighlight, HighlightTone } from './hex-selection.js';
export { formatShortcut } from './shortcut.js';
export { useRoom, type Room } from './room.js';
export { useTheme, type Theme, type ThemeChoice } from './theme.js';
export { saveFile } from './save-file.js';
export { useToasts, type Toast, type ToastInput } from './toasts.js';
export type { TreeMove, TreeNode } from './tree-model.js';
export type {
  BannerAction,
  KeyValueRow,
  MenuCommand,
  MenuItem,
  MenuSeparator,
  Option,
  TabItem,
  TextMark,
  Tone,
  VariableChip,
} from './types.js';
export { readingKey } from './reading.js';
