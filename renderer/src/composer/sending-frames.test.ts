import { afterEach, describe, expect, it } from 'vitest';
import { nextTick } from 'vue';
import { framePresets } from '../../../codec/index.js';
import { ok } from '../../../contract/index.js';
import type { SessionInfo } from '../../../contract/index.js';
import { testConfig } from '../stores/test-host.js';
import { switchMode } from './composer-modes.js';
import { compose, report, stopComposing, took } from './test-sending.js';

afterEach(stopComposing);

describe('crafted frames', () => {
  const ws = { ...testConfig, protocol: 'ws' } as const;
  function craft(answers: Record<string, (input: never) => unknown> = {}, part: Partial<SessionInfo> = {}) {
    const all = compose({ config: ws, ...part }, { 'session.craft': () => ok(report), ...answers });
    all.tab.message.crafting = true;
    all.tab.message.frame = { masked: false, rsv2: true };
    return all;
  }

  it('leave piece by piece with their delays, and the payload is remembered', async () => {
    const { host, tab, sending } = craft();
    tab.message.frame = { masked: false, fragments: 2, delayMs: 30, junk: 'ff' };
    await sending.send();
    expect(host.of('session.craft')).toEqual([
      {
        session: 's1',
        to: 'all',
        pieces: [
          { data: new Uint8Array([0x01, 0x01, 0x68]), afterMs: 0 },
          { data: new Uint8Array([0xff]), afterMs: 0 },
          { data: new Uint8Array([0x80, 0x01, 0x69]), afterMs: 30 },
        ],
      },
    ]);
    expect(host.of('session.send')).toEqual([]);
    expect(took(tab)).toEqual([{ mode: 'text', body: 'hi' }]);
  });

  it('show the key that they leave with, and draw another for the next', async () => {
    const { host, tab, sending } = craft();
    tab.message.frame = {};
    const shown = sending.frame.drawnKey.value;
    await sending.send();
    const { pieces } = host.of('session.craft')[0] as { pieces: { data: Uint8Array }[] };
    expect(Buffer.from(pieces[0]!.data.subarray(2, 6)).toString('hex')).toBe(shown);
    expect(sending.frame.drawnKey.value).not.toBe(shown);
  });

  it('are refused while a field cannot be read, never for breaking a rule', () => {
    const { tab, sending } = craft();
    expect(sending.frame.faults.value.map(({ rule }) => rule)).toEqual(['rsv2', 'mask-missing']);
    expect(sending.blocked.value).toBeNull();
    tab.message.frame = { masked: true, key: 'zz' };
    expect(sending.blocked.value).toBe('Mend the frame first');
    tab.message.frame = {};
    tab.message.mode = 'hex';
    tab.message.bodies['hex'] = 'zz';
    expect(sending.blocked.value).toBe('Mend the message first');
  });

  it('are given up without a word to whoever did it, and with one otherwise', async () => {
    let answer = (value: unknown): void => void value;
    const cancelled = ok({
      peers: 0,
      bytes: 0,
      failures: [{ peer: 1, error: { code: 'craft.cancelled', message: 'given up' } }],
    });
    const { host, sending } = craft({
      'session.craft': () => new Promise((resolve) => (answer = resolve)),
      'session.uncraft': () => {
        answer(cancelled);
        return ok();
      },
    });
    const sent = sending.send();
    await sending.giveUp();
    await sent;
    expect(host.of('session.uncraft')).toEqual([{ session: 's1' }]);
    expect(sending.failure.value).toBeNull();
    const again = sending.send();
    answer(cancelled);
    await again;
    expect(sending.failure.value?.message).toBe('Peer 1: given up');
  });

  it('are set up by presets, each from what was typed and not from the preset before', () => {
    const { tab, sending } = craft();
    const preset = (id: string) => framePresets.find((one) => one.id === id)!;
    tab.message.mode = 'json';
    tab.message.bodies['json'] = '{"a":1}';
    sending.frame.apply(preset('rsv3'));
    expect(tab.message).toMatchObject({ mode: 'json', frame: { rsv3: true } });
    sending.frame.apply(preset('close-1005'));
    expect(tab.message).toMatchObject({ mode: 'hex', frame: { opcode: 8 } });
    expect(tab.message.bodies['hex']).toBe('03 ed');
    sending.frame.apply(preset('rsv2'));
    expect(tab.message).toMatchObject({ mode: 'json', frame: { rsv2: true } });
    expect(tab.message.bodies['json']).toBe('{"a":1}');
    tab.message.mode = 'text';
    tab.message.bodies['text'] = 'mine';
    sending.frame.apply(preset('unmasked'));
    expect(tab.message).toMatchObject({ mode: 'text', frame: { masked: false } });
    expect(tab.message.bodies['text']).toBe('mine');
  });

  it('give back what a preset wrote over when Frame is left, and the preset when it is taken again', async () => {
    const { tab, sending } = craft();
    await nextTick();
    const { message } = tab;
    const preset = (id: string) => framePresets.find((one) => one.id === id)!;
    Object.assign(message.bodies, { text: 'mine', hex: 'c0 ff ee' });
    sending.frame.apply(preset('close-1005'));
    sending.frame.apply(preset('long-ping'));
    expect(message).toMatchObject({ mode: 'text', bodies: { text: 'mine'.repeat(32).slice(0, 126) } });
    switchMode(message, 'text');
    await nextTick();
    expect(message).toMatchObject({ mode: 'text', bodies: { text: 'mine', hex: 'c0 ff ee' } });
    switchMode(message, 'frame');
    await nextTick();
    expect(message.bodies['text']).toHaveLength(126);
    message.bodies['text'] = 'changed in Frame';
    switchMode(message, 'text');
    await nextTick();
    expect(message.bodies['text']).toBe('changed in Frame');
  });

  it('are a matter of WebSocket alone', async () => {
    const { host, sending } = craft({}, { config: testConfig });
    expect(sending.frame.crafting.value).toBe(false);
    await sending.send();
    expect(host.of('session.send')).toHaveLength(1);
  });
});
