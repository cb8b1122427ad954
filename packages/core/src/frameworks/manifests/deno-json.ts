import { entriesOf, jsonObject } from './json-text.js';
import type { ManifestReader } from './manifest-reader.js';

/** Comments are understood where they have a line to themselves. */
export const readDenoJson: ManifestReader = (text) => {
  const manifest = jsonObject(text.replace(/^[ \t]*\/\/.*$/gm, ''));
  if (manifest === null) return null;
  return {
    dependencies: [...entriesOf(manifest.get('imports')).keys()],
    scripts: [...entriesOf(manifest.get('tasks')).keys()],
  };
};
