import { onScopeDispose } from 'vue';
import { useCommandsStore } from '../stores/commands.js';
import { useLayoutStore } from '../stores/layout.js';
import { phrase } from '../language/index.js';

/** What the timeline does by key and from the palette. */
export interface TimelineDoings {
  readonly focusFilter: () => void;
  readonly step: (by: number) => void;
  /** To the next row that the filter found, or the one before. */
  readonly stepMatch: (by: 1 | -1) => void;
  readonly toggleFollow: () => void;
  readonly clear: () => void;
  readonly toggleLayer: () => void;
  readonly mark: () => void;
  readonly comment: () => void;
  readonly edit: (how: 'edit' | 'edit.fields') => void;
  readonly stepMark: (by: 1 | -1) => void;
  readonly related: () => void;
  readonly hasTimeline: () => boolean;
  readonly hasRows: () => boolean;
  readonly canClear: () => boolean;
  readonly hasSelection: () => boolean;
  /** The selected row is a message. */
  readonly canEdit: () => boolean;
  readonly hasMarks: () => boolean;
  /** Something is looked for, and found. */
  readonly hasMatches: () => boolean;
  readonly hasRelated: () => boolean;
}

/** Registers them for as long as the timeline is on screen. */
export function useTimelineCommands(does: TimelineDoings): void {
  const group = 'Timeline' as const;
  const layout = useLayoutStore();
  const off = useCommandsStore().registerAll([
    {
      id: 'timeline.filter',
      title: phrase('Filter the timeline'),
      group,
      shortcut: 'Mod+F',
      run: does.focusFilter,
    },
    {
      id: 'timeline.previous',
      title: phrase('Previous row'),
      group,
      shortcut: 'F7',
      enabled: does.hasRows,
      run: () => does.step(-1),
    },
    {
      id: 'timeline.next',
      title: phrase('Next row'),
      group,
      shortcut: 'F8',
      enabled: does.hasRows,
      run: () => does.step(1),
    },
    {
      id: 'timeline.match.next',
      title: phrase('Next match of the filter'),
      group,
      shortcut: 'F3',
      enabled: does.hasMatches,
      run: () => does.stepMatch(1),
    },
    {
      id: 'timeline.match.previous',
      title: phrase('Previous match of the filter'),
      group,
      shortcut: 'Shift+F3',
      enabled: does.hasMatches,
      run: () => does.stepMatch(-1),
    },
    {
      id: 'timeline.mark',
      title: phrase('Mark the row, or take its mark away'),
      group,
      shortcut: 'Mod+M',
      enabled: does.hasSelection,
      run: does.mark,
    },
    {
      id: 'timeline.comment',
      title: phrase('Comment on the row'),
      group,
      enabled: does.hasSelection,
      run: does.comment,
    },
    {
      id: 'timeline.edit',
      title: phrase('Edit and resend the row'),
      group,
      enabled: does.canEdit,
      run: () => does.edit('edit'),
    },
    {
      id: 'timeline.edit.fields',
      title: phrase('Edit the row as fields and resend it'),
      group,
      enabled: does.canEdit,
      run: () => does.edit('edit.fields'),
    },
    {
      id: 'timeline.mark.previous',
      title: phrase('Previous marked row'),
      group,
      shortcut: 'Shift+F7',
      enabled: does.hasMarks,
      run: () => does.stepMark(-1),
    },
    {
      id: 'timeline.mark.next',
      title: phrase('Next marked row'),
      group,
      shortcut: 'Shift+F8',
      enabled: does.hasMarks,
      run: () => does.stepMark(1),
    },
    {
      id: 'timeline.layer',
      title: phrase('Switch between messages and the wire'),
      group,
      enabled: does.hasTimeline,
      run: does.toggleLayer,
    },
    {
      id: 'timeline.related',
      title: phrase('Show the message of the frame, or the frames of the message'),
      group,
      enabled: does.hasRelated,
      run: does.related,
    },
    {
      id: 'timeline.follow',
      title: phrase('Follow the newest row'),
      group,
      enabled: does.hasTimeline,
      run: does.toggleFollow,
    },
    {
      id: 'timeline.clear',
      title: phrase('Clear the timeline'),
      group,
      enabled: does.canClear,
      run: does.clear,
    },
    {
      id: 'timeline.widths',
      title: phrase('Reset the widths of the columns'),
      group,
      enabled: () => Object.keys(layout.state.columnWidths).length > 0,
      run: () => (layout.state.columnWidths = {}),
    },
  ]);
  onScopeDispose(off);
}
