import { mount } from '@vue/test-utils';
import { describe, expect, it } from 'vitest';
import TimelineBar from './TimelineBar.vue';

function render(props: object = {}) {
  const view = mount(TimelineBar, {
    props: {
      timeline: null,
      total: 12,
      clearable: true,
      filtered: false,
      stream: false,
      peer: null,
      filter: { direction: 'all', text: '', afterSeq: 0, range: null, unanswered: false },
      framing: { kind: 'line' },
      layer: 'messages',
      'onUpdate:layer': (layer: unknown) => void view.setProps({ layer: layer as 'wire' }),
      ...props,
    },
    attachTo: document.body,
  });
  return view;
}

describe('the bar above the timeline', () => {
  it('switches the layer by keys', async () => {
    const view = render();
    const radios = view.get('[role=radiogroup][aria-label=Layer]').findAll('[role=radio]');
    expect(radios.map((one) => [one.text(), one.attributes('aria-checked')])).toEqual([
      ['Messages', 'true'],
      ['Wire', 'false'],
    ]);
    await radios[0]?.trigger('keydown', { key: 'ArrowRight' });
    expect(view.props('layer')).toBe('wire');
    expect(radios[1]?.attributes('aria-checked')).toBe('true');
    view.unmount();
  });

  it('says that the wire is raw where framing cuts the messages of a stream', async () => {
    const view = render({ stream: true });
    expect(view.find('[role=combobox]').exists()).toBe(true);
    expect(view.text()).not.toContain('Raw chunks');
    await view.setProps({ layer: 'wire' });
    expect(view.find('[role=combobox]').exists()).toBe(false);
    expect(view.text()).toContain('Raw chunks');
    view.unmount();
  });

  it('has a choice of the marked rows', async () => {
    const filter = { direction: 'all', text: '', afterSeq: 0 };
    const view = render({ filter });
    await view.get('[role=radio][title=Marked]').trigger('click');
    expect(view.props('filter').direction).toBe('marked');
    view.unmount();
  });
});
