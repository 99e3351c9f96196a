import { mount } from '@vue/test-utils';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { fail, ok } from '../../../contract/index.js';
import type { ConnectionConfig, Result, WayTried } from '../../../contract/index.js';
import { useSettingsStore } from '../stores/settings.js';
import { useTabsStore } from '../stores/tabs.js';
import { openTestHost } from '../stores/test-host.js';
import ProxyTest from './ProxyTest.vue';

let unmount = (): void => undefined;
afterEach(() => unmount());

function open(answer: Result<WayTried>, config?: Partial<ConnectionConfig>) {
  const host = openTestHost({ 'network.try': () => answer });
  if (config !== undefined) useTabsStore().openQuick(config);
  const wrapper = mount(ProxyTest, { attachTo: document.body });
  unmount = () => wrapper.unmount();
  return { host, wrapper, field: () => wrapper.get('input').element.value };
}

describe('the test of the way', () => {
  it.each<[string, Partial<ConnectionConfig> | undefined]>([
    ['api.example.com:443', { protocol: 'wss', address: 'wss://api.example.com/chat' }],
    ['[::1]:7', { protocol: 'tcp', address: '[::1]:7' }],
    ['', { protocol: 'tcp', address: '{{host}}:7' }],
    ['', { protocol: 'udp', address: '127.0.0.1:7' }],
    ['', { protocol: 'tcp', role: 'server', address: '127.0.0.1:7' }],
    ['', undefined],
  ])('begins with %j, where the connection in front is %j', (address, config) => {
    const { wrapper, field } = open(fail('x', ''), config);
    expect(field()).toBe(address);
    expect(wrapper.get('button').attributes('disabled') === undefined).toBe(address !== '');
  });

  it('tells through which proxy, until a setting or the address changes', async () => {
    const { host, wrapper } = open(ok({ place: 'a:1', via: 'http://me@p:3128', ms: 12 }));
    await wrapper.get('input').setValue('a:1');
    await wrapper.get('form').trigger('submit');
    await vi.waitFor(() =>
      expect(wrapper.get('[role=status]').text()).toContain('a:1 is reached through http://me@p:3128 in'),
    );
    expect(host.of('network.try')).toEqual([{ address: 'a:1' }]);
    const settings = useSettingsStore();
    const { info } = settings;
    if (info === null) await wrapper.get('input').setValue('b:1');
    else settings.info = { ...info, values: { ...info.values, 'network.bypass': 'a' } };
    await vi.waitFor(() => expect(wrapper.get('[role=status]').text()).toBe(''));
  });

  it('tells a way straight there, and a failure with its code', async () => {
    const first = open(ok({ place: 'a:1', via: null, ms: 3 }));
    await first.wrapper.get('input').setValue('a:1');
    await first.wrapper.get('form').trigger('submit');
    await vi.waitFor(() => expect(first.wrapper.get('[role=status]').text()).toContain('without a proxy'));
    first.wrapper.unmount();

    const { wrapper } = open(fail('proxy.auth', 'the proxy p:3128 wants a user'));
    await wrapper.get('input').setValue('a:1');
    await wrapper.get('form').trigger('submit');
    await vi.waitFor(() =>
      expect(wrapper.get('[role=alert]').text()).toContain('the proxy p:3128 wants a user'),
    );
    expect(wrapper.get('[role=alert]').text()).toContain('proxy.auth');
    expect(wrapper.get('[role=status]').text()).toBe('');
  });
});
