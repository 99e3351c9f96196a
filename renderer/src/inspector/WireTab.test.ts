import { flushPromises, mount, type VueWrapper } from '@vue/test-utils';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Direction, RowFlag, RowKind, ok } from '../../../contract/index.js';
import type { Row } from '../stores/row-cache.js';
import { testBatch } from '../stores/test-batch.js';
import { addSession, openTestHost, testConfig } from '../stores/test-host.js';
import type { TestHost } from '../stores/test-host.js';
import type { Timeline } from '../stores/timeline.js';
import { testRow } from './test-payload.js';
import WireTab from './WireTab.vue';

const height = Object.getOwnPropertyDescriptor(HTMLElement.prototype, 'clientHeight');
beforeEach(() => {
  Object.defineProperty(HTMLElement.prototype, 'clientHeight', { configurable: true, get: () => 400 });
});
afterEach(() => {
  if (height) Object.defineProperty(HTMLElement.prototype, 'clientHeight', height);
  document.body.replaceChildren();
});

const hello = new TextEncoder().encode('Hello');
/** RFC 6455 §5.7: a single-frame masked text message. */
const maskedHead = Uint8Array.of(0x81, 0x85, 0x37, 0xfa, 0x21, 0x3d);
const web = { ...testConfig, protocol: 'ws' as const };

interface Shown {
  readonly wrapper: VueWrapper;
  readonly host: TestHost;
}

async function show(
  part: Partial<Row>,
  payload = hello,
  answers: Record<string, (input: never) => unknown> = {},
): Promise<Shown> {
  const host = openTestHost({ 'view.close': () => ok(undefined), ...answers });
  const session = addSession({ config: web });
  // Of a timeline only these are used here.
  const timeline = {
    session: 's1',
    view: () => 0,
    payload: async (_: number, from: number, to: number) =>
      ok({ bytes: payload.subarray(from, to), total: payload.length }),
  } as unknown as Timeline;
  const row = { ...testRow(0, payload.length), direction: Direction.out, ...part };
  const wrapper = mount(WireTab, {
    attachTo: document.body,
    props: { timeline, row, session, tls: null, remote: null },
  });
  await flushPromises();
  return { wrapper, host };
}

const hex = (wrapper: VueWrapper): string =>
  wrapper
    .findAll('.hex-row .hex')
    .map((one) => one.text())
    .join(' ')
    .replace(/\s+/g, ' ');
const lit = (wrapper: VueWrapper, where: string): readonly string[] =>
  wrapper.findAll(`${where} .lit`).map((one) => (one.attributes('aria-label') ?? '').split(':')[0] ?? '');

describe('WireTab', () => {
  it('shows the head bit by bit and every field of it', async () => {
    const { wrapper } = await show({ head: maskedHead });
    const bits = wrapper.findAll('[role=listbox] [role=option]').map((one) => one.attributes('aria-label'));
    expect(bits).toHaveLength(8);
    expect(bits[0]).toMatch(/^FIN: 1/);
    expect(bits[4]).toBe('Opcode: 0x1, text');
    expect(bits[6]).toBe('Payload length: 5, the shortest form');
    expect(bits[7]).toBe('Masking key: 37 fa 21 3d');
    expect(wrapper.get('[role=tree]').text()).toContain('5, the shortest form');
  });

  it('lights bits, field and bytes together, from whichever the pointer is over', async () => {
    const { wrapper } = await show({ head: maskedHead });
    await wrapper.get('[data-bits="Masking key 2"]').trigger('pointerenter');
    expect(lit(wrapper, '.tree')).toEqual(['Masking key']);
    expect(wrapper.findAll('.hex-row .hex .accent').map((one) => one.text())).toEqual([
      '37',
      'fa',
      '21',
      '3d',
    ]);
    wrapper.getComponent({ name: 'HexView' }).vm.$emit('hover', 0);
    await flushPromises();
    await wrapper.get('.rows').trigger('pointerleave');
    expect(lit(wrapper, '.rows')).toEqual(['FIN', 'RSV1', 'RSV2', 'RSV3', 'Opcode']);
    expect(lit(wrapper, '.tree')).toEqual(['FIN', 'RSV1', 'RSV2', 'RSV3', 'Opcode']);
  });

  it('does the same by keyboard: a chosen bit chooses its field and its bytes', async () => {
    const { wrapper } = await show({ head: maskedHead });
    await wrapper.get('[aria-label="Header bits"]').trigger('keydown', { key: 'End' });
    await flushPromises();
    expect(wrapper.get('[role=treeitem][aria-selected=true]').attributes('aria-label')).toMatch(
      /^Masking key/,
    );
    expect(wrapper.findAll('.hex-row .hex .chosen').map((one) => one.text())).toEqual([
      '37',
      'fa',
      '21',
      '3d',
    ]);
  });

  it('shows the payload as it was sent, and unmasked', async () => {
    const { wrapper } = await show({ head: maskedHead });
    expect(hex(wrapper)).toBe('81 85 37 fa 21 3d 7f 9f 4d 51 58');
    await wrapper.get('[title="Unmasked payload"]').trigger('click');
    await flushPromises();
    expect(hex(wrapper)).toBe('81 85 37 fa 21 3d 48 65 6c 6c 6f');
    const mask = wrapper
      .get('[aria-label=Mask]')
      .findAll('tr')
      .map((one) => one.text().replace(/\s+/g, ''));
    expect(mask).toEqual(['Onthewire7f9f4d5158', 'XORkey37fa213d37', 'Payload48656c6c6f', 'AstextHello']);
  });

  it('names what is wrong with its section, at the bits, too', async () => {
    const { wrapper } = await show({ head: Uint8Array.of(0xa1, 0x7e, 0x00, 0x05), flags: RowFlag.invalid });
    const found = wrapper.get('[aria-label=Violations]').text();
    expect(found).toMatch(/RSV2 is set.*RFC 6455 §5\.2/);
    expect(found).toMatch(/must be written in 7 bits, not in 16/);
    expect(found).toMatch(/client must mask every frame.*RFC 6455 §5\.1/);
    expect(wrapper.findAll('.rows .wrong').map((one) => one.attributes('data-bits'))).toEqual([
      'RSV2 0',
      'MASK 1',
      '7 bits 1',
      'Extended, 16 bits 2',
    ]);
  });

  it('adds up the layers, and calls an estimate one', async () => {
    const { wrapper } = await show({ head: maskedHead });
    const layers = wrapper.get('[aria-label=Layers]');
    const lines = layers.findAll('tbody tr').map((one) => one.text().replace(/\s+/g, ''));
    expect(lines[0]).toMatch(/^Payload5what/);
    expect(lines[1]).toMatch(/^WebSocket\+6/);
    expect(lines[2]).toMatch(/^TCP\+32est\./);
    expect(layers.get('tfoot').text().replace(/\s+/g, ' ')).toMatch(/63\s*overhead 58 bytes, 1160 %/);
  });

  const frame = (opcode: number, payload: string) => ({
    kind: RowKind.frame,
    payload,
    head: [opcode, payload.length],
  });
  const related = {
    'row.related': () => ok({ message: 4, frames: [1, 2, 3], total: 3 }),
    'view.open': () => ok({ view: 9, session: 's1', count: 4, scanned: 4, done: true, generation: 0 }),
    'view.locate': () => ok({ position: 0 }),
    'payload.read': ({ position, from, to }: { position: number; from: number; to: number }) => {
      const bytes = new TextEncoder().encode(['Hel', 'l', 'o'][position]);
      return ok({ bytes: bytes.subarray(from, to), total: bytes.length });
    },
    'rows.read': ({ view }: { view: number }) =>
      ok(
        view === 9
          ? testBatch([frame(0x01, 'Hel'), frame(0x00, 'l'), frame(0x80, 'o')])
          : testBatch([{ kind: RowKind.text, payload: 'Hello' }]),
      ),
  };

  it('leads from a frame to its message', async () => {
    const { wrapper } = await show(
      { kind: RowKind.frame, seq: 2, head: Uint8Array.of(0x00, 0x01), direction: Direction.in },
      new TextEncoder().encode('l'),
      related,
    );
    expect(wrapper.get('.links').text().replace(/\s+/g, ' ')).toContain('Frame 2 of 3 of message #4');
    await wrapper.get('.links button').trigger('click');
    expect(wrapper.emitted('reveal')).toEqual([[4]]);
  });

  it('leads from a message to its frames, and counts what they added', async () => {
    const { wrapper, host } = await show(
      { seq: 4, flags: RowFlag.fragmented, direction: Direction.in },
      hello,
      related,
    );
    expect(wrapper.get('.links').text().replace(/\s+/g, ' ')).toContain('Came in 3 frames: #1 #2 #3');
    expect(wrapper.findAll('.links p button')).toHaveLength(3);
    expect(wrapper.get('[aria-label=Layers]').findAll('tbody tr')[1]?.text()).toMatch(/^WebSocket\s*\+6/);
    expect(host.of('view.close')).toEqual([]);
    wrapper.unmount();
    expect(host.of('view.close')).toEqual([{ view: 9 }]);
  });

  it('asks again while the message of a fragment is not complete', async () => {
    let complete = false;
    const { wrapper } = await show(
      { kind: RowKind.frame, seq: 1, head: Uint8Array.of(0x01, 0x03), direction: Direction.in },
      new TextEncoder().encode('Hel'),
      {
        ...related,
        'row.related': () =>
          ok(
            complete ? { message: 4, frames: [1, 2, 3], total: 3 } : { message: null, frames: [1], total: 1 },
          ),
      },
    );
    expect(wrapper.get('.links').text()).toContain('a message that is not complete');
    complete = true;
    await wrapper.setProps({ session: addSession({ config: web, lastSeq: 4 }) });
    await expect.poll(() => wrapper.get('.links').text().replace(/\s+/g, ' ')).toContain('Frame 1 of 3');
  });

  it('takes apart the frame of a message that is chosen', async () => {
    const { wrapper } = await show(
      { seq: 4, flags: RowFlag.fragmented, direction: Direction.in },
      hello,
      related,
    );
    expect(wrapper.text()).toContain('Frame header of #1');
    expect(hex(wrapper)).toBe('01 03 48 65 6c');
    await wrapper.get('[aria-label="Show frame #3 below"]').trigger('click');
    await flushPromises();
    expect(wrapper.text()).toContain('Frame header of #3');
    expect(wrapper.get('[role=option]').attributes('aria-label')).toBe(
      'FIN: 1, the last frame of its message',
    );
    expect(hex(wrapper)).toBe('80 01 6f');
  });

  it('tells what compression did', async () => {
    const { wrapper } = await show({ seq: 2, flags: RowFlag.compressed, direction: Direction.in }, hello, {
      ...related,
      'row.related': () => ok({ message: 2, frames: [1], total: 1 }),
      'rows.read': ({ view }: { view: number }) =>
        ok(
          view === 9
            ? testBatch([frame(0xc1, 'abc')])
            : testBatch([{ kind: RowKind.text, payload: 'Hello' }]),
        ),
    });
    expect(wrapper.get('.links').text().replace(/\s+/g, ' ')).toMatch(
      /3 B on the wire, 5 B inflated, ratio 0\.60/,
    );
  });

  it('says that a log has no frames, rather than invent them', async () => {
    const { wrapper } = await show({ flags: RowFlag.compressed }, hello, {
      'row.related': () => ok({ message: null, frames: [], total: 0 }),
    });
    expect(wrapper.text()).toContain('The frames of this message were not recorded.');
    expect(wrapper.find('[aria-label=Layers]').exists()).toBe(false);
  });

  it('says of an event that nothing crossed the wire', async () => {
    const { wrapper } = await show({ kind: RowKind.open });
    expect(wrapper.text()).toContain('Nothing crossed the wire');
  });
});
