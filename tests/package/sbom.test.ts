import { describe, expect, it } from 'vitest';
import { judgeText } from '../../scripts/check-private.mjs';
import { readNotices } from '../../scripts/notices.mjs';
import { makeSbom } from '../../scripts/sbom.mjs';
import { electronVersion } from './stub-runtime.js';

describe('the SBOM', () => {
  it('lists Electron and every package of the notices, and nothing else', async () => {
    const sbom = await makeSbom();
    const noticed = readNotices().map(({ name, version }) => `${name}@${version}`);
    expect(sbom).toMatchObject({ bomFormat: 'CycloneDX', specVersion: expect.any(String) as unknown });
    expect(new Set(sbom.components.map((component) => component['bom-ref']))).toEqual(
      new Set([`electron@${electronVersion}`, ...noticed]),
    );
    expect(judgeText(JSON.stringify(sbom, null, 1))).toEqual([]);
  });
});
