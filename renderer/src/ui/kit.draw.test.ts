import { mount } from '@vue/test-utils';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { nextTick } from 'vue';
import { speak, t, told } from '../language/index.js';
import AppButton from './AppButton.vue';
import ErrorBanner from './ErrorBanner.vue';
import NumberField from './NumberField.vue';
import SearchBox from './SearchBox.vue';
import ToastStack from './ToastStack.vue';
import { readNumber } from './number-input.js';
import { formatShortcut } from './shortcut.js';
import { sparklinePath } from './sparkline-path.js';
import { useTheme } from './theme.js';
import { useToasts } from './toasts.js';

afterEach(() => {
  vi.useRealTimers();
  const { items, dismiss } = useToasts();
  for (const toast of items.value) dismiss(toast.id);
});

describe('AppButton', () => {
  it('swallows clicks while busy, and says so', async () => {
    const wrapper = mount(AppButton, { props: { busy: true }, slots: { default: 'Connect' } });
    await wrapper.trigger('click');
    expect(wrapper.emitted('click')).toBeUndefined();
    expect(wrapper.attributes('aria-busy')).toBe('true');
    await wrapper.setProps({ busy: false });
    await wrapper.trigger('click');
    expect(wrapper.emitted('click')).toHaveLength(1);
  });
});

describe('AppButton that rests', () => {
  it('does nothing, says why, and keeps the keyboard for when it does again', async () => {
    const wrapper = mount(AppButton, {
      attachTo: document.body,
      props: { resting: 'The host is away' },
      slots: { default: 'Disconnect' },
    });
    wrapper.element.focus();
    await wrapper.trigger('click');
    expect(wrapper.emitted('click')).toBeUndefined();
    expect(wrapper.attributes()).toMatchObject({ 'aria-disabled': 'true', title: 'The host is away' });
    await wrapper.setProps({ resting: null });
    expect(document.activeElement).toBe(wrapper.element);
    expect(wrapper.attributes('aria-disabled')).toBeUndefined();
    await wrapper.trigger('click');
    expect(wrapper.emitted('click')).toHaveLength(1);
    wrapper.unmount();
  });
});

describe('ErrorBanner', () => {
  it('is told when it comes up, and where it asks for that no more when its words change', async () => {
    vi.useFakeTimers();
    for (const once of [true, false]) {
      const wrapper = mount(ErrorBanner, { props: { title: 'Something failed', once } });
      const alert = wrapper.get('[role=alert]');
      expect(alert.attributes('aria-live')).toBeUndefined();
      vi.advanceTimersByTime(1_000);
      await wrapper.setProps({ where: '10 times' });
      expect(alert.text()).toContain('10 times');
      expect(alert.attributes('aria-live')).toBe(once ? 'off' : undefined);
      wrapper.unmount();
    }
  });
});

describe('readNumber', () => {
  const port = { min: 1, max: 65_535, integer: true, nullable: false };

  it('takes whole numbers within bounds, with or without grouping', () => {
    expect(readNumber('8080', port)).toEqual({ ok: true, value: 8080 });
    expect(readNumber(' 65 535 ', port)).toEqual({ ok: true, value: 65_535 });
  });

  it('says what it expects instead', () => {
    expect(readNumber('', port)).toEqual({ ok: false, error: 'A number is needed' });
    expect(readNumber('0x10', port)).toEqual({ ok: false, error: 'Not a number' });
    expect(readNumber('1.5', port)).toEqual({ ok: false, error: 'A whole number is needed' });
    expect(readNumber('0', port)).toEqual({ ok: false, error: 'From 1 to 65535' });
    expect(readNumber('-1', { min: 0, integer: true, nullable: true, unit: 'ms' })).toEqual({
      ok: false,
      error: 'At least 0 ms',
    });
    expect(readNumber('', { integer: true, nullable: true })).toEqual({ ok: true, value: null });
  });
});

describe('NumberField', () => {
  it('writes valid numbers alone and shows why it does not', async () => {
    const wrapper = mount(NumberField, { props: { label: 'Port', min: 1, max: 65_535, modelValue: 80 } });
    await wrapper.get('input').setValue('99999');
    expect(wrapper.emitted('update:modelValue')).toBeUndefined();
    expect(wrapper.text()).toContain('From 1 to 65535');
    expect(wrapper.emitted('valid')).toEqual([[false]]);
    await wrapper.get('input').setValue('443');
    expect(wrapper.emitted('update:modelValue')).toEqual([[443]]);
  });

  it('steps within its bounds with the arrows', async () => {
    const wrapper = mount(NumberField, { props: { label: 'Port', max: 82, modelValue: 80 } });
    await wrapper.get('input').trigger('keydown', { key: 'ArrowUp', shiftKey: true });
    expect(wrapper.emitted('update:modelValue')).toEqual([[82]]);
  });
});

describe('SearchBox', () => {
  it('says what is wrong with what is typed to those who do not see its edge', async () => {
    const wrapper = mount(SearchBox, { props: { label: 'Find', modelValue: '(', error: 'No pattern' } });
    const input = wrapper.get('input');
    expect(input.attributes('aria-invalid')).toBe('true');
    expect(wrapper.get(`[id="${input.attributes('aria-describedby')}"]`).text()).toBe('No pattern');
    await wrapper.setProps({ error: undefined });
    expect(input.attributes('aria-describedby')).toBeUndefined();
  });

  it('empties with the first Esc and leaves with the next', async () => {
    const wrapper = mount(SearchBox, { props: { label: 'Filter timeline', modelValue: 'x' } });
    await wrapper.get('input').trigger('keydown', { key: 'Escape' });
    expect(wrapper.emitted('update:modelValue')).toEqual([['']]);
    await wrapper.setProps({ modelValue: '' });
    await wrapper.get('input').trigger('keydown', { key: 'Escape' });
    expect(wrapper.emitted('escape')).toHaveLength(1);
  });
});

describe('toasts', () => {
  it('follow a change of language, each part of what they say', async () => {
    const { show } = useToasts();
    const run = vi.fn();
    show({
      tone: 'err',
      title: () => t('Copied to {name}', { name: 'lab' }),
      text: () => 'a name',
      action: { label: () => t('Undo'), run },
    });
    show({ tone: 'err', title: () => told('The clipboard refused'), text: () => t('Show its row instead.') });
    const wrapper = mount(ToastStack);
    await speak('de');
    try {
      await nextTick();
      const text = wrapper.text();
      expect(text).toContain(t('Copied to {name}', { name: 'lab' }));
      expect(text).toContain('a name');
      expect(text).toContain('Rückgängig');
      expect(text).toContain(told('The clipboard refused'));
      expect(text).not.toContain('Show its row instead.');
      await wrapper.get('.toast button').trigger('click');
      expect(run).toHaveBeenCalledOnce();
    } finally {
      wrapper.unmount();
      await speak('en');
    }
  });

  it('alert for errors and keep them, and wait while pointed at', async () => {
    vi.useFakeTimers();
    const { show, items } = useToasts();
    const wrapper = mount(ToastStack);
    show({ title: () => 'Saved' });
    show({ tone: 'err', title: () => 'The disk is full' });
    await nextTick();
    expect(wrapper.get('[role=alert]').text()).toBe('');
    vi.advanceTimersByTime(50);
    await nextTick();
    expect(wrapper.get('[role=alert]').text()).toContain('The disk is full');
    expect(wrapper.get('[role=status]').text()).toBe('Saved');
    await wrapper.get('.toast').trigger('pointerenter');
    vi.advanceTimersByTime(60_000);
    expect(items.value).toHaveLength(2);
    await wrapper.get('.toast').trigger('pointerleave');
    vi.advanceTimersByTime(60_000);
    expect(items.value.map((toast) => toast.title())).toEqual(['The disk is full']);
    wrapper.unmount();
  });

  it('leave time for an action, and count none of it while the window is out of sight', async () => {
    vi.useFakeTimers();
    const { show, items } = useToasts();
    const wrapper = mount(ToastStack);
    show({ title: () => 'Deleted', action: { label: () => 'Undo', run: () => undefined } });
    await nextTick();
    vi.advanceTimersByTime(19_000);
    expect(items.value).toHaveLength(1);
    const hidden = vi.spyOn(document, 'hidden', 'get').mockReturnValue(true);
    vi.advanceTimersByTime(3_600_000);
    expect(items.value).toHaveLength(1);
    hidden.mockRestore();
    vi.advanceTimersByTime(1_000);
    expect(items.value).toHaveLength(0);
    wrapper.unmount();
  });

  it('run their action once and go', async () => {
    const { show, items } = useToasts();
    const run = vi.fn();
    const wrapper = mount(ToastStack);
    show({ title: () => 'Deleted', action: { label: () => 'Undo', run } });
    await nextTick();
    await wrapper.get('button').trigger('click');
    expect(run).toHaveBeenCalledOnce();
    expect(items.value).toHaveLength(0);
    wrapper.unmount();
  });

  it('are gone to by a key that they name, wait while the keyboard is in one, and give it back', async () => {
    vi.useFakeTimers();
    const { show, items, go } = useToasts();
    document.body.innerHTML = '<div id="app"></div><button id="before"></button>';
    const wrapper = mount(ToastStack, { props: { shortcut: 'Alt+N' }, attachTo: '#app' });
    const before = document.querySelector<HTMLElement>('#before')!;
    before.focus();
    show({ title: () => 'Saved' });
    show({ title: () => 'Deleted', action: { label: () => 'Undo', run: () => undefined } });
    await nextTick();
    vi.advanceTimersByTime(50);
    await nextTick();
    expect(wrapper.findAll('[role=status]')[1]?.text()).toMatch(/^Deleted\s*Alt N goes to “Undo”$/);
    // Buttons of one name are told apart by what they belong to.
    const described = wrapper.findAll('button').map((one) => {
      const by = one.attributes('aria-describedby') ?? '';
      return `${one.attributes('aria-label') ?? one.text()} ${document.getElementById(by)?.textContent ?? ''}`;
    });
    expect(described).toEqual(['Close the notification Saved', 'Undo ', 'Close the notification Deleted']);
    go();
    expect(document.activeElement?.textContent).toBe('Undo');
    vi.advanceTimersByTime(120_000);
    expect(items.value.map((toast) => toast.title())).toEqual(['Deleted']);
    document.activeElement?.dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape', bubbles: true }));
    await nextTick();
    vi.advanceTimersByTime(1);
    expect(items.value).toEqual([]);
    expect(document.activeElement).toBe(before);
    wrapper.unmount();
  });

  it('hold at most five, the oldest leaves', () => {
    const { show, items } = useToasts();
    for (let n = 0; n < 7; n++) show({ title: () => String(n) });
    expect(items.value.map((toast) => toast.title())).toEqual(['2', '3', '4', '5', '6']);
  });
});

describe('useTheme', () => {
  it('writes the theme and the zoom to the document, within bounds', () => {
    const theme = useTheme();
    theme.choice.value = 'light';
    expect(document.documentElement.dataset['theme']).toBe('light');
    theme.choice.value = 'dark';
    expect(document.documentElement.dataset['theme']).toBe('dark');
    theme.zoomIn();
    expect(theme.zoom.value).toBe(1.1);
    theme.zoom.value = 9;
    expect(theme.zoom.value).toBe(2);
    theme.zoomReset();
    theme.zoomOut();
    expect(theme.zoom.value).toBe(0.9);
    expect(useTheme()).toBe(theme);
    theme.zoomReset();
  });
});

describe('formatShortcut', () => {
  it('speaks as the keyboard does', () => {
    expect(formatShortcut('Mod+Shift+T', false)).toBe('Ctrl Shift T');
    expect(formatShortcut('Mod+Shift+T', true)).toBe('⌘⇧T');
    expect(formatShortcut('Mod++', false)).toBe('Ctrl +');
    expect(formatShortcut('Alt+Up', false)).toBe('Alt ↑');
  });
});

describe('sparklinePath', () => {
  it('draws zero at the bottom and the peak at the top', () => {
    expect(sparklinePath([0, 10], 120, 18, 10)).toBe('M0.0 17.0L120.0 1.0');
    expect(sparklinePath([0, 0], 10, 18, 0)).toBe('M0.0 17.0L10.0 17.0');
    expect(sparklinePath([5], 10, 18, 5)).toBe('');
  });
});
