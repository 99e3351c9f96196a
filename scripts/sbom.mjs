/*
 * `node scripts/sbom.mjs [FILE]`: what Wirebench is made of, as CycloneDX, on standard output or in FILE. npm lists
 * the whole of node_modules, nearly all of it tools; kept is what the build noted as shipped, and Electron.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { bundledFolders } from './bundled.mjs';
import { root, run } from './run.mjs';

/**
 * @typedef {{
 *   'bom-ref': string, name: string, version: string, type?: string, scope?: string,
 *   properties?: { name: string, value: string }[], externalReferences?: { type: string, url: string }[],
 * }} Component
 * @typedef {{
 *   metadata: { component: Component } & Record<string, unknown>, components: Component[],
 *   dependencies: { ref: string, dependsOn: string[] }[],
 * } & Record<string, unknown>} Sbom
 */

/**
 * @param {Sbom} whole as npm writes it
 * @param {readonly string[]} shipped `name@version` of each package
 * @returns {Sbom}
 */
export function shippedOf(whole, shipped) {
  const own = whole.metadata.component;
  const kept = new Set(shipped);
  const missing = shipped.filter((ref) =>
    whole.components.every((component) => component['bom-ref'] !== ref),
  );
  if (missing.length > 0) throw new Error(`npm does not list ${missing.join(', ')}`);
  return {
    ...whole,
    metadata: {
      ...whole.metadata,
      // npm names it after the folder it lies in.
      component: {
        ...own,
        name: own['bom-ref'].slice(0, own['bom-ref'].lastIndexOf('@')),
        type: 'application',
      },
    },
    // To npm all of it is of developers, since it is bundled; and where it was got from is nobody's business.
    components: whole.components
      .filter((component) => kept.has(component['bom-ref']))
      .map(({ properties, externalReferences = [], ...component }) => ({
        ...component,
        scope: 'required',
        properties: (properties ?? []).filter(({ name }) => name !== 'cdx:npm:package:development'),
        externalReferences: externalReferences.filter(({ type }) => type !== 'distribution'),
      })),
    dependencies: [
      { ref: own['bom-ref'], dependsOn: [...shipped].sort() },
      ...whole.dependencies
        .filter(({ ref }) => kept.has(ref))
        .map(({ ref, dependsOn }) => ({ ref, dependsOn: dependsOn.filter((name) => kept.has(name)) })),
    ],
  };
}

/** `name@version` of what is shipped: the bundled packages, and the runtime of the desktop. */
export function shippedPackages() {
  return ['node_modules/electron', ...bundledFolders()]
    .map((folder) => JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8')))
    .map(({ name, version }) => `${name}@${version}`);
}

/** @returns {Promise<Sbom>} */
export async function makeSbom() {
  const { code, output } = await run('npm', ['sbom', '--sbom-format', 'cyclonedx', '--loglevel', 'silent'], {
    shell: process.platform === 'win32',
  });
  if (code !== 0) throw new Error(`npm sbom ended with ${code}: ${output}`);
  return shippedOf(JSON.parse(output), shippedPackages());
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const sbom = await makeSbom();
  const text = `${JSON.stringify(sbom, null, 2)}\n`;
  const file = process.argv[2];
  if (file === undefined) process.stdout.write(text);
  else {
    writeFileSync(file, text);
    console.log(`${sbom.components.length} components in ${file}`);
  }
}
