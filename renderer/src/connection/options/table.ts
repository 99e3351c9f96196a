import { schemeIsVariable } from '../../../../codec/index.js';
import type { Protocol, Role } from '../../../../contract/index.js';
import { t, type Phrase } from '../../language/index.js';
import type { OptionGroup } from '../../stores/options.js';

/** Which connections an option concerns. */
export interface Kind {
  readonly protocol: Protocol;
  readonly role: Role;
  /** As it is typed. */
  readonly address?: string;
}

/** What every language calls the same: a name of a standard, or an example of what is typed. */
export interface Name {
  readonly name: string;
}

export function labelText(label: Phrase | Name): string;
export function labelText(label: Phrase | Name | undefined): string | undefined;
export function labelText(label: Phrase | Name | undefined): string | undefined {
  return typeof label === 'object' ? label.name : label && t(label);
}

/** What a number counts; standing for itself but for `hops`. */
export type Unit = 'ms' | 'B' | '×' | 'hops';
export const unitText = (unit: Unit): string => (unit === 'hops' ? t('hops') : unit);

interface FieldBase {
  readonly group: OptionGroup;
  readonly name: string;
  readonly label: Phrase;
  readonly hint?: Phrase | Name;
  /** Asked within its section; absent means wherever the section is. */
  readonly applies?: (kind: Kind) => boolean;
  /** The option of the same group without which this one does nothing, or the value that it must have. */
  readonly needs?: string | { readonly name: string; readonly value: string };
  /** Needs the width of the drawer. */
  readonly wide?: boolean;
}

/** One option as a form draws it. A new option of the contract is one entry in its group's file. */
export type OptionField = FieldBase &
  (
    | {
        readonly kind: 'number';
        readonly min: number;
        readonly max: number;
        readonly unit?: Unit;
        readonly fraction?: boolean;
      }
    | { readonly kind: 'switch' }
    | {
        readonly kind: 'text';
        readonly placeholder?: Phrase | Name;
        readonly secret?: boolean;
        /** Why what was typed will not do; null where it does. */
        readonly wrong?: (text: string) => string | null;
      }
    | { readonly kind: 'area'; readonly placeholder?: Phrase | Name }
    | {
        readonly kind: 'choice';
        readonly choices: readonly { readonly value: string | number; readonly label: Phrase | Name }[];
      }
    | { readonly kind: 'pairs'; readonly nameLabel: Phrase; readonly addLabel: Phrase }
    | {
        readonly kind: 'values';
        readonly itemLabel: Phrase;
        readonly addLabel: Phrase;
        readonly placeholder?: Phrase | Name;
      }
    | { readonly kind: 'greeting' }
    | { readonly kind: 'memberships' }
  );

export interface OptionSection {
  readonly id: string;
  readonly title: Phrase;
  readonly hint?: Phrase;
  readonly applies: (kind: Kind) => boolean;
  readonly fields: readonly OptionField[];
}

export const isClient = ({ role }: Kind): boolean => role === 'client';
export const isListener = ({ role }: Kind): boolean => role === 'server';
export const isWebSocket = ({ protocol }: Kind): boolean => protocol === 'ws' || protocol === 'wss';
/** TLS is spoken, or may be by what a variable brings. */
export const isSecure = ({ protocol, address = '' }: Kind): boolean =>
  protocol === 'tls' ||
  protocol === 'wss' ||
  ((protocol === 'tcp' || protocol === 'ws') && schemeIsVariable(address));
export const isUdp = ({ protocol }: Kind): boolean => protocol === 'udp';
export const isLocal = ({ protocol }: Kind): boolean => protocol === 'unix';
/** Bytes without messages of their own: what framing cuts. */
export const isStream = (kind: Kind): boolean => !isUdp(kind) && !isWebSocket(kind);

/** A day, the most the contract accepts. */
export const longestMs = 86_400_000;
