import type { ManifestReader } from './manifest-reader.js';
import { attributesOf, elementsOf, withoutComments } from './xml-text.js';

export const readCsproj: ManifestReader = (text) => {
  const xml = withoutComments(text);
  if (!/<Project[\s>]/.test(xml) || !/<\/Project>|\/>/.test(xml)) return null;
  const output = elementsOf(xml, 'OutputType').map((type) => type.trim().toLowerCase());
  return {
    dependencies: [
      ...attributesOf(xml, 'PackageReference', 'Include'),
      ...attributesOf(xml, 'FrameworkReference', 'Include'),
    ],
    facts: [
      ...attributesOf(xml, 'Project', 'Sdk').map((sdk) => `sdk:${sdk}`),
      ...(output.includes('exe') || output.includes('winexe') ? ['program'] : []),
    ],
  };
};
