import { describe, expect, it } from 'vitest';
import {
  isChanged,
  optionOf,
  withFraming,
  withOption,
  withoutEmptyRows,
  withoutOption,
  withProxyPassword,
} from './options.js';

describe('options of a connection', () => {
  it('answers the default of what was left alone', () => {
    expect(optionOf({}, 'tcp', 'connectTimeoutMs')).toBe(10_000);
    expect(isChanged({}, 'tcp', 'connectTimeoutMs')).toBe(false);
  });

  it('stores what differs from its default and nothing else', () => {
    const options = withOption({}, 'ws', 'pingIntervalMs', 5_000);
    expect(options).toEqual({ ws: { pingIntervalMs: 5_000 } });
    expect(isChanged(options, 'ws', 'pingIntervalMs')).toBe(true);
    expect(withOption(options, 'ws', 'deflate', true)).toEqual(options);
  });

  it('drops a value that went back to its default, and the group with it', () => {
    const options = withOption({ tls: { verify: false } }, 'tls', 'verify', true);
    expect(options).toEqual({});
    expect(withoutOption({ tls: { verify: false, serverName: 'a' } }, 'tls', 'verify')).toEqual({
      tls: { serverName: 'a' },
    });
  });

  it('keeps groups in the order of the contract, whatever the order they were set in', () => {
    const options = withOption(withOption({}, 'tls', 'verify', false), 'tcp', 'noDelay', false);
    expect(Object.keys(options)).toEqual(['tcp', 'tls']);
  });

  it('leaves everything as it was where the contract refuses the value', () => {
    const options = { tcp: { localPort: 7 } };
    expect(withOption(options, 'tcp', 'localPort', 70_000)).toBe(options);
    expect(withOption(options, 'tcp', 'noSuchOption', 1)).toBe(options);
  });

  it('leaves raw framing out', () => {
    expect(withFraming({ framing: { kind: 'line' } }, { kind: 'raw' })).toEqual({});
    expect(withFraming({}, { kind: 'fixed', length: 4 })).toEqual({ framing: { kind: 'fixed', length: 4 } });
  });

  it('takes rows that were left empty out, and keeps a header without a value', () => {
    const options = {
      ws: {
        headers: [['', ''] as [string, string], ['X-Empty', ''] as [string, string]],
        subprotocols: [''],
      },
      udp: { memberships: [{ group: ' ', interface: '' }] },
    };
    expect(withoutEmptyRows(options)).toEqual({ ws: { headers: [['X-Empty', '']] } });
  });
});

describe('the URL of a proxy', () => {
  it('gives a password that is typed into it to the field for it', () => {
    const typed = withOption({}, 'proxy', 'url', 'http://me:w0rd@p:1');
    expect(withProxyPassword(typed)).toEqual({ proxy: { url: 'http://me@p:1', password: 'w0rd' } });
    const plain = withOption({}, 'proxy', 'url', 'http://me@p:1');
    expect(withProxyPassword(plain)).toBe(plain);
  });
});
