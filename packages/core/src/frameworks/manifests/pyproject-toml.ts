import { quotedIn } from './lines.js';
import type { ManifestReader } from './manifest-reader.js';
import { packageName } from './python-packages.js';
import { tomlLines, type TomlEntry } from './toml-lines.js';

/** Hatch is used where it has environments: its settings for builds stand in projects of other tools as well. */
const TOOLS = ['uv', 'poetry', 'pdm', 'hatch.envs', 'pytest'];

export const readPyprojectToml: ManifestReader = (text) => {
  const toml = tomlLines(text);
  if (toml === null) return null;
  const named = TOOLS.filter((tool) => toml.tables.some((table) => `${table}.`.startsWith(`tool.${tool}.`)));
  return {
    dependencies: toml.entries.filter((entry) => isRuntime(entry)).flatMap(namesIn),
    developmentDependencies: toml.entries.filter((entry) => isDevelopment(entry)).flatMap(namesIn),
    facts: [
      ...named.map((tool) => `tool:${tool.split('.', 1)[0] ?? tool}`),
      ...(toml.tables.some((table) => table === 'project' || table === 'build-system') ? ['package'] : []),
    ],
  };
};

function isRuntime({ table, key }: TomlEntry): boolean {
  return (table === 'project' && key === 'dependencies') || table === 'tool.poetry.dependencies';
}

function isDevelopment({ table }: TomlEntry): boolean {
  return (
    ['project.optional-dependencies', 'dependency-groups', 'tool.poetry.dev-dependencies'].includes(table) ||
    table === 'tool.pdm.dev-dependencies' ||
    /^tool\.poetry\.group\.[^.]+\.dependencies$/.test(table)
  );
}

/** Poetry has a key for each, the standard a list of requirements. */
function namesIn({ table, key, value }: TomlEntry): readonly string[] {
  const names = table.startsWith('tool.poetry.') ? [key] : quotedIn(value);
  return names.flatMap((name) => packageName(name) ?? []);
}
