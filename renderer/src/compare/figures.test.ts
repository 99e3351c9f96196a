import { expect, it } from 'vitest';
import type { CompareBurst, CompareLane } from '../../../contract/index.js';
import {
  boundaryWords,
  compareCsv,
  layerParts,
  orderWords,
  overheadOf,
  percent,
  quantiles,
} from './figures.js';

const burst: CompareBurst = {
  sent: 200,
  answered: 200,
  lost: 0,
  outOfOrder: 0,
  damaged: 0,
  arrivals: 14,
  joined: 13,
  cut: 9,
  ms: 3.25,
  firstRow: null,
  oddRow: null,
};
const out = {
  payload: 100,
  sent: 100,
  framing: 6,
  tls: null,
  ip: 52,
  total: 158,
  row: { session: 's1', seq: 6 },
};
const lane: CompareLane = {
  transport: 'tcp',
  address: '=cmd|"x",1',
  ownEcho: false,
  state: 'done',
  failure: null,
  progress: 0,
  session: 's1',
  echo: null,
  negotiated: null,
  opening: null,
  out,
  in: null,
  latency: null,
  burst,
};

it('says what became of the boundaries by the kind of transport', () => {
  expect(boundaryWords(lane, burst)).toBe('200 messages came as 14 chunks: 13 held several, 9 messages cut');
  expect(boundaryWords(lane, { ...burst, joined: 0, cut: 0 })).toContain('by chance each by itself');
  expect(boundaryWords(lane, { ...burst, arrivals: 1, joined: 1, cut: 0 })).toBe(
    '200 messages came as 1 chunk: 1 held several, 0 messages cut',
  );
  expect(boundaryWords({ ...lane, transport: 'udp' }, burst)).toBe('kept: 14 datagrams for 200');
});

it('names what was lost, late or changed, and says so where nothing was', () => {
  expect(orderWords(burst)).toBe('all, in order');
  expect(orderWords({ ...burst, lost: 1_204, outOfOrder: 2, damaged: 1 })).toBe(
    '1 204 lost, 2 out of order, 1 not as sent',
  );
});

it('tells overhead as a share of the payload, saved bytes with a minus', () => {
  expect(percent(overheadOf(out))).toBe('+58.0 %');
  expect(percent(overheadOf({ ...out, payload: 1_000 }))).toBe('−84.2 %');
  expect(layerParts({ ...out, sent: 40 }).map(({ title }) => title)).toEqual([
    'payload, compressed',
    'WebSocket frames',
    'TCP/UDP and IP',
  ]);
});

it('draws a line through round trips that were measured, leaving out what got no answer', () => {
  const samples = Float64Array.from([4_000, Number.NaN, 1_000, 2_000, 3_000]);
  expect(quantiles(samples, 4)).toEqual([1, 2, 3, 4]);
  expect(quantiles(Float64Array.from([Number.NaN]), 2)).toEqual([null, null]);
});

it('writes CSV that a spreadsheet takes neither apart nor for a formula', () => {
  const [head, line, rest] = compareCsv([lane], 100, 200).split('\r\n');
  expect(head?.split(',')).toHaveLength(35);
  expect(line).toContain(`tcp,"'=cmd|""x"",1",,100,200,done,`);
  expect(line).toContain(',100,6,0,52,158,58,');
  expect(rest).toBe('');
});
