import { defineStore } from 'pinia';
import { computed, shallowReactive, shallowRef } from 'vue';
import { defaultSettings, settingFields, settingNames } from '../../../contract/index.js';
import type {
  Failure,
  Result,
  SettingFault,
  SettingName,
  SettingsInfo,
  SettingsPatch,
} from '../../../contract/index.js';
import { useHostStore } from './host.js';
import { sameJson } from './same.js';
import { t } from '../language/index.js';

/** The settings of the app, one file for every window: what holds, and the way to change it. */
export const useSettingsStore = defineStore('settings', () => {
  const host = useHostStore();
  const info = shallowRef<SettingsInfo | null>(null);
  const failure = shallowRef<Failure | null>(null);
  /** The last reset of several, for as long as nothing else was chosen. */
  const undo = shallowRef<{ readonly what: string; readonly run: () => void } | null>(null);
  /** What was chosen here and the host has not answered yet: a control must not jump back meanwhile. */
  const pending = shallowReactive(new Map<SettingName, { readonly value: unknown }>());

  const values = computed(() => ({
    ...(info.value?.values ?? defaultSettings),
    ...Object.fromEntries([...pending].map(([name, { value }]) => [name, value])),
  }));

  async function load(): Promise<void> {
    const answer = await host.call('settings.read', {});
    failure.value = answer.ok ? null : answer.error;
    if (answer.ok) info.value = answer.value;
  }

  /** Learns of every change, whoever made it. */
  function follow(): () => void {
    const off = host.on('settings.changed', (next) => (info.value = next));
    const offReturn = host.onReturn(() => void load());
    return () => {
      off();
      offReturn();
    };
  }

  /** Changes several at once; `null` is what holds by default. Holds on screen at once, and not where the host refuses. */
  async function change(patch: SettingsPatch): Promise<Result<SettingsInfo>> {
    const mine = Object.entries(patch).map(([name, to]) => {
      // Object.entries forgets that these are names of settings.
      const setting = name as SettingName;
      const { fallback } = settingFields[setting];
      return [setting, { value: to === null ? fallback : merged(setting, to) }] as const;
    });
    for (const [name, value] of mine) pending.set(name, value);
    undo.value = null;
    const answer = await host.call('settings.set', { patch });
    failure.value = answer.ok ? null : answer.error;
    if (answer.ok) info.value = answer.value;
    for (const [name, value] of mine) if (pending.get(name) === value) pending.delete(name);
    return answer;
  }

  /** What a setting is after a patch: one with entries keeps those the patch does not name. */
  function merged(name: SettingName, to: unknown): unknown {
    if (!('entry' in settingFields[name])) return to;
    const all = { ...(values.value[name] as object), ...(to as object) };
    return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== null));
  }

  const set = <Name extends SettingName>(
    name: Name,
    value: SettingsPatch[Name],
  ): Promise<Result<SettingsInfo>> => change({ [name]: value });

  const reset = (name: SettingName): Promise<Result<SettingsInfo>> => change({ [name]: null });

  /** Whether another value than the default holds, or the file has one that does not hold. */
  function differs(name: SettingName): boolean {
    return !sameJson(values.value[name], settingFields[name].fallback) || faultsOf(name).length > 0;
  }

  function faultsOf(name: SettingName): readonly SettingFault[] {
    return (info.value?.faults ?? []).filter((fault) => fault.name === name);
  }

  /** Several settings back to their defaults, which `undo` offers to take back. */
  async function resetMany(names: readonly SettingName[], what: string): Promise<Result<SettingsInfo>> {
    const changed = names.filter(differs);
    const before = Object.fromEntries(changed.map((name) => [name, values.value[name]])) as SettingsPatch;
    const answer = await change(Object.fromEntries(changed.map((name) => [name, null])));
    if (answer.ok) undo.value = { what, run: () => void change(before) };
    return answer;
  }

  const resetAll = (): Promise<Result<SettingsInfo>> =>
    resetMany(
      // Where somebody is in the tour is no choice of theirs: it does not begin again.
      settingNames.filter((name) => name !== 'help.tourStep'),
      t('All settings are reset.'),
    );

  async function setAside(): Promise<Result<{ readonly file: string }>> {
    const answer = await host.call('settings.set-aside', {});
    failure.value = answer.ok ? null : answer.error;
    if (answer.ok) await load();
    return answer;
  }

  return {
    ...{ info, failure, undo, values, load, follow, change, set, reset, resetMany, resetAll, setAside },
    ...{ differs, faultsOf },
  };
});
