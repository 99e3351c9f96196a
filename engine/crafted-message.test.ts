import { expect, it } from 'vitest';
import { craftedMessage } from './crafted-message.js';

const payload = new TextEncoder().encode('Hello');
const hex = (data: Uint8Array): string => Buffer.from(data).toString('hex');

it('masks under the keys that were drawn, as RFC 6455 §5.7 has it, and under its own where there are none', () => {
  const drawn = craftedMessage(payload, {}, { role: 'client', keys: [0x37fa213d] });
  expect(drawn.ok && drawn.value.map(({ data }) => hex(data))).toEqual(['818537fa213d7f9f4d5158']);
  const own = craftedMessage(payload, { fragments: 2 }, { role: 'client', keys: [0x37fa213d] });
  expect(own.ok && own.value.map(({ data }) => data.length)).toEqual([9, 8]);
});

it('says which field cannot be read', () => {
  expect(craftedMessage(payload, { length: 'x' }, { role: 'server' })).toMatchObject({
    ok: false,
    error: { code: 'craft.frame' },
  });
});
