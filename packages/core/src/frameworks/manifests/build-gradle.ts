import { linesOf, quotedIn } from './lines.js';
import type { ManifestReader } from './manifest-reader.js';

/**
 * The groups of dependencies and the ids of plugins, in either of Gradle's languages. What a catalogue of versions names
 * (`libs.spring.boot`) stays unknown: the build file alone does not say what it is.
 */
export const readBuildGradle: ManifestReader = (text) => {
  const lines = linesOf(text, '//');
  if (lines.length > 0 && !lines.some((line) => /[({=]|^apply\b|['"]/.test(line))) return null;
  const plugins = lines.filter(isPlugin).flatMap((line) => [...quotedIn(line).slice(0, 1), ...shortNames(line)]);
  const groups = (pattern: RegExp) =>
    lines
      .filter((line) => pattern.test(line))
      .flatMap((line) => quotedIn(line).slice(0, 1))
      .map((coordinates) => coordinates.split(':', 1)[0] ?? coordinates);
  return {
    dependencies: [...plugins, ...groups(/^(?:implementation|api|compile|runtimeOnly|developmentOnly)\b/)],
    developmentDependencies: groups(/^test\w+\b/),
    facts: plugins.includes('application') ? ['application'] : [],
  };
};

function isPlugin(line: string): boolean {
  return /^(?:id\b|apply plugin:|kotlin\(|application$|java$|`[\w-]+`$)/.test(line);
}

/** Plugins of Gradle's own have names without quotes, and `kotlin("jvm")` is short for a longer one. */
function shortNames(line: string): readonly string[] {
  if (line.startsWith('kotlin(')) return ['org.jetbrains.kotlin.jvm'];
  return /^`?(application|java)`?$/.exec(line)?.slice(1, 2) ?? [];
}
