/*
 * electron-builder calls afterSign after it has signed the app of a Mac. Without Apple's secrets nothing is sent to
 * Apple, and that is said; with some of them but not all, the build fails rather than go out unnotarised.
 */

/**
 * What Apple asks for: a key of App Store Connect, or an account with an app-specific password.
 * @type {readonly { names: readonly [string, string, string], read: (values: string[]) => object }[]}
 */
const ways = [
  {
    names: ['APPLE_API_KEY', 'APPLE_API_KEY_ID', 'APPLE_API_ISSUER'],
    read: ([appleApiKey, appleApiKeyId, appleApiIssuer]) => ({ appleApiKey, appleApiKeyId, appleApiIssuer }),
  },
  {
    names: ['APPLE_ID', 'APPLE_APP_SPECIFIC_PASSWORD', 'APPLE_TEAM_ID'],
    read: ([appleId, appleIdPassword, teamId]) => ({ appleId, appleIdPassword, teamId }),
  },
];

/**
 * @param {Readonly<Record<string, string | undefined>>} env
 * @returns {{ credentials: object } | { missing: string[] } | null} null where no secret is there at all
 */
export function credentialsOf(env) {
  const begun = ways.map((way) => ({ way, missing: way.names.filter((name) => !env[name]) }));
  const whole = begun.find(({ missing }) => missing.length === 0);
  if (whole) return { credentials: whole.way.read(whole.way.names.map((name) => env[name] ?? '')) };
  const part = begun.find(({ way, missing }) => missing.length < way.names.length);
  return part ? { missing: part.missing } : null;
}

/**
 * @param {{ electronPlatformName: string, appOutDir: string, packager: { appInfo: { productFilename: string } } }} context
 * @param {Readonly<Record<string, string | undefined>>} [env]
 * @returns {Promise<string>} what was done, in words
 */
export async function afterSign({ electronPlatformName, appOutDir, packager }, env = process.env) {
  if (electronPlatformName !== 'darwin') return 'Not a Mac: nothing to notarise.';
  const found = credentialsOf(env);
  if (found === null)
    return say(`Not notarised: neither ${ways.map(({ names }) => names[0]).join(' nor ')} is set.`);
  if ('missing' in found) throw new Error(`Notarising needs ${found.missing.join(' and ')} as well.`);
  // electron-builder brings it.
  const { notarize } = await import(/** @type {string} */ ('@electron/notarize'));
  await notarize({ ...found.credentials, appPath: `${appOutDir}/${packager.appInfo.productFilename}.app` });
  return say('Notarised.');
}

/** @param {string} sentence */
function say(sentence) {
  console.log(`  • ${sentence}`);
  return sentence;
}
