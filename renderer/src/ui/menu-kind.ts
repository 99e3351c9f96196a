import {
  ContextMenuCheckboxItem,
  ContextMenuItem,
  ContextMenuItemIndicator,
  ContextMenuPortal,
  ContextMenuSeparator,
  ContextMenuSub,
  ContextMenuSubContent,
  ContextMenuSubTrigger,
  DropdownMenuCheckboxItem,
  DropdownMenuItem,
  DropdownMenuItemIndicator,
  DropdownMenuPortal,
  DropdownMenuSeparator,
  DropdownMenuSub,
  DropdownMenuSubContent,
  DropdownMenuSubTrigger,
} from 'reka-ui';
import type { Component } from 'vue';

type Part = 'item' | 'check' | 'indicator' | 'line' | 'portal' | 'sub' | 'subContent' | 'subTrigger';

/** The two headless menus have the same parts under different names; MenuRows draws either. */
export const menuParts: Readonly<Record<'dropdown' | 'context', Readonly<Record<Part, Component>>>> = {
  dropdown: {
    item: DropdownMenuItem,
    check: DropdownMenuCheckboxItem,
    indicator: DropdownMenuItemIndicator,
    line: DropdownMenuSeparator,
    portal: DropdownMenuPortal,
    sub: DropdownMenuSub,
    subContent: DropdownMenuSubContent,
    subTrigger: DropdownMenuSubTrigger,
  },
  context: {
    item: ContextMenuItem,
    check: ContextMenuCheckboxItem,
    indicator: ContextMenuItemIndicator,
    line: ContextMenuSeparator,
    portal: ContextMenuPortal,
    sub: ContextMenuSub,
    subContent: ContextMenuSubContent,
    subTrigger: ContextMenuSubTrigger,
  },
};

export type MenuKind = keyof typeof menuParts;
