import { mount } from '@vue/test-utils';
import { beforeEach, describe, expect, it } from 'vitest';
import { nextTick, ref } from 'vue';
import { phrase } from '../language/index.js';
import { useCommandsStore } from '../stores/commands.js';
import { useLayersStore } from '../stores/layers.js';
import { openTestWindow } from '../stores/test-workspace.js';
import CommandPalette from './CommandPalette.vue';

beforeEach(() => openTestWindow());

describe('the command palette', () => {
  it('looks for nothing while it is closed, and follows what changes while it is open', async () => {
    const revision = ref(0);
    let asked = 0;
    const enabled = (): boolean => (asked++, revision.value >= 0);
    useCommandsStore().register({
      id: 'a',
      title: phrase('A'),
      group: 'Window',
      enabled,
      run: () => undefined,
    });
    const wrapper = mount(CommandPalette, { attachTo: document.body });
    for (let i = 0; i < 20; i++) {
      revision.value++;
      await nextTick();
    }
    expect(asked).toBe(0);

    useLayersStore().palette = true;
    await nextTick();
    expect(document.body.querySelectorAll('[role=option]')).not.toHaveLength(0);
    const once = asked;
    expect(once).toBeGreaterThan(0);
    revision.value++;
    await nextTick();
    expect(asked).toBeGreaterThan(once);
    wrapper.unmount();
  });
});
