import { describe, expect, it } from 'vitest';
import { shortBegin, titleParts } from './title-parts.js';

describe('titleParts', () => {
  it('leaves a short title whole', () => {
    expect(titleParts(['localhost:8080', 'Orders'])).toEqual([null, null]);
  });

  it('keeps the end of a long address, where hosts alike differ', () => {
    const base = 'wss://stream.example.com:9443/v1/market/depth/';
    expect(
      titleParts([`${base}btc-usdt`, `${base}eth-usdt`, `${base}sol-usdt`]).map((one) => one?.[1]),
    ).toEqual(['th/btc-usdt', 'th/eth-usdt', 'th/sol-usdt']);
  });

  it('shows where addresses that end alike come to differ', () => {
    const parts = titleParts([
      'wss://eu-west.example.com/v1/orders/stream',
      'wss://us-east.example.com/v1/orders/stream',
    ]);
    expect(parts).toEqual([
      ['wss:/', '/eu-west.e…'],
      ['wss:/', '/us-east.e…'],
    ]);
  });

  it('tells three apart of which each is like another, and nothing from a title like itself', () => {
    const same = 'tcp://10.0.0.1:9000/of/a/long/path/end';
    expect(titleParts([same, same]).map((one) => one?.join(''))).toEqual([same, same]);
    const three = titleParts([
      'ws://a.example.com/room/one/of/the/house',
      'ws://a.example.com/room/two/of/the/house',
      'ws://b.example.com/room/one/of/the/house',
    ]);
    expect(new Set(three.map((one) => one?.[1])).size).toBe(3);
  });

  it('differs from a title that is the end of it', () => {
    const parts = titleParts(['ws://example.com/room/long', 'a-ws://example.com/room/long']);
    expect(parts[0]?.[1]).not.toBe(parts[1]?.[1]);
  });
});

describe('shortBegin', () => {
  it('cuts a begin to what has room beside a tail, and no sign in two', () => {
    expect(['', 'wss:/', 'wss://a.exam', 'wss://stream.example.com'].map(shortBegin)).toEqual([
      '',
      'wss:/',
      'wss://a.exam',
      'wss://strea…',
    ]);
    expect(shortBegin('0123456789\u{1f642} and more')).toBe('0123456789…');
  });
});
