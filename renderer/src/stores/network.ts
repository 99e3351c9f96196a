import { defineStore } from 'pinia';
import { computed, shallowRef } from 'vue';
import type { CertificateInfo, Failure, Input, Result, WayTried } from '../../../contract/index.js';
import { useHostStore } from './host.js';

/** Passwords that belong to settings of the network, of which the page knows the names alone, and what is in files of certificates. */
export const useNetworkStore = defineStore('network', () => {
  const host = useHostStore();
  const names = shallowRef<readonly string[]>([]);
  const failure = shallowRef<Failure | null>(null);
  const runsPac = computed(() => host.info?.capabilities.pac === true);

  async function load(): Promise<void> {
    const answer = await host.call('network.secrets', {});
    if (answer.ok) names.value = answer.value;
  }

  /** Keeps a password, '' forgets it. */
  async function keep(name: string, value: string): Promise<Result<void>> {
    const answer = await host.call('network.secret', { name, value });
    failure.value = answer.ok ? null : answer.error;
    await load();
    return answer;
  }

  const tryWay = (address: string): Promise<Result<WayTried>> => host.call('network.try', { address });
  const authorities = (file: string): Promise<Result<readonly CertificateInfo[]>> =>
    host.call('certificate.authorities', { file });
  const identity = (files: Input<'certificate.identity'>): Promise<Result<CertificateInfo | null>> =>
    host.call('certificate.identity', files);

  return { names, failure, runsPac, load, keep, tryWay, authorities, identity };
});
