import { describe, expect, it } from 'vitest';
import { portMessage, portSource } from './port-source.js';

/** A message event as the page gets it; happy-dom's own cannot carry ports. */
function message(init: { data?: unknown; origin?: string; source?: unknown; ports?: MessagePort[] }): Event {
  return Object.assign(new Event('message'), {
    data: portMessage,
    origin: location.origin,
    source: window,
    ports: [],
    ...init,
  });
}

describe('portSource', () => {
  it('takes the one port that this very page is handed, and no other', async () => {
    const source = portSource(window);
    const wrong = new MessageChannel();
    const right = new MessageChannel();
    const second = new MessageChannel();
    window.dispatchEvent(message({ ports: [wrong.port1], origin: 'https://elsewhere.example' }));
    window.dispatchEvent(message({ ports: [wrong.port1], source: null }));
    window.dispatchEvent(message({ ports: [wrong.port1], data: 'something else' }));
    window.dispatchEvent(message({}));
    window.dispatchEvent(message({ ports: [right.port1] }));
    window.dispatchEvent(message({ ports: [second.port1] }));
    const transport = await source.open();
    const got = new Promise<unknown>((resolve) => {
      right.port2.onmessage = (event) => resolve(event.data);
    });
    transport.send(Uint8Array.of(1, 2));
    expect(await got).toEqual(Uint8Array.of(1, 2));
    expect(await source.open()).toBe(transport);
    transport.close();
    for (const { port2 } of [wrong, right, second]) port2.close();
  });
});
