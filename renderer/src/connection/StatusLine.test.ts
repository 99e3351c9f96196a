import { mount } from '@vue/test-utils';
import { createPinia } from 'pinia';
import { describe, expect, it } from 'vitest';
import type { ConnectionConfig } from '../../../contract/index.js';
import { quickTab } from '../stores/tab.js';
import StatusLine from './StatusLine.vue';

function words(config: Partial<ConnectionConfig>): string {
  const wrapper = mount(StatusLine, {
    props: { tab: quickTab(config), session: null, spark: null },
    global: { plugins: [createPinia()] },
  });
  const text = wrapper.text();
  wrapper.unmount();
  return text;
}

describe('StatusLine', () => {
  it.each(['tls', 'wss'] as const)(
    'says that verification of %s is off, before it connects too',
    (protocol) => {
      expect(words({ protocol, options: { tls: { verify: false } } })).toContain('Verification is off');
    },
  );

  it('says nothing of it where peers are verified, or where there is nothing to verify', () => {
    for (const config of [
      { protocol: 'wss' },
      { protocol: 'tls', options: { tls: { verify: true } } },
      { protocol: 'ws', options: { tls: { verify: false } } },
      { protocol: 'tls', role: 'server', options: { tls: { verify: false } } },
    ] as const) {
      expect(words(config)).not.toContain('Verification');
    }
  });
});
