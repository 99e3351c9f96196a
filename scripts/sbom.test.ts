import { describe, expect, it } from 'vitest';
import { shippedOf } from './sbom.mjs';

const component = (ref: string) => ({
  'bom-ref': ref,
  name: ref.slice(0, ref.lastIndexOf('@')),
  version: ref.slice(ref.lastIndexOf('@') + 1),
  scope: 'optional',
  properties: [{ name: 'cdx:npm:package:development', value: 'true' }],
  externalReferences: [
    { type: 'distribution', url: 'https://example.org/package.tgz' },
    { type: 'vcs', url: 'https://example.org/package.git' },
  ],
});
const whole = {
  bomFormat: 'CycloneDX',
  metadata: { component: { 'bom-ref': 'wirebench@1.0.0', name: 'checkout', version: '1.0.0' } },
  components: [component('ws@8.0.0'), component('@lezer/lr@1.0.0'), component('eslint@10.0.0')],
  dependencies: [
    { ref: 'wirebench@1.0.0', dependsOn: ['eslint@10.0.0'] },
    { ref: 'ws@8.0.0', dependsOn: ['eslint@10.0.0', '@lezer/lr@1.0.0'] },
    { ref: 'eslint@10.0.0', dependsOn: [] },
  ],
};

describe('shippedOf', () => {
  it('keeps what is shipped as required, without tools and without where it came from', () => {
    const sbom = shippedOf(whole, ['ws@8.0.0', '@lezer/lr@1.0.0']);
    expect(sbom.components.map((kept) => kept['bom-ref'])).toEqual(['ws@8.0.0', '@lezer/lr@1.0.0']);
    expect(sbom.components[0]).toMatchObject({
      scope: 'required',
      properties: [],
      externalReferences: [{ type: 'vcs', url: 'https://example.org/package.git' }],
    });
    expect(sbom.metadata.component).toMatchObject({ name: 'wirebench', type: 'application' });
    expect(sbom.dependencies).toEqual([
      { ref: 'wirebench@1.0.0', dependsOn: ['@lezer/lr@1.0.0', 'ws@8.0.0'] },
      { ref: 'ws@8.0.0', dependsOn: ['@lezer/lr@1.0.0'] },
    ]);
  });

  it('fails where npm does not know something that is shipped', () => {
    expect(() => shippedOf(whole, ['pako@1.0.0'])).toThrow('npm does not list pako@1.0.0');
  });
});
