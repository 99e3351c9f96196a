import type { SafeStorage } from 'electron';
import type { Keychain } from '../../engine/index.js';

/**
 * The system's keychain as Electron reaches it: Keychain on a Mac, DPAPI on Windows, libsecret or KWallet on
 * Linux. Undefined where there is none: Linux without one would encrypt with a password that everybody knows.
 */
export function systemKeychain(
  storage: Pick<
    SafeStorage,
    'isEncryptionAvailable' | 'encryptString' | 'decryptString' | 'getSelectedStorageBackend'
  >,
  platform: NodeJS.Platform,
): Keychain | undefined {
  if (!storage.isEncryptionAvailable()) return undefined;
  if (platform === 'linux' && ['basic_text', 'unknown'].includes(storage.getSelectedStorageBackend())) {
    return undefined;
  }
  return {
    encrypt: (text) => storage.encryptString(text),
    decrypt: (bytes) => storage.decryptString(Buffer.from(bytes)),
  };
}
