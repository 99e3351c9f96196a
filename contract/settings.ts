import * as z from 'zod/mini';
import type { Failure } from './result.js';
import { LineEnding } from './workspace.js';

/** One setting of the app: how its value is judged, and what holds where nobody chose. */
export interface SettingField<T> {
  readonly schema: z.ZodMiniType<T>;
  readonly fallback: T;
  /** Of a setting that is many in one object: each entry is judged, changed and reset by itself. */
  readonly entry?: z.ZodMiniType;
}

function setting<T>(schema: z.ZodMiniType<T>, fallback: NoInfer<T>): SettingField<T> {
  return { schema, fallback };
}

/** Of an entry: no name that means something to JavaScript. */
const EntryName = z.string().check(z.regex(/^[A-Za-z][A-Za-z0-9.-]{0,99}$/));

function entries<T>(entry: z.ZodMiniType<T>): SettingField<Record<string, T>> & { entry: z.ZodMiniType<T> } {
  return { schema: z.record(EntryName, entry), fallback: {}, entry };
}

const CertificateFile = z.string().check(z.maxLength(4_096));
const ClientCertificateSetting = z.strictObject({
  /** `api.example.com`, `*.example.com`, with a port or without. */
  hosts: z.string().check(z.minLength(1), z.maxLength(290)),
  /** Whole paths on the host's machine, '' where there is none. */
  certFile: CertificateFile,
  keyFile: CertificateFile,
  pfxFile: CertificateFile,
});
export type ClientCertificateSetting = z.output<typeof ClientCertificateSetting>;

/** Columns of the timeline that may be left out. */
export const timelineColumns = ['time', 'kind', 'size'] as const;
export type TimelineColumn = (typeof timelineColumns)[number];

/**
 * Every setting of the app, by the name it has in `settings.json`. One that is added here is read, judged,
 * written and told to every page; what has only to do with one workspace is not here.
 */
export const settingFields = {
  /** What the window is written in; the last two are for those who translate it, and offered nowhere. */
  'language.interface': setting(z.enum(['system', 'en', 'de', 'ru', 'zh-CN', 'en-XA', 'ar-XB']), 'system'),
  'appearance.theme': setting(z.enum(['system', 'dark', 'light']), 'system'),
  'appearance.zoom': setting(z.number().check(z.gte(0.5), z.lte(2)), 1),
  /** Height of rows in the timeline and in lists. */
  'appearance.density': setting(z.enum(['comfortable', 'compact']), 'comfortable'),
  /** Pixels of the window's own text, and of bytes and code, before zoom. */
  'appearance.fontSize': setting(z.int().check(z.gte(11), z.lte(16)), 13),
  'appearance.monoFontSize': setting(z.int().check(z.gte(10), z.lte(15)), 12),
  'appearance.contrast': setting(z.enum(['system', 'on', 'off']), 'system'),
  'appearance.reducedMotion': setting(z.enum(['system', 'on', 'off']), 'system'),
  /** Names of fonts as CSS lists them; '' is the one that comes with the app. No sign that could end the list. */
  'editor.fontFamily': setting(z.string().check(z.regex(/^[^;{}()<>\\]{0,200}$/)), ''),
  'editor.fontSize': setting(z.int().check(z.gte(9), z.lte(24)), 13),
  /** What a stream's message of a new tab ends with. */
  'editor.lineEnding': setting(LineEnding, 'none'),
  'editor.lineWrapping': setting(z.boolean(), true),
  /** Columns of a tab, and spaces of an indentation. */
  'editor.tabSize': setting(z.int().check(z.gte(1), z.lte(8)), 4),
  'editor.indentSize': setting(z.int().check(z.gte(1), z.lte(8)), 2),
  'editor.indentWithTabs': setting(z.boolean(), false),
  /** Newest rows that are drawn of a session; 0 is all of them. */
  'timeline.rowLimit': setting(z.int().check(z.gte(0), z.lte(10_000_000)), 0),
  'timeline.timeFormat': setting(z.enum(['start', 'delta', 'clock']), 'start'),
  /** Which proxy TCP, TLS and WebSocket clients go through that name none of their own. */
  'network.proxy': setting(z.enum(['none', 'system', 'manual', 'pac']), 'none'),
  /** Of `manual`: `http://user@host:3128`; the password is kept elsewhere. */
  'network.proxyUrl': setting(z.string().check(z.maxLength(2_048)), ''),
  /** What goes straight there: names, addresses, networks. */
  'network.bypass': setting(z.string().check(z.maxLength(4_096)), 'localhost, 127.0.0.0/8, *.local'),
  /** Of `pac`: the address of the file. */
  'network.pac': setting(z.string().check(z.maxLength(2_048)), ''),
  /** Files of authorities that are trusted beside the system's. */
  'certificates.authorities': setting<readonly string[]>(
    z.array(CertificateFile).check(z.maxLength(200)),
    [],
  ),
  /** Certificates of ours for hosts that ask for one. */
  'certificates.clients': setting<readonly ClientCertificateSetting[]>(
    z.array(ClientCertificateSetting).check(z.maxLength(200)),
    [],
  ),
  /** Notifications while no window is in front: recording that is held up, a connection that failed, a first peer, a filter's row. */
  'desktop.notifyErrors': setting(z.boolean(), true),
  'desktop.notifyLost': setting(z.boolean(), false),
  'desktop.notifyPeers': setting(z.boolean(), false),
  'desktop.notifyFound': setting(z.boolean(), false),
  /** How much is new, on the icon of the app. */
  'desktop.badge': setting(z.boolean(), true),
  /** The machine does not go to sleep while a session is active. */
  'desktop.keepAwake': setting(z.boolean(), false),
  /** Sessions go on when the last window is closed, with an icon in the tray. */
  'desktop.keepListening': setting(z.boolean(), false),
  /** A newer version is looked for when the app starts, and daily; it is not downloaded by itself. */
  'desktop.checkUpdates': setting(z.boolean(), false),
  /** Where somebody is in the tour of a first start: 0 before it, 1 to 4 in it, 5 for whoever saw or skipped it. */
  'help.tourStep': setting(z.int().check(z.gte(0), z.lte(5)), 0),
  /** Beside number, direction and preview, which always show; peers and frames come by themselves. */
  'timeline.columns': setting<readonly TimelineColumn[]>(
    z.array(z.enum(timelineColumns)).check(z.maxLength(timelineColumns.length)),
    timelineColumns,
  ),
  /** Keys of commands by the command's id, in the notation of `Mod+Shift+T`; '' takes the key away. */
  'keyboard.shortcuts': entries(z.string().check(z.maxLength(60))),
};

export type SettingName = keyof typeof settingFields;
export type Settings = {
  readonly [Name in SettingName]: (typeof settingFields)[Name]['fallback'];
};

/** The part of a setting that a patch names: its value, or its entries, each null for what holds by default. */
type Patch<Field> = Field extends { readonly entry: z.ZodMiniType<infer Value> }
  ? Readonly<Record<string, Value | null>>
  : Field extends SettingField<infer Value>
    ? Value
    : never;
export type SettingsPatch = {
  readonly [Name in SettingName]?: Patch<(typeof settingFields)[Name]> | null;
};

// A list of entries forgets which value goes with which name.
export const settingNames = Object.keys(settingFields) as SettingName[];
export const defaultSettings = Object.fromEntries(
  settingNames.map((name) => [name, settingFields[name].fallback]),
) as unknown as Settings;

// Built from the table, whose types say the same.
export const SettingsPatch = z.strictObject(
  Object.fromEntries(
    Object.entries<SettingField<unknown>>(settingFields).map(([name, { schema, entry }]) => [
      name,
      z.exactOptional(z.nullable(entry === undefined ? schema : z.record(EntryName, z.nullable(entry)))),
    ]),
  ),
) as unknown as z.ZodMiniType<SettingsPatch>;

/** True for a name that this version knows. */
export function isSettingName(name: string): name is SettingName {
  return Object.hasOwn(settingFields, name);
}

/** What is wrong with one setting in the file; its default holds meanwhile. */
export interface SettingFault {
  readonly name: SettingName;
  /** Of a setting with entries: the one that is wrong. */
  readonly entry: string | null;
  /** From 1. */
  readonly line: number;
  /** A sentence that names the setting. */
  readonly message: string;
}

/** What holds, and where it comes from. */
export interface SettingsInfo {
  readonly values: Settings;
  /** Path of the file, whether or not it is there yet. */
  readonly file: string;
  /** Settings that the file says. */
  readonly stored: readonly SettingName[];
  readonly faults: readonly SettingFault[];
  /** Names in the file that this version does not know: they are kept. */
  readonly unknown: readonly string[];
  /** Why nothing of the file was read, and nothing is written to it. */
  readonly problem: Failure | null;
}
