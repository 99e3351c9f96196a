import { describe, expect, it } from 'vitest';
import { splitSecrets, withSecrets } from './config-secrets.js';

describe('secrets of a connection', () => {
  it('are taken out of its options, which are as they were where there are none', () => {
    const options = { tcp: { noDelay: false }, proxy: { use: 'own' as const, url: 'http://me@p:1' } };
    expect(splitSecrets(options).options).toBe(options);
    const split = splitSecrets({
      tls: { passphrase: 'a', keyFile: 'k' },
      proxy: { use: 'own', url: 'http://me@p:1', password: 'b' },
    });
    expect(split).toEqual({
      options: { tls: { keyFile: 'k' }, proxy: { use: 'own', url: 'http://me@p:1' } },
      secrets: { passphrase: 'a', proxyPassword: 'b' },
    });
    expect(splitSecrets({ tls: { passphrase: 'a' } })).toEqual({ options: {}, secrets: { passphrase: 'a' } });
  });

  it('include a password within the URL of a proxy, but not the name of a variable', () => {
    expect(splitSecrets({ proxy: { url: 'http://me:w0rd@p:1' } })).toEqual({
      options: { proxy: { url: 'http://me@p:1' } },
      secrets: { proxyPassword: 'w0rd' },
    });
    const named = { proxy: { url: 'http://me:{{word}}@p:1' } };
    expect(splitSecrets(named)).toEqual({ options: named, secrets: {} });
  });

  it('are put back for their owner, each beside its group', () => {
    expect(withSecrets({ proxy: { url: 'http://me@p:1' } }, { passphrase: 'a', proxyPassword: 'b' })).toEqual(
      {
        tls: { passphrase: 'a' },
        proxy: { url: 'http://me@p:1', password: 'b' },
      },
    );
    // Written into the file by hand.
    expect(withSecrets({ proxy: { url: 'http://me:c@p:1' } }, {})).toEqual({
      proxy: { url: 'http://me@p:1', password: 'c' },
    });
  });
});
