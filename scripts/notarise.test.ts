import { describe, expect, it } from 'vitest';
import { afterSign, credentialsOf } from './notarise.mjs';

const mac = {
  electronPlatformName: 'darwin',
  appOutDir: 'release/mac',
  packager: { appInfo: { productFilename: 'Wirebench' } },
};

describe('afterSign', () => {
  it('does nothing without secrets, and says so', async () => {
    await expect(afterSign(mac, {})).resolves.toBe(
      'Not notarised: neither APPLE_API_KEY nor APPLE_ID is set.',
    );
  });

  it('does nothing for another system', async () => {
    await expect(afterSign({ ...mac, electronPlatformName: 'win32' }, {})).resolves.toContain('Not a Mac');
  });

  it('fails with some of the secrets, naming those that are missing', async () => {
    await expect(afterSign(mac, { APPLE_ID: 'a@b.c' })).rejects.toThrow(
      'Notarising needs APPLE_APP_SPECIFIC_PASSWORD and APPLE_TEAM_ID as well.',
    );
  });
});

describe('credentialsOf', () => {
  it('takes a key before an account, and an account where the key is not whole', () => {
    const key = { APPLE_API_KEY: 'k.p8', APPLE_API_KEY_ID: 'id', APPLE_API_ISSUER: 'issuer' };
    const account = { APPLE_ID: 'a@b.c', APPLE_APP_SPECIFIC_PASSWORD: 'p', APPLE_TEAM_ID: 't' };
    expect(credentialsOf({ ...key, ...account })).toEqual({
      credentials: { appleApiKey: 'k.p8', appleApiKeyId: 'id', appleApiIssuer: 'issuer' },
    });
    expect(credentialsOf({ APPLE_API_KEY: 'k.p8', ...account })).toEqual({
      credentials: { appleId: 'a@b.c', appleIdPassword: 'p', teamId: 't' },
    });
  });
});
