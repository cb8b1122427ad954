import { entriesOf, jsonObject } from './json-text.js';
import type { ManifestReader } from './manifest-reader.js';

export const readPackageJson: ManifestReader = (text) => {
  const manifest = jsonObject(text);
  if (manifest === null) return null;
  const manager = manifest.get('packageManager');
  return {
    dependencies: [...entriesOf(manifest.get('dependencies')).keys()],
    developmentDependencies: [...entriesOf(manifest.get('devDependencies')).keys()],
    scripts: [...entriesOf(manifest.get('scripts'))].filter(isScript).map(([name]) => name),
    facts: [
      ...(typeof manager === 'string' ? [`tool:${manager.split('@', 1)[0] ?? ''}`] : []),
      ...(manifest.has('workspaces') ? ['workspaces'] : []),
    ],
  };
};

/** `npm init` writes a test that only fails. */
function isScript([name, script]: readonly [string, unknown]): boolean {
  return typeof script === 'string' && script !== '' && !(name === 'test' && script.includes('no test specified'));
}
