import { mount } from '@vue/test-utils';
import { describe, expect, it } from 'vitest';
import { noFilterMarks } from '../../../codec/index.js';
import { Direction, RowFlag, RowKind } from '../../../contract/index.js';
import type { Row } from '../stores/row-cache.js';
import { row } from './test-row.js';
import { rowName } from './row-text.js';
import TimelineRow from './TimelineRow.vue';

function render(of: Row, props: Partial<InstanceType<typeof TimelineRow>['$props']> = {}) {
  return mount(TimelineRow, {
    props: {
      row: of,
      before: null,
      active: false,
      timeFormat: 'start',
      startedAt: 0,
      peers: false,
      find: noFilterMarks,
      framed: false,
      frames: false,
      mark: null,
      ...props,
    },
  });
}

describe('a row of the timeline', () => {
  it('shows a star where it is marked, and nothing where not', () => {
    expect(render(row('a'), { mark: '' }).find('.star').exists()).toBe(true);
    expect(render(row('a')).find('.star').exists()).toBe(false);
  });

  it('says which way it went in a word, where the eye has an arrow', () => {
    const wordOf = (more: Parameters<typeof row>[1]): string | undefined =>
      render(row('a', more)).get('.direction').attributes('aria-label');
    expect(wordOf({ direction: Direction.in })).toBe('Received');
    expect(wordOf({ direction: Direction.out })).toBe('Sent');
    expect(wordOf({ kind: RowKind.open, direction: Direction.none })).toBeUndefined();
  });

  it('says whose number a message has that was cut from a chunk', () => {
    const chunk = row('a', { kind: RowKind.chunk });
    expect(render(chunk, { framed: true }).get('.number').attributes('title')).toBe(
      `Begins in row ${chunk.seq} of the log. Messages cut from one chunk share its number.`,
    );
    expect(render(chunk).get('.number').attributes('title')).toBeUndefined();
  });

  it('shows a comment beside the preview and whole in a tooltip, with nothing in it that could deceive', () => {
    const view = render(row('a'), { mark: '<b>late</b>\n\u202efdp' });
    const comment = view.get('.comment');
    expect(comment.text()).toBe('<b>late</b>␊⟨U+202E⟩fdp');
    expect(comment.attributes('title')).toBe('<b>late</b>␊⟨U+202E⟩fdp');
    expect(view.find('b').exists()).toBe(false);
    expect(rowName(row('a'), { mark: 'late' })).toBe(
      'received text, 1 byte, 1.226 seconds, marked, comment late, a',
    );
  });

  it('says what is invalid or crafted with a word and a sign', () => {
    const view = render(row('a', { flags: RowFlag.invalid | RowFlag.crafted | RowFlag.compressed }));
    expect(view.get('.flag.invalid').text()).toBe('invalid');
    expect(view.get('.flag.invalid').find('svg').exists()).toBe(true);
    expect(view.get('.flag.crafted').find('svg').exists()).toBe(true);
    expect(view.get('.flag.compressed').find('svg').exists()).toBe(false);
  });

  it('has a cell for the head of a frame, empty where there is none', () => {
    const head = Uint8Array.of(0x41, 0x83, 0x37, 0xfa, 0x21, 0x3d);
    const view = render(row('Hel', { kind: RowKind.frame, head }), { frames: true });
    expect(view.get('.frame').text()).toBe('0x1–RSV137fa213d');
    expect(view.findAll('[role=gridcell]')).toHaveLength(7);
    expect(
      render(row('x', { kind: RowKind.open }), { frames: true })
        .get('.frame')
        .text(),
    ).toBe('');
    expect(render(row('x')).find('.frame').exists()).toBe(false);
  });
});

describe('columns that the settings leave out', () => {
  it('have no cell', () => {
    const whole = render(row('a'));
    expect(whole.findAll('[role=gridcell]')).toHaveLength(6);
    const narrow = render(row('a'), { absent: ['time', 'size'] });
    expect(narrow.find('.time').exists()).toBe(false);
    expect(narrow.find('.size').exists()).toBe(false);
    expect(narrow.findAll('[role=gridcell]')).toHaveLength(4);
  });
});
