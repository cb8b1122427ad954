import type { ManifestReader } from './manifest-reader.js';
import { elementsOf, withoutComments } from './xml-text.js';

/** Every group that a dependency, a plugin or the parent is of counts as a dependency. */
export const readPomXml: ManifestReader = (text) => {
  const xml = withoutComments(text);
  if (!/<project[\s>]/.test(xml) || !xml.includes('</project>')) return null;
  const isOfTest = (element: string) => element.includes('<scope>test</scope>');
  const elements = ['parent', 'dependency', 'plugin'].flatMap((name) => elementsOf(xml, name));
  return {
    dependencies: elements.filter((element) => !isOfTest(element)).flatMap(groupOf),
    developmentDependencies: elements.filter(isOfTest).flatMap(groupOf),
    facts: xml.includes('<modules>') ? ['modules'] : [],
  };
};

function groupOf(element: string): readonly string[] {
  return elementsOf(element, 'groupId')
    .slice(0, 1)
    .map((group) => group.trim());
}
