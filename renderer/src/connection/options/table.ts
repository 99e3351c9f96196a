import { schemeIsVariable } from '../../../../codec/index.js';
import type { Protocol, Role } from '../../../../contract/index.js';
import type { OptionGroup } from '../../stores/options.js';

/** Which connections an option concerns. */
export interface Kind {
  readonly protocol: Protocol;
  readonly role: Role;
  /** As it is typed. */
  readonly address?: string;
}

interface FieldBase {
  readonly group: OptionGroup;
  readonly name: string;
  readonly label: string;
  readonly hint?: string;
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
        readonly unit?: string;
        readonly fraction?: boolean;
      }
    | { readonly kind: 'switch' }
    | {
        readonly kind: 'text';
        readonly placeholder?: string;
        readonly secret?: boolean;
        /** Why what was typed will not do; null where it does. */
        readonly wrong?: (text: string) => string | null;
      }
    | { readonly kind: 'area'; readonly placeholder?: string }
    | {
        readonly kind: 'choice';
        readonly choices: readonly { readonly value: string | number; readonly label: string }[];
      }
    | { readonly kind: 'pairs'; readonly nameLabel: string; readonly addLabel: string }
    | {
        readonly kind: 'values';
        readonly itemLabel: string;
        readonly addLabel: string;
        readonly placeholder?: string;
      }
    | { readonly kind: 'greeting' }
    | { readonly kind: 'memberships' }
  );

export interface OptionSection {
  readonly id: string;
  readonly title: string;
  readonly hint?: string;
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
