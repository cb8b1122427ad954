import { entriesOf, jsonObject } from './json-text.js';
import type { ManifestReader } from './manifest-reader.js';

export const readComposerJson: ManifestReader = (text) => {
  const manifest = jsonObject(text);
  if (manifest === null) return null;
  return {
    dependencies: [...entriesOf(manifest.get('require')).keys()],
    developmentDependencies: [...entriesOf(manifest.get('require-dev')).keys()],
    scripts: [...entriesOf(manifest.get('scripts')).keys()],
  };
};
