import { settingFields, settingNames } from '../../../contract/index.js';
import type { Diagnostics, HostInfo, SettingName, Settings } from '../../../contract/index.js';
import { english, phrase, type Phrase } from '../language/index.js';

/** How many there are of what people keep; how things are called stays with them. */
export interface Counts {
  readonly connections: number;
  readonly sessions: number;
  readonly live: number;
  readonly tabs: number;
}

export interface ReportParts {
  readonly host: HostInfo;
  /** `navigator.userAgent`. */
  readonly browser: string;
  readonly diagnostics: Diagnostics | null;
  readonly settings: Settings;
  readonly counts: Counts;
}

/** Chromium and its version, of a user agent; the whole of it where it is none. */
export function browserName(userAgent: string): string {
  const engine = /(?:Chrome|Chromium)\/([\d.]+)/.exec(userAgent)?.[1];
  const other = /(?:Firefox|Version)\/[\d.]+/.exec(userAgent)?.[0];
  return engine === undefined ? (other ?? userAgent) : `Chromium ${engine}`;
}

/** What About shows, and what a report begins with. */
export function versions({ host, browser, diagnostics }: ReportParts): (readonly [Phrase, string])[] {
  return [
    [phrase('Wirebench'), host.version],
    [phrase('Runtime'), host.runtime],
    [phrase('Page##program'), browserName(browser)],
    [phrase('Contract##version'), String(host.contract)],
    [phrase('System'), diagnostics?.system ?? 'not known'],
  ];
}

/** A number or a switch tells nothing of a person; a text may be an address or a name, and is only said to be set. */
function settingLine(name: SettingName, settings: Settings): string | null {
  const value: unknown = settings[name];
  const { fallback } = settingFields[name] as { readonly fallback: unknown };
  if (JSON.stringify(value) === JSON.stringify(fallback)) return null;
  const told = typeof value === 'number' || typeof value === 'boolean' ? String(value) : 'changed';
  return `${name}: ${told}`;
}

/** A report of a bug, in English as its readers are: versions, counts, settings that differ and the end of the host's log. No payload, address or name is in it. */
export function reportText(parts: ReportParts): string {
  const { counts, diagnostics, settings } = parts;
  const differing = settingNames.flatMap((name) => settingLine(name, settings) ?? []);
  const log = diagnostics?.log ?? [];
  return [
    ...versions(parts).map(([name, value]) => `${english(name)}: ${value}`),
    '',
    `Connections: ${counts.connections}, tabs: ${counts.tabs}, sessions: ${counts.sessions}, running: ${counts.live}`,
    '',
    differing.length === 0 ? 'Every setting is at its default.' : 'Settings that differ:',
    ...differing.map((line) => `  ${line}`),
    '',
    log.length === 0 ? 'The log is empty.' : 'End of the log:',
    ...log.map((line) => `  ${line}`),
    '',
  ].join('\n');
}
