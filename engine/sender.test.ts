import { expect, it } from 'vitest';
import { RowFlag } from '../contract/index.js';
import { SenderFlag, sentBy, storedFlags } from './sender.js';

it('marks who sends in bits that no row keeps', () => {
  expect(sentBy('repeat') & storedFlags).toBe(RowFlag.automatic);
  expect(sentBy('queue') & storedFlags).toBe(RowFlag.automatic);
  expect(Object.values(RowFlag).reduce((all, one) => all | one, 0)).toBe(storedFlags);
  expect(SenderFlag.repeat & SenderFlag.queue).toBe(0);
});
