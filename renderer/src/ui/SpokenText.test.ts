import { mount } from '@vue/test-utils';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import SpokenText from './SpokenText.vue';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

async function after(ms: number): Promise<void> {
  await vi.advanceTimersByTimeAsync(ms);
}

describe('SpokenText', () => {
  it('says the outcome once the hands rest, and not what grows afterwards', async () => {
    const wrapper = mount(SpokenText, { props: { about: 'a', text: '90 rows' } });
    await after(500);
    await wrapper.setProps({ about: 'ab', text: '12 rows' });
    await after(500);
    expect(wrapper.get('[role=status]').text()).toBe('');
    await after(500);
    expect(wrapper.text()).toBe('12 rows');
    await wrapper.setProps({ text: '13 rows' });
    await after(60_000);
    expect(wrapper.text()).toBe('12 rows');
  });

  it('waits for an outcome that is not there yet, and says the latest of one that keeps changing', async () => {
    const wrapper = mount(SpokenText, { props: { about: 'a', text: '' } });
    await after(5_000);
    await wrapper.setProps({ text: '1 row' });
    await after(400);
    await wrapper.setProps({ text: '2 rows' });
    await after(400);
    expect(wrapper.text()).toBe('2 rows');
  });

  it('says the same outcome of other words again', async () => {
    const wrapper = mount(SpokenText, { props: { about: 'a', text: 'Nothing matches' } });
    await after(1_000);
    expect(wrapper.text()).toBe('Nothing matches');
    await wrapper.setProps({ about: 'b' });
    expect(wrapper.text()).toBe('');
    await after(1_000);
    expect(wrapper.text()).toBe('Nothing matches');
  });
});
