import type { Component } from 'vue';

/** A command in a menu. `children` makes a submenu, `checked` a checkbox item. */
export interface MenuCommand {
  readonly id: string;
  readonly label: string;
  readonly icon?: Component | undefined;
  /** Shown beside the label, in the notation of `formatShortcut`; binding the key is the caller's work. */
  readonly shortcut?: string | undefined;
  /** A word at the end of the line, such as where a rule is written. */
  readonly hint?: string | undefined;
  /** A sentence below the label. */
  readonly text?: string | undefined;
  readonly danger?: boolean | undefined;
  readonly disabled?: boolean | undefined;
  readonly checked?: boolean | undefined;
  readonly children?: readonly MenuItem[] | undefined;
}

export interface MenuSeparator {
  readonly separator: true;
}

export type MenuItem = MenuCommand | MenuSeparator;

/** A choice of SelectField and SegmentedControl. */
export interface Option {
  readonly value: string;
  readonly label: string;
  readonly hint?: string | undefined;
  readonly title?: string | undefined;
  readonly icon?: Component | undefined;
  readonly disabled?: boolean | undefined;
  /** Of the label, where that is not the window's. */
  readonly lang?: string | undefined;
  readonly group?: string | undefined;
}

/** An ordered pair; names may repeat (HTTP headers). `enabled` absent means enabled. */
export interface KeyValueRow {
  readonly name: string;
  readonly value: string;
  readonly enabled?: boolean | undefined;
}

export interface TabItem {
  readonly id: string;
  readonly title: string;
  /** Its title in two: where there is no room for all of it, the begin gives way and the tail stays. */
  readonly parts?: readonly [begin: string, tail: string] | undefined;
  readonly tooltip?: string | undefined;
  readonly closable?: boolean | undefined;
  readonly disabled?: boolean | undefined;
}

export type Tone = 'ok' | 'warn' | 'err' | 'off' | 'busy';

export interface BannerAction {
  readonly id: string;
  readonly label: string;
  readonly primary?: boolean | undefined;
}

/** A name in a text and what it stands for, or why it stands for nothing. */
export interface VariableChip {
  readonly name: string;
  readonly value: string;
  readonly title: string;
  readonly problem: boolean;
}

/** A placeholder in a text: where it is (UTF-16 units, end exclusive), whether it stands for something, and what to say of it. */
export interface TextMark {
  readonly start: number;
  readonly end: number;
  readonly problem: boolean;
  readonly title: string;
}
